//! Answers: JSON with an entity tag, and files.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use smartkhata_core::api;
use smartkhata_core::api::bill::FileResponse;
use smartkhata_core::{Code, Error, Result};

use super::ask::Answered;
use crate::export::file::hex;
use crate::refusal::Refusal;

/// A resource as it stands: the client keeps it and asks whether it has changed.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// JSON that stands under no address of its own: a list, a report.
pub fn json(body: &impl Serialize) -> Answered {
    Ok(([(CONTENT_TYPE, "application/json")], api::write(body)?).into_response())
}

/// A resource, or that the caller's copy is still right.
pub fn resource(headers: &HeaderMap, body: &impl Serialize) -> Answered {
    let text = api::write(body)?;
    let tag = tag(text.as_bytes());
    if names(headers, &IF_NONE_MATCH, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, value(&tag)?), (CACHE_CONTROL, KEPT)]).into_response());
    }
    written(StatusCode::OK, text)
}

/// What a write answers: the resource as it stands now; nothing where there is none left.
pub fn written(status: StatusCode, text: String) -> Answered {
    if text.is_empty() {
        return Ok(status.into_response());
    }
    let tag = value(&tag(text.as_bytes()))?;
    let kind = HeaderValue::from_static("application/json");
    Ok((status, [(CONTENT_TYPE, kind), (ETAG, tag), (CACHE_CONTROL, KEPT)], text).into_response())
}

/// The entity tag of a representation.
pub fn tag(body: &[u8]) -> String {
    let digest = hex(&Sha256::digest(body));
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}

/// Whether a header lists this tag, or any.
pub fn names(headers: &HeaderMap, header: &HeaderName, tag: &str) -> bool {
    let lists = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|_| Error::new(Code::Internal, "A header cannot be written."))
}

/// A file of the core.
pub fn printed(file: &FileResponse) -> Answered {
    let bytes = BASE64_STANDARD.decode(&file.base64);
    let bytes = bytes.map_err(|_| Error::new(Code::Internal, "A file is no base64."))?;
    self::file(&file.name, &file.mime, bytes)
}

/// A file under a name.
pub fn file(name: &str, mime: &str, bytes: Vec<u8>) -> Answered {
    let kind = value(mime)?;
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, value(&disposition(name))?)], Body::from(bytes)).into_response())
}

/// The name for old readers in ASCII, and as it is (RFC 6266).
fn disposition(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{exact}")
}

/// `412` unless the caller's copy is what stands, where the caller named one.
pub fn must_match(
    headers: &HeaderMap,
    header: &HeaderName,
    current: &impl Serialize,
) -> std::result::Result<(), Refusal> {
    if !headers.contains_key(header) || names(headers, header, &tag(api::write(current)?.as_bytes())) {
        return Ok(());
    }
    let error = Error::new(Code::Conflict, "Somebody has changed this since you read it. Read it again.");
    Err(Refusal::with(StatusCode::PRECONDITION_FAILED, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong() {
        let tag = tag(b"{}");
        assert_eq!(tag.len(), 34);
        let check = |value: &str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, value.parse().unwrap());
            assert_eq!(names(&headers, &IF_NONE_MATCH, &tag), expected, "{value}");
        };
        check(&tag, true);
        check(&format!("\"other\", W/{tag}"), true);
        check("*", true);
        check("\"other\"", false);
        check(tag.trim_matches('"'), false);
    }

    #[test]
    fn a_file_keeps_its_name_in_every_script() {
        let expected = "attachment; filename=\"____1_.pdf\"; filename*=UTF-8''%E0%A4%B0%E0%A4%AE%20%221%22.pdf";
        assert_eq!(disposition("रम \"1\".pdf"), expected);
    }
}
