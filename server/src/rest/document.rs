//! The OpenAPI document: the routes' own descriptions, and what all of them share.

use std::sync::Arc;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::refusal::Problem;

/// A file's bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "names the bytes of a file in the document")]
pub struct File(Vec<u8>);

/// Of which requests something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// All of them.
    All,
    /// Those that write.
    Writes,
    /// Those that change or take back what was read before.
    Edits,
    /// Those about a shop.
    Shops,
}

/// What an answer may be beside its own, of which requests, and why.
const REFUSALS: [(&str, Of, &str); 15] = [
    ("400", Of::All, "What was sent does not suit: the code and the field say what."),
    ("401", Of::All, "Nobody is signed in."),
    ("403", Of::All, "The role in this shop does not allow it."),
    ("404", Of::All, "There is nothing like this in this shop."),
    ("405", Of::All, "Nothing of this kind can be done here."),
    ("408", Of::All, "The request took too long to arrive."),
    ("409", Of::All, "The books say something else."),
    ("412", Of::Edits, "It has changed since it was read (`If-Match`)."),
    ("413", Of::All, "The request is larger than is taken."),
    ("415", Of::Writes, "The body is no JSON."),
    ("421", Of::Shops, "The shop is served elsewhere (`moved`): `field` says at which address."),
    ("422", Of::Writes, "The `Idempotency-Key` was used for another request."),
    ("429", Of::All, "Asked too often; `Retry-After` says when to try again."),
    (
        "500",
        Of::All,
        "A fault of the server, which `request_id` names in the log. Mostly nothing was written; where the database \
         failed at the end it may have been: repeat it under the same `Idempotency-Key`.",
    ),
    (
        "503",
        Of::All,
        "Somebody else is writing, the books cannot be reached, or the disk is full. Mostly nothing was written; where \
         the connection broke at the end it may have been: repeat it under the same `Idempotency-Key`. `Retry-After` \
         says when to try again.",
    ),
];

/// What is posted to a resource that was read before, and changes it.
const ACTS: [&str; 3] = ["/api/invoices/{id}/finalize", "/api/invoices/{id}/cancel", "/api/payments/{id}/cancel"];

/// What requests are grouped by.
const TAGS: [(&str, &str); 10] = [
    ("parties", "Customers and suppliers, and the khata of each."),
    ("items", "What is sold and bought."),
    ("stock", "Goods that come in and go out without a bill."),
    ("invoices", "Bills, from their draft to their page. A bill has its draft's id."),
    ("payments", "Money in and out, and running costs."),
    ("money", "The shop's own money: moved between its accounts, and the drawer at the end of a day."),
    ("khata", "Entries without a bill, and taking any entry back."),
    ("reports", "What the books come to: as JSON, for spreadsheets (`format=csv`) or on paper (`format=pdf`)."),
    ("shops", "The shops of who is signed in."),
    ("people", "Members and devices of a shop; where an account is signed in."),
];

const ABOUT: &str = "The books of a shop over HTTP. Amounts are whole numbers: money in paise, unit prices in \
ten-thousandths of a rupee, quantities in thousandths, rates in hundredths of a percent. Days are written \
`2026-11-23` and are days in India; moments, under names that end in `_ms`, are milliseconds since 1970 in UTC. CSV files \
write figures in rupees and units.\n\n\
**Signing in.** `POST /account/code` and `POST /account/sign-in` answer a token; send it as `Authorization: Bearer`. \
An account with several shops names one in `X-Business`.\n\n\
**Pages.** A list answers `rows` and `next`; give `next` as `after` for the next page. There is none after the last. \
A cursor belongs to the order (`sort`) that it came from. A report holds its page beside its sums, drafts \
come under their own name; members, devices, sign-ins and shops are few and come at once.\n\n\
**Repeating a write.** Send an `Idempotency-Key` of your choice with every write: after a lost answer the same request \
under the same key is answered as the first time, and nothing is written twice. Answers are kept for two days.\n\n\
**Entity tags.** Every answer to keep comes with an `ETag`, lists, reports and files too; `If-None-Match` asks whether it \
has changed, which costs next to nothing while nothing was written in the shop. The tag of a list or report is another \
after any entry in the shop, for another role, and the next day in India. `If-Match` on `PUT`, `PATCH` and \
`DELETE`, where a draft is finalized and where a bill or a payment is cancelled refuses what was changed since.\n\n\
**Refusals** are `application/problem+json` with a stable `code`, and the `field` that they are about.";

