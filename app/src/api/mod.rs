//! The one door: typed requests in, typed answers or an [`Error`] out.
//!
//! In the window and on the phone it goes through Tauri's `invoke`, in a browser over HTTP to the server that
//! served the page: the one on this computer by its key, the shop's backend by a sign-in ([`session`]). Nothing else in
//! the app speaks to any of them.

use std::pin::Pin;

use js_sys::JSON;
use smartkhata_core::api::Request;
use smartkhata_core::{Code, Error, Result};

use crate::browser;
use crate::shell::Invoke;
use crate::state::session::{lost, reached};

mod browser_name;
mod http;
pub mod json;
pub mod leaving;
pub mod people;
pub mod place;
pub mod session;

/// Who stands behind the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The window's own books.
    Window,
    /// A server on this computer.
    Here,
    /// The backend of many shops: people sign in.
    Cloud,
}

thread_local! {
    static EDITION: Edition = if Invoke::here().is_some() {
        Edition::Window
    } else if browser::says("smartkhata-edition").as_deref() == Some("cloud") {
        Edition::Cloud
    } else {
        Edition::Here
    };
}

/// Which one this page is of.
pub fn edition() -> Edition {
    EDITION.with(|edition| *edition)
}

/// Whether people sign in.
pub fn is_cloud() -> bool {
    edition() == Edition::Cloud
}

/// Asks the core.
pub fn call<R: Request>(request: R) -> impl Future<Output = Result<R::Response>> {
    let answer = answer(R::NAME, json::write(&request));
    async move { json::read(&answer.await?) }
}

/// The way of every request, boxed: of each there is only its JSON and that of its answer.
fn answer(name: &'static str, body: Result<String>) -> Pin<Box<dyn Future<Output = Result<String>>>> {
    Box::pin(async move { ask(name, &body?, false).await })
}

/// The words of a language, which lie beside the page.
pub async fn words(tag: &str) -> Result<String> {
    let call = http::Call { method: "GET", path: &format!("./words/{tag}.txt"), ..http::Call::default() };
    let answer = http::send(call, None).await?;
    if (200..300).contains(&answer.status) { Ok(answer.text) } else { Err(unreachable()) }
}

/// Sends what must leave before the page does. Nobody waits for the answer; a browser carries it on without the page.
pub fn send_last<R: Request + 'static>(request: R) {
    let Ok(body) = json::write(&request) else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // Nobody is there any more to be told.
        let _ = ask(R::NAME, &body, true).await;
    });
}

async fn ask(name: &str, body: &str, last: bool) -> Result<String> {
    match edition() {
        Edition::Window => {
            let window = Invoke::here().ok_or_else(unreachable)?;
            through_window(&window, name, body).await
        }
        Edition::Here => {
            let token = browser::door_token();
            let call = http::Call { path: &place::path(name), token: token.as_deref(), last, ..http::Call::default() };
            let answer = http::send(call, Some(body)).await;
            match &answer {
                Ok(_) => reached(),
                Err(_) if last => {}
                Err(_) => lost(),
            }
            answer?.accepted()
        }
        Edition::Cloud => session::ask(name, body, last).await,
    }
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
    match window.call("door", &[("shop", place::key().into()), ("request", name.into()), ("body", body)]).await {
        Ok(answer) => Ok(browser::text_of(&answer)),
        Err(refused) => Err(browser::refusal(&browser::text_of(&refused))),
    }
}
