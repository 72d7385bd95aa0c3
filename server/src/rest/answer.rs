//! Answers: JSON with an entity tag, and files.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use smartkhata_core::api;
use smartkhata_core::api::bill::FileResponse;
use smartkhata_core::role::Role;
use smartkhata_core::{Code, Error, Result};

use super::ask::Answered;
use crate::export::file::hex;
use crate::refusal::Refusal;

/// Kept by whoever asked, and asked for again: has it changed?
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What an answer depends on beside its address: who asks, in which shop, in which form.
const VARIES: HeaderValue = HeaderValue::from_static("authorization, x-business, accept");

/// An entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In its quotes.
    text: String,
    weak: bool,
}

impl Tag {
    /// Of a representation, byte for byte.
    pub fn of(body: &[u8]) -> Self {
        Self { text: quoted(&Sha256::digest(body)), weak: false }
    }

    /// Of something that says the same under this digest, be it in other bytes.
    pub fn weak(digest: &[u8]) -> Self {
        Self { text: quoted(digest), weak: true }
    }

    /// Whether a header names this tag.
    pub fn is_among(&self, headers: &HeaderMap, header: &HeaderName) -> bool {
        listed(headers, header).any(|named| named.strip_prefix("W/").unwrap_or(named) == self.text)
    }

    fn header(&self) -> Result<HeaderValue> {
        value(&format!("{}{}", if self.weak { "W/" } else { "" }, self.text))
    }
}

/// The first half of a digest in quotes.
fn quoted(digest: &[u8]) -> String {
    let digest = hex(digest);
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}

/// The tags that a header lists.
fn listed<'h>(headers: &'h HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'h str> {
    let lists = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim)
}

/// Whether a header asks for whatever stands there.
pub fn names_any(headers: &HeaderMap, header: &HeaderName) -> bool {
    listed(headers, header).any(|named| named == "*")
}

/// What is said of a shop's books, as JSON, to whoever is this to the shop.
pub fn text(role: Option<Role>, body: &impl Serialize) -> Result<String> {
    heard(role, api::write(body)?)
}

/// The same of what was written before.
pub fn heard(role: Option<Role>, text: String) -> Result<String> {
    match role {
        Some(role) => role.hears_of_goods(text),
        None => Ok(text),
    }
}

/// JSON of a shop's books, to be tagged.
pub fn json(role: Option<Role>, body: &impl Serialize) -> Answered {
    Ok(([(CONTENT_TYPE, "application/json")], text(role, body)?).into_response())
}

/// A resource of a shop's books, or that the caller's copy is still right.
pub fn of_books(headers: &HeaderMap, role: Option<Role>, body: &impl Serialize) -> Answered {
    tagged_unless_kept(headers, text(role, body)?)
}

/// A resource beside the books, or that the caller's copy is still right.
pub fn resource(headers: &HeaderMap, body: &impl Serialize) -> Answered {
    tagged_unless_kept(headers, api::write(body)?)
}

fn tagged_unless_kept(headers: &HeaderMap, text: String) -> Answered {
    let tag = Tag::of(text.as_bytes());
    if tag.is_among(headers, &IF_NONE_MATCH) || names_any(headers, &IF_NONE_MATCH) {
        return Ok(unchanged(&tag)?);
    }
    written(StatusCode::OK, text)
}

/// What a write answers: the resource as it stands now; nothing where there is none left.
pub fn written(status: StatusCode, text: String) -> Answered {
    if text.is_empty() {
        return Ok(status.into_response());
    }
    let tag = Tag::of(text.as_bytes());
    let kind = HeaderValue::from_static("application/json");
    Ok(tagged((status, [(CONTENT_TYPE, kind)], text).into_response(), &tag)?)
}

/// That the caller's copy is still right.
pub fn unchanged(tag: &Tag) -> Result<Response> {
    tagged(StatusCode::NOT_MODIFIED.into_response(), tag)
}

/// An answer under its tag.
pub fn tagged(mut response: Response, tag: &Tag) -> Result<Response> {
    let headers = response.headers_mut();
    headers.insert(ETAG, tag.header()?);
    headers.insert(CACHE_CONTROL, KEPT);
    headers.insert(VARY, VARIES);
    Ok(response)
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

/// Whether the caller names the copy that a write is meant for.
pub fn names_a_copy(headers: &HeaderMap) -> bool {
    headers.contains_key(IF_MATCH) && !names_any(headers, &IF_MATCH)
}

/// `412` unless the caller's copy is what stands, as this role reads it, where the caller named one.
pub fn must_match(headers: &HeaderMap, role: Role, current: &impl Serialize) -> std::result::Result<(), Refusal> {
    if !names_a_copy(headers) || Tag::of(text(Some(role), current)?.as_bytes()).is_among(headers, &IF_MATCH) {
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
        let tag = Tag::of(b"{}");
        assert_eq!((tag.text.len(), tag.header().unwrap().to_str().unwrap()), (34, tag.text.as_str()));
        let check = |value: &str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, value.parse().unwrap());
            assert_eq!(tag.is_among(&headers, &IF_NONE_MATCH), expected, "{value}");
            assert_eq!(names_any(&headers, &IF_NONE_MATCH), value == "*", "{value}");
        };
        check(&tag.text, true);
        check(&format!("\"other\", W/{}", tag.text), true);
        check("*", false);
        check("\"other\"", false);
        check(tag.text.trim_matches('"'), false);
        let digest = Sha256::digest(b"{}");
        assert_eq!(Tag::weak(&digest).header().unwrap(), format!("W/{}", tag.text));
    }

    #[test]
    fn a_file_keeps_its_name_in_every_script() {
        let expected = "attachment; filename=\"____1_.pdf\"; filename*=UTF-8''%E0%A4%B0%E0%A4%AE%20%221%22.pdf";
        assert_eq!(disposition("रम \"1\".pdf"), expected);
    }
}
