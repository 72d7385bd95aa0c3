//! The document as a page that people read: made once from it, without a script and without anything of elsewhere.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("page.css");

/// The page with the policy that it is shown under.
#[derive(Clone)]
pub struct Page {
    html: Arc<str>,
    policy: Arc<str>,
}

impl Page {
    /// The page of a document.
    pub fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let digest = BASE64_STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!("default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'");
        Self { html: html(&document).into(), policy: policy.into() }
    }
}

/// Answers the page.
pub async fn answer(page: Page) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=300"),
        (CONTENT_SECURITY_POLICY, &page.policy),
    ];
    (headers, page.html.to_string()).into_response()
}

fn html(document: &Value) -> String {
    let mut out = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>SmartKhata API</title><style>{STYLE}</style><main><h1>SmartKhata API {}</h1>",
        escaped(text(document, "/info/version"))
    );
    for paragraph in text(document, "/info/description").split("\n\n") {
        let _ = write!(out, "<p>{}", marked(paragraph));
    }
    out.push_str("<p>For programs: <a href=/api/openapi.json>openapi.json</a><h2>Addresses</h2>");
    for (path, item) in members(document, "/paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            operation_of(&mut out, path, method, operation);
        }
    }
    out.push_str("<h2>Shapes</h2>");
    for (name, schema) in members(document, "/components/schemas") {
        let _ = write!(out, "<section id=\"{0}\"><h3>{0}</h3>", escaped(name));
        about(&mut out, schema);
        shape(&mut out, schema);
        out.push_str("</section>");
    }
    out.push_str("</main></html>");
    out
}

fn operation_of(out: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        out,
        "<details><summary><b class={method}>{}</b> <code>{}</code> {}</summary>",
        method.to_uppercase(),
        escaped(path),
        marked(text(operation, "/summary"))
    );
    about(out, operation);
    out.push_str("<table>");
    for parameter in operation.pointer("/parameters").and_then(Value::as_array).into_iter().flatten() {
        let _ = write!(
            out,
            "<tr><td><code>{}</code><td>{}<td>{}<td>{}",
            escaped(text(parameter, "/name")),
            escaped(text(parameter, "/in")),
            parameter.pointer("/schema").map(kind).unwrap_or_default(),
            marked(text(parameter, "/description"))
        );
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        let _ = write!(out, "<tr><td>body<td><td>{}<td>", kind(body));
    }
    for (status, response) in members(operation, "/responses") {
        let content = response.pointer("/content").and_then(Value::as_object);
        let content: Vec<String> = content
            .into_iter()
            .flatten()
            .map(|(name, content)| {
                format!("{} {}", content.pointer("/schema").map(kind).unwrap_or_default(), escaped(name))
            })
            .collect();
        let (content, about) = (content.join("<br>"), marked(text(response, "/description")));
        let _ = write!(out, "<tr><td><code>{}</code><td><td>{content}<td>{about}", escaped(status));
    }
    out.push_str("</table></details>");
}

/// The fields of an object, the values of an enumeration, or what a type is.
fn shape(out: &mut String, schema: &Value) {
    let Some(fields) = schema.pointer("/properties").and_then(Value::as_object) else {
        let _ = write!(out, "<p>{}", kind(schema));
        return;
    };
    let required: Vec<&str> =
        schema.pointer("/required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    out.push_str("<table>");
    for (name, field) in fields {
        let must = if required.contains(&name.as_str()) { "" } else { "optional" };
        let (name, kind, about) = (escaped(name), kind(field), marked(text(field, "/description")));
        let _ = write!(out, "<tr><td><code>{name}</code><td>{kind}<td>{must}<td>{about}");
    }
    out.push_str("</table>");
}

/// A schema in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.pointer("/$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    if let Some(values) = schema.pointer("/enum").and_then(Value::as_array) {
        let values: Vec<String> =
            values.iter().map(|value| format!("<code>{}</code>", escaped(&value.to_string()))).collect();
        return values.join(" ");
    }
    for several in ["/oneOf", "/anyOf", "/allOf"] {
        if let Some(kinds) = schema.pointer(several).and_then(Value::as_array) {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(items) = schema.pointer("/items") {
        return format!("list of {}", kind(items));
    }
    if let Some(fields) = schema.pointer("/properties").and_then(Value::as_object) {
        let fields = fields.iter().map(|(name, field)| format!("<code>{}</code>: {}", escaped(name), kind(field)));
        return format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "));
    }
    let names = match schema.pointer("/type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Some(Value::String(name)) => name.clone(),
        _ => String::new(),
    };
    match text(schema, "/format") {
        "" => escaped(&names),
        format => format!("{} ({})", escaped(&names), escaped(format)),
    }
}

fn about(out: &mut String, of: &Value) {
    let about = text(of, "/description");
    if !about.is_empty() {
        let _ = write!(out, "<p>{}", marked(about));
    }
}

fn members<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Text as HTML, `code` and **strong** as they are marked.
fn marked(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in escaped(text).split('`').enumerate() {
        if n % 2 == 1 {
            let _ = write!(out, "<code>{part}</code>");
            continue;
        }
        for (n, part) in part.split("**").enumerate() {
            let _ = if n % 2 == 1 { write!(out, "<strong>{part}</strong>") } else { write!(out, "{part}") };
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_and_never_run() {
        assert_eq!(marked("**Note.** `a<b>`"), "<strong>Note.</strong> <code>a&lt;b&gt;</code>");
        assert_eq!(
            kind(&serde_json::json!({ "enum": ["\"><script>"] })),
            "<code>&quot;\\&quot;&gt;&lt;script&gt;&quot;</code>"
        );
    }
}
