//! A small client: one request after the other.

use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{Result, Trouble};

/// Sends requests and waits for them.
#[derive(Debug)]
pub struct Http {
    client: Client,
    runtime: Runtime,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// As 200.
    pub status: u16,
    /// Of the body.
    pub content_type: String,
    /// As it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text, at most this long: to be shown.
    pub fn start(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(200).collect()
    }
}

impl Http {
    /// One whose requests take no longer than this.
    pub fn new(patience: Duration) -> Result<Self> {
        // Chosen once for the process; a second choice is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Trouble::outside("runtime", error))?;
        let agent = concat!("SmartKhata-release/", env!("CARGO_PKG_VERSION"));
        let client =
            Client::builder().user_agent(agent).timeout(patience).connect_timeout(Duration::from_secs(5)).build();
        Ok(Self { client: client.map_err(|error| Trouble::outside("this system has no network", error))?, runtime })
    }

    /// Sends and reads to the end. Redirections are followed.
    pub fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Option<String>) -> Result<Answer> {
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        // Without the address: a webhook's address is its key.
        let told = |error: reqwest::Error| Trouble::new(chain(&error.without_url()));
        self.runtime.block_on(async {
            let response = request.send().await.map_err(told)?;
            let status = response.status().as_u16();
            let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
            let content_type = kind.unwrap_or_default().to_owned();
            let body = response.bytes().await.map_err(told)?.to_vec();
            Ok(Answer { status, content_type, body })
        })
    }
}

/// An error and what lies below it: the top one alone says only that sending failed.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        text = format!("{text}: {error}");
        below = error.source();
    }
    text
}
