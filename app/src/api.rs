//! The one door: typed requests in, typed answers or an [`Error`] out.
//!
//! In the window and on the phone it goes through Tauri's `invoke`, in a browser over HTTP to the server that
//! served the page. Nothing else in the app speaks to either.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use smartkhata_core::api::Request;
use smartkhata_core::{Code, Error, Result};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser;

/// Asks the core.
pub async fn call<R: Request>(request: R) -> Result<R::Response> {
    let body = serde_json::to_string(&request).map_err(|cause| fault(&cause))?;
    let answer = match tauri_invoke() {
        Some((core, invoke)) => through_tauri(&core, &invoke, R::NAME, &body).await?,
        None => over_http(R::NAME, &body).await?,
    };
    serde_json::from_str(&answer).map_err(|cause| fault(&cause))
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

/// An error as it crossed the door.
fn refusal(json: &str) -> Error {
    serde_json::from_str(json)
        .unwrap_or_else(|_| Error::new(Code::Internal, json.chars().take(200).collect::<String>()))
}

/// `window.__TAURI__.core` and its `invoke`, inside the window.
fn tauri_invoke() -> Option<(JsValue, Function)> {
    let window: JsValue = browser::window()?.into();
    let tauri = Reflect::get(&window, &"__TAURI__".into()).ok().filter(|value| !value.is_undefined())?;
    let core = Reflect::get(&tauri, &"core".into()).ok()?;
    let invoke = Reflect::get(&core, &"invoke".into()).ok()?.dyn_into().ok()?;
    Some((core, invoke))
}

async fn through_tauri(core: &JsValue, invoke: &Function, name: &str, body: &str) -> Result<String> {
    let given = Object::new();
    let body = JSON::parse(body).map_err(|_| fault(&"the request is no JSON"))?;
    let set = |key: &str, value: &JsValue| Reflect::set(&given, &key.into(), value).map_err(|_| fault(&"no object"));
    set("request", &name.into())?;
    set("body", &body)?;
    let promise = invoke.call2(core, &"door".into(), &given).map_err(|_| unreachable())?;
    match JsFuture::from(promise.unchecked_into::<Promise>()).await {
        Ok(answer) => Ok(text_of(&answer)),
        Err(refused) => Err(refusal(&text_of(&refused))),
    }
}

/// The JSON text of a value; a text stays what it is.
fn text_of(value: &JsValue) -> String {
    value.as_string().or_else(|| JSON::stringify(value).ok().map(String::from)).unwrap_or_default()
}

async fn over_http(name: &str, body: &str) -> Result<String> {
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
    let sent = window.fetch_with_str_and_init(&format!("/door/{name}"), &asked);
    let response: web_sys::Response =
        JsFuture::from(sent).await.map_err(|_| unreachable())?.dyn_into().map_err(|_| unreachable())?;
    let text = response.text().map_err(|_| unreachable())?;
    let text = text_of(&JsFuture::from(text).await.map_err(|_| unreachable())?);
    if response.ok() { Ok(text) } else { Err(refusal(&text)) }
}
