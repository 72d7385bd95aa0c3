//! `POST`, `PUT` and `DELETE /web/session`: a browser signs in, draws its next access token, and signs out.
//!
//! The refresh token lies in a cookie that scripts cannot read and that goes nowhere but here; what the page holds is
//! over after minutes. The cookie alone does nothing: the request has to be JSON, from a page of this server.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use smartkhata_core::{Code, Error};
use uuid::Uuid;

use crate::account::session::{self, Tokens};
use crate::cloud::Cloud;
use crate::endpoint::account::sign_in;
use crate::gate::OwnPage;
use crate::http::body::Json;
use crate::http::caller::From;
use crate::refusal::Refusal;

/// Where the cookie goes.
const PATH: &str = "/web/session";

/// The cookie over TLS. Browsers take a name that begins so from TLS alone.
const SECURE: &str = "__Secure-smartkhata";

/// The cookie of a server without TLS, such as one on this computer.
const PLAIN: &str = "smartkhata";

/// What a page holds: everything but the refresh token.
#[derive(Debug, Serialize)]
pub struct Signed {
    account: Uuid,
    session: Uuid,
    access_token: String,
    /// Seconds until it is over.
    expires_in: i64,
}

/// A request without anything to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Signs a browser in by a code or a password.
pub async fn begin(
    State(cloud): State<Arc<Cloud>>,
    page: OwnPage,
    from: From,
    ask: Json<sign_in::Ask>,
) -> Result<Response, Refusal> {
    let tokens = sign_in::tokens(&cloud, from, ask.0).await?;
    Ok(given(page, tokens))
}

/// The next access token. One whose session is over loses its cookie.
pub async fn refresh(
    State(cloud): State<Arc<Cloud>>,
    page: OwnPage,
    headers: HeaderMap,
    _: Json<Nothing>,
) -> Result<Response, Refusal> {
    let over = || Error::new(Code::Unauthorized, "Sign in first.");
    let Some(token) = kept(&headers, page) else { return Err(over().into()) };
    match session::refresh(&cloud.desk, token).await {
        Ok(tokens) => Ok(given(page, tokens)),
        Err(error) if error.code == Code::Unauthorized => {
            Ok(with_cookie(Refusal::from(error).into_response(), &forgotten(page)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Signs a browser out. One that is not signed in has nothing to end.
pub async fn end(
    State(cloud): State<Arc<Cloud>>,
    page: OwnPage,
    headers: HeaderMap,
    _: Json<Nothing>,
) -> Result<Response, Refusal> {
    if let Some(token) = kept(&headers, page) {
        session::end_by(&cloud.desk, token).await?;
    }
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), &forgotten(page)))
}

fn given(page: OwnPage, tokens: Tokens) -> Response {
    let cookie = cookie(page, &tokens.refresh_token, session::IDLE_MS / 1000);
    let Tokens { account, session, access_token, expires_in, .. } = tokens;
    with_cookie(Json(Signed { account, session, access_token, expires_in }).into_response(), &cookie)
}

fn forgotten(page: OwnPage) -> String {
    cookie(page, "", 0)
}

fn cookie(page: OwnPage, value: &str, seconds: i64) -> String {
    let (name, secure) = if page.secure { (SECURE, "; Secure") } else { (PLAIN, "") };
    format!("{name}={value}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The refresh token that a browser sends. One that comes twice may be another's, set by a neighbour's page: it is none.
fn kept(headers: &HeaderMap, page: OwnPage) -> Option<&str> {
    let name = if page.secure { SECURE } else { PLAIN };
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(given, _)| *given == name).map(|(_, value)| value);
    let token = found.next().filter(|token| !token.is_empty())?;
    found.next().is_none().then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_read_once_and_under_the_name_of_its_scheme() {
        let check = |text: &str, secure: bool, expected: Option<&str>| {
            let headers = HeaderMap::from_iter([(COOKIE, text.parse().unwrap())]);
            assert_eq!(kept(&headers, OwnPage { secure }), expected, "{text}");
        };
        check("a=b; smartkhata=token; c=d", false, Some("token"));
        check("smartkhata=token", true, None);
        check("__Secure-smartkhata=token", true, Some("token"));
        check("__Secure-smartkhata=token", false, None);
        check("smartkhata=one; smartkhata=two", false, None);
        check("smartkhata=", false, None);
        check("", false, None);
    }

    #[test]
    fn no_script_reads_the_cookie_and_no_other_page_sends_it() {
        let secure = cookie(OwnPage { secure: true }, "token", 60);
        for word in ["__Secure-smartkhata=token", "HttpOnly", "SameSite=Strict", "Secure", "Path=/web/session"] {
            assert!(secure.split("; ").any(|part| part == word), "{word} is not in {secure}");
        }
        let plain = cookie(OwnPage { secure: false }, "token", 60);
        assert!(!plain.contains("Secure") && plain.contains("HttpOnly; SameSite=Strict"), "{plain}");
    }
}
