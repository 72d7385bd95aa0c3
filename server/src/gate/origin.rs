//! Pages of this very server: what a browser says of the page that asks.
//!
//! A cookie is sent by the browser, whoever's page asks. So a request that goes by one is heard only from a page of the
//! address that it is sent to: browsers name the origin of every POST, PUT and DELETE, and no page can write that name
//! itself.

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use smartkhata_core::{Code, Error};

use super::host::only;
use crate::refusal::Refusal;

/// The page that asks is this server's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPage {
    /// It was loaded over TLS, which a proxy in front may have ended.
    pub secure: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for OwnPage {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let page = only(&parts.headers, HOST).zip(only(&parts.headers, ORIGIN)).and_then(|(host, origin)| {
            let (scheme, name) = origin.split_once("://")?;
            let secure = scheme == "https";
            (name.eq_ignore_ascii_case(host) && (secure || scheme == "http")).then_some(Self { secure })
        });
        page.ok_or_else(|| Error::new(Code::Forbidden, "Only pages of this server may ask this.").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, Request};

    #[tokio::test]
    async fn only_a_page_of_the_address_itself_is_heard() {
        let check = async |pairs: &[(HeaderName, &str)], expected: Option<bool>| {
            let mut request = Request::new(());
            for (name, value) in pairs {
                request.headers_mut().append(name.clone(), value.parse().unwrap());
            }
            let heard = OwnPage::from_request_parts(&mut request.into_parts().0, &()).await;
            assert_eq!(heard.ok().map(|page| page.secure), expected, "{pairs:?}");
        };
        check(&[(HOST, "khata.example"), (ORIGIN, "https://khata.example")], Some(true)).await;
        check(&[(HOST, "127.0.0.1:7878"), (ORIGIN, "http://127.0.0.1:7878")], Some(false)).await;
        check(&[(HOST, "khata.example")], None).await;
        check(&[(ORIGIN, "https://khata.example")], None).await;
        check(&[(HOST, "khata.example"), (ORIGIN, "null")], None).await;
        check(&[(HOST, "khata.example"), (ORIGIN, "https://khata.example.evil.example")], None).await;
        check(&[(HOST, "khata.example"), (ORIGIN, "https://khata.example:8443")], None).await;
        check(&[(HOST, "khata.example"), (ORIGIN, "ftp://khata.example")], None).await;
        let twice = (ORIGIN, "https://khata.example");
        check(&[(HOST, "khata.example"), twice.clone(), twice], None).await;
    }
}