/// The document before its routes.
pub fn head() -> OpenApi {
    let info = InfoBuilder::new().title("SmartKhata").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new().info(info.build()).tags(Some(tags)).build()
}

/// The document with what all routes share: who asks, the headers, the refusals.
pub fn finished(mut api: OpenApi) -> Arc<str> {
    let components = api.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(bearer));
    api.security = Some(vec![SecurityRequirement::new("token", [] as [&str; 0])]);
    for (path, item) in &mut api.paths.paths {
        share(path, item);
    }
    api.to_json().unwrap_or_default().into()
}

fn share(path: &str, item: &mut PathItem) {
    // What belongs to accounts and people names its shop in the path, if it is about one.
    let of_books = path.starts_with("/api/");
    let PathItem { get, put, post, delete, patch, .. } = item;
    let operations = [
        (get, false, false),
        (put, true, of_books),
        (post, true, ACTS.contains(&path)),
        (delete, true, of_books),
        (patch, true, of_books),
    ];
    for (operation, writes, edits) in operations {
        let Some(operation) = operation else { continue };
        if of_books {
            add(operation, header("X-Business", "The shop; needed by accounts with several.", Some(KnownFormat::Uuid)));
        }
        if writes {
            let about = "Makes the write safe to repeat: 1 to 255 visible ASCII characters, another for each write.";
            let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
            let key = key.pattern(Some("^[!-~]+$")).build();
            add(operation, parameter("Idempotency-Key", about, key.into()));
        } else {
            add(operation, header("If-None-Match", "The `ETag` of the caller's copy.", None));
            let unchanged = ResponseBuilder::new().description("The caller's copy is still right.").build();
            operation.responses.responses.insert("304".to_owned(), unchanged.into());
        }
        if edits {
            add(
                operation,
                header("If-Match", "The `ETag` of the caller's copy; refused if it has changed since.", None),
            );
        }
        tagged(operation);
        refusals(operation, |of| match of {
            Of::All => true,
            Of::Writes => writes,
            Of::Edits => edits,
            Of::Shops => of_books || path.starts_with("/b/"),
        });
    }
}

/// What every answer with something to keep says beside it.
fn tagged(operation: &mut Operation) {
    let told = [
        ("ETag", "The entity tag of what is answered."),
        ("Cache-Control", "`private, no-cache`: to be kept by whoever asked, and asked for again."),
        ("Vary", "What the answer depends on beside its address."),
    ];
    let kept = |(status, response): &(&String, &mut RefOr<utoipa::openapi::Response>)| {
        let has_content = matches!(response, RefOr::T(response) if !response.content.is_empty());
        status.as_str() == "304" || (status.starts_with('2') && has_content)
    };
    for (_, response) in operation.responses.responses.iter_mut().filter(kept) {
        let RefOr::T(response) = response else { continue };
        for (name, about) in told {
            let text = ObjectBuilder::new().schema_type(Type::String).build();
            let header = HeaderBuilder::new().schema(text).description(Some(about)).build();
            response.headers.insert(name.to_owned(), header);
        }
    }
}

fn add(operation: &mut Operation, parameter: Parameter) {
    operation.parameters.get_or_insert_default().push(parameter);
}

fn header(name: &str, about: &str, format: Option<KnownFormat>) -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).format(format.map(SchemaFormat::KnownFormat)).build();
    parameter(name, about, schema.into())
}

fn parameter(name: &str, about: &str, schema: Schema) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(RefOr::T(schema)))
        .build()
}

fn refusals(operation: &mut Operation, holds: impl Fn(Of) -> bool) {
    for (status, _, about) in REFUSALS.into_iter().filter(|(_, of, _)| holds(*of)) {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let response = ResponseBuilder::new().description(about).content("application/problem+json", problem).build();
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.into());
    }
}

/// Answers the document.
pub async fn answer(document: Arc<str>) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, document.to_string()).into_response()
}
