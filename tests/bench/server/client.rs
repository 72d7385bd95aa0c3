//! A caller with a connection that it keeps.

use std::net::Ipv4Addr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};

use super::outside::outside;

/// A caller.
#[derive(Clone)]
pub struct Client {
    http: hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>>,
    token: String,
    shop: Option<BusinessId>,
    from: Ipv4Addr,
}

impl Client {
    /// Somebody who calls from an address, as a proxy in front writes it down.
    pub fn new(from: Ipv4Addr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector);
        Self { http, token: String::new(), shop: None, from }
    }

    /// The same, signed in.
    pub fn with_token(self, token: String) -> Self {
        Self { token, ..self }
    }

    /// The same, about one shop.
    pub fn of_shop(&self, shop: BusinessId) -> Self {
        Self { shop: Some(shop), ..self.clone() }
    }

    /// Sends; answers the status after the whole answer was read, and the answer.
    pub async fn send(&self, method: Method, address: &str, body: String) -> Result<(u16, Bytes)> {
        let mut request = Request::builder().method(method).uri(address).header(CONTENT_TYPE, "application/json");
        request = request.header("x-forwarded-for", self.from.to_string());
        if !self.token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if let Some(shop) = self.shop {
            request = request.header("x-business", shop.to_string());
        }
        let request = request.body(Full::from(body)).map_err(|error| outside("request", &error))?;
        let answer = self.http.request(request).await.map_err(|error| outside("call", &error))?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.map_err(|error| outside("answer", &error))?;
        Ok((status, body.to_bytes()))
    }

    /// Sends what must go well; answers its JSON, null where there is none.
    pub async fn ask(&self, method: Method, address: &str, body: String) -> Result<Value> {
        let (status, body) = self.send(method, address, body).await?;
        if !(200..300).contains(&status) {
            let said = String::from_utf8_lossy(&body);
            return Err(Error::new(Code::Internal, format!("{address} answered {status}: {said}")));
        }
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }
}
