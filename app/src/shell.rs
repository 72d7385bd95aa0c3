//! The window around the page, when there is one: its commands, files kept on the computer, links opened outside.
//!
//! In a browser a file is a download and a link a new tab; the window keeps and opens both itself.

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{browser, state};

/// Tauri's `invoke`, inside the window.
pub struct Invoke {
    core: JsValue,
    invoke: Function,
}

impl Invoke {
    /// None in a browser.
    pub fn here() -> Option<Self> {
        let window: JsValue = browser::window()?.into();
        let tauri = Reflect::get(&window, &"__TAURI__".into()).ok().filter(|value| !value.is_undefined())?;
        let core = Reflect::get(&tauri, &"core".into()).ok()?;
        let invoke = Reflect::get(&core, &"invoke".into()).ok()?.dyn_into().ok()?;
        Some(Self { core, invoke })
    }

    /// Calls a command with named values; both the answer and the refusal are its own.
    pub async fn call(&self, command: &str, given: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
        JsFuture::from(self.begin(command, given)?).await
    }

    /// Calls a command before this returns; the answer comes later.
    pub fn begin(&self, command: &str, given: &[(&str, JsValue)]) -> Result<Promise, JsValue> {
        let values = Object::new();
        for (name, value) in given {
            Reflect::set(&values, &(*name).into(), value)?;
        }
        Ok(self.invoke.call2(&self.core, &command.into(), &values)?.unchecked_into())
    }
}

/// Hands a file to the reader: kept and opened by the window, a download in a browser.
pub async fn hand_over(name: &str, kind: &str, bytes: &[u8]) {
    let Some(window) = Invoke::here() else {
        browser::download(name, kind, bytes);
        return;
    };
    let kept = window.call("save_file", &[("name", name.into()), ("bytes", Uint8Array::from(bytes).into())]).await;
    let opened = match kept {
        Ok(path) => window.call("open_file", &[("path", path)]).await.map(drop),
        Err(refused) => Err(refused),
    };
    if let Err(refused) = opened {
        state::say_error(&browser::refusal(&browser::text_of(&refused)));
    }
}

/// Opens an address outside the app: WhatsApp, a phone call.
pub fn open(address: String) {
    state::run(async move {
        match Invoke::here() {
            None => browser::open(&address),
            Some(window) => {
                if let Err(refused) = window.call("open_link", &[("address", address.into())]).await {
                    state::say_error(&browser::refusal(&browser::text_of(&refused)));
                }
            }
        }
    });
}
