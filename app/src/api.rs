//! The one door: typed requests in, typed answers or an [`Error`] out.
//!
//! In the window and on the phone it goes through Tauri's `invoke`, in a browser over HTTP to the server that
//! served the page. Nothing else in the app speaks to either.

use js_sys::JSON;
use smartkhata_core::api::Request;
use smartkhata_core::{Code, Error, Result};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser;
use crate::shell::Invoke;

/// Asks the core.
pub async fn call<R: Request>(request: R) -> Result<R::Response> {
    let body = serde_json::to_string(&request).map_err(|cause| fault(&cause))?;
    let answer = match Invoke::here() {
        Some(window) => through_window(&window, R::NAME, &body).await?,
        None => over_http(R::NAME, &body, false).await?,
    };
    serde_json::from_str(&answer).map_err(|cause| fault(&cause))
}

/// Sends what must leave before the page does. Nobody waits for the answer; a browser carries it on without the page.
pub fn send_last<R: Request + 'static>(request: R) {
    let Ok(body) = serde_json::to_string(&request) else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // Nobody is there any more to be told.
        let _ = match Invoke::here() {
            Some(window) => through_window(&window, R::NAME, &body).await,
            None => over_http(R::NAME, &body, true).await,
        };
    });
}

/// A fault on the way, not a refusal.
fn fault(cause: &dyn std::fmt::Display) -> Error {
    Error::new(Code::Internal, cause.to_string())
}

/// Nobody answered: the server or the shell is gone.
fn unreachable() -> Error {
    Error::new(Code::Storage, UNREACHABLE)
}

const UNREACHABLE: &str = "The shop's books cannot be reached.";

/// Whether an error means that nobody answered, which trying again may mend.
pub fn is_unreachable(error: &Error) -> bool {
    error.message == UNREACHABLE
}

async fn through_window(window: &Invoke, name: &str, body: &str) -> Result<String> {
    let body = JSON::parse(body).map_err(|_| fault(&"the request is no JSON"))?;
    match window.call("door", &[("request", name.into()), ("body", body)]).await {
        Ok(answer) => Ok(browser::text_of(&answer)),
        Err(refused) => Err(browser::refusal(&browser::text_of(&refused))),
    }
}

async fn over_http(name: &str, body: &str, last: bool) -> Result<String> {
    let window = browser::window().ok_or_else(unreachable)?;
    let headers = web_sys::Headers::new().map_err(|_| fault(&"no headers"))?;
    let header = |name: &str, value: &str| headers.set(name, value).map_err(|_| fault(&"no header"));
    header("Content-Type", "application/json")?;
    if let Some(token) = browser::door_token() {
        header("Authorization", &format!("Bearer {token}"))?;
    }
    let asked = web_sys::RequestInit::new();
    asked.set_method("POST");
    asked.set_headers(&headers);
    asked.set_body(&body.into());
    if last {
        let _ = js_sys::Reflect::set(&asked, &"keepalive".into(), &true.into());
    }
    let sent = window.fetch_with_str_and_init(&format!("/door/{name}"), &asked);
    let response: web_sys::Response =
        JsFuture::from(sent).await.map_err(|_| unreachable())?.dyn_into().map_err(|_| unreachable())?;
    let text = response.text().map_err(|_| unreachable())?;
    let text = browser::text_of(&JsFuture::from(text).await.map_err(|_| unreachable())?);
    if response.ok() { Ok(text) } else { Err(browser::refusal(&text)) }
}
