//! One question over HTTP to the server that served the page.

use smartkhata_core::{Error, Result};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{fault, unreachable};
use crate::browser;

/// What is asked, and how.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The method.
    pub method: &'a str,
    /// The path.
    pub path: &'a str,
    /// Shown as `Authorization: Bearer`.
    pub token: Option<&'a str>,
    /// It outlives the page.
    pub last: bool,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self { method: "POST", path: "/", token: None, last: false }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The text of an answer that is no refusal.
    pub fn accepted(self) -> Result<String> {
        if (200..300).contains(&self.status) { Ok(self.text) } else { Err(self.refusal()) }
    }

    /// The error that a refusal tells.
    pub fn refusal(&self) -> Error {
        browser::refusal(&self.text)
    }
}

/// Asks, with a JSON body where one is given.
pub async fn send(call: Call<'_>, body: Option<&str>) -> Result<Answer> {
    read(fetched(call, body).await?).await
}

/// What came back, as text.
pub async fn read(response: web_sys::Response) -> Result<Answer> {
    let text = response.text().map_err(|_| unreachable())?;
    let text = browser::text_of(&JsFuture::from(text).await.map_err(|_| unreachable())?);
    Ok(Answer { status: response.status(), text })
}

/// Asks, and leaves it to the caller to read what comes back.
pub async fn fetched(call: Call<'_>, body: Option<&str>) -> Result<web_sys::Response> {
    let window = browser::window().ok_or_else(unreachable)?;
    let headers = web_sys::Headers::new().map_err(|_| fault(&"no headers"))?;
    let header = |name: &str, value: &str| headers.set(name, value).map_err(|_| fault(&"no header"));
    if let Some(token) = call.token {
        header("Authorization", &format!("Bearer {token}"))?;
    }
    let asked = web_sys::RequestInit::new();
    asked.set_method(call.method);
    if let Some(body) = body {
        header("Content-Type", "application/json")?;
        asked.set_body(&body.into());
    }
    asked.set_headers(&headers);
    if call.last {
        let _ = js_sys::Reflect::set(&asked, &"keepalive".into(), &true.into());
    }
    let sent = window.fetch_with_str_and_init(call.path, &asked);
    JsFuture::from(sent).await.map_err(|_| unreachable())?.dyn_into().map_err(|_| unreachable())
}
