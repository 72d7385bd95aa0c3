//! The OpenAPI document: the routes' own descriptions, and what all of them share.

use std::sync::Arc;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::refusal::Problem;

/// A file's bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "names the bytes of a file in the document")]
pub struct File(Vec<u8>);

/// What every answer may be beside its own, and why.
const REFUSALS: [(&str, &str); 12] = [
    ("400", "What was sent does not suit: the code and the field say what."),
    ("401", "Nobody is signed in."),
    ("403", "The role in this shop does not allow it."),
    ("404", "There is nothing like this in this shop."),
    ("408", "The request took too long to arrive."),
    ("409", "The books say something else."),
    ("412", "It has changed since it was read (`If-Match`)."),
    ("413", "The request is larger than is taken."),
    ("415", "The body is no JSON."),
    ("422", "The `Idempotency-Key` was used for another request."),
    ("429", "Asked too often; `Retry-After` says when to try again."),
    (
        "503",
        "Somebody else is writing, the books cannot be reached, or the disk is full; nothing was written, and \
         `Retry-After` says when to try again.",
    ),
];

const ABOUT: &str = "The books of a shop over HTTP. Amounts are whole numbers: money in paise, unit prices in \
ten-thousandths of a rupee, quantities in thousandths, rates in hundredths of a percent. Days are written \
`2026-11-23` and are days in India.\n\n\
**Signing in.** `POST /account/code` and `POST /account/sign-in` answer a token; send it as `Authorization: Bearer`. \
An account with several shops names one in `X-Business`.\n\n\
**Pages.** A list answers `rows` and `next`; give `next` as `after` for the next page. There is none after the last.\n\n\
**Repeating a write.** Send an `Idempotency-Key` of your choice with every write: after a lost answer the same request \
under the same key is answered as the first time, and nothing is written twice. Answers are kept for two days.\n\n\
**Entity tags.** A single resource comes with an `ETag`; `If-None-Match` asks whether it has changed, `If-Match` on \
`PUT` and `PATCH` refuses the change if it has.\n\n\
**Refusals** are `application/problem+json` with a stable `code`, and the `field` that they are about.";

/// The document before its routes.
pub fn head() -> OpenApi {
    let info = InfoBuilder::new().title("SmartKhata").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    OpenApiBuilder::new().info(info.build()).build()
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
    // What belongs to accounts names its shop in the path, and does no harm when it is done twice.
    let of_books = path.starts_with("/api/");
    let PathItem { get, put, post, delete, patch, .. } = item;
    for (operation, writes) in [(get, false), (put, true), (post, true), (delete, true), (patch, true)] {
        let Some(operation) = operation else { continue };
        if of_books {
            add(operation, header("X-Business", "The shop; needed by accounts with several.", Some(KnownFormat::Uuid)));
        }
        if of_books && writes {
            let about = "Makes the write safe to repeat: 1 to 255 visible ASCII characters, another for each write.";
            let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
            let key = key.pattern(Some("^[!-~]+$")).build();
            add(operation, parameter("Idempotency-Key", about, key.into()));
        }
        refusals(operation);
    }
    let resource = path.ends_with("/{id}");
    if let Some(get) = item.get.as_mut().filter(|_| resource) {
        add(get, header("If-None-Match", "The `ETag` of the caller's copy.", None));
        let unchanged = ResponseBuilder::new().description("The caller's copy is still right.").build();
        get.responses.responses.insert("304".to_owned(), unchanged.into());
    }
    for edit in [&mut item.put, &mut item.patch].into_iter().flatten().filter(|_| of_books) {
        add(edit, header("If-Match", "The `ETag` of what is changed; refused if it has changed since.", None));
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

fn refusals(operation: &mut Operation) {
    for (status, about) in REFUSALS {
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
