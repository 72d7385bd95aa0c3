//! Handing words to a customer: by the share sheet of the device, else by WhatsApp, which every shop has.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::state::share::whatsapp;
use crate::{browser, shell};

/// Shares a text: with the device's own sheet where there is one, else in a WhatsApp message to this phone.
pub fn share_text(text: &str, phone: &str) {
    if share_sheet(text).is_none() {
        whatsapp(phone, text);
    }
}

/// Calls this phone.
pub fn call(phone: &str) {
    shell::open(format!("tel:{phone}"));
}

/// `navigator.share`, which phones have and most desktops have not.
fn share_sheet(text: &str) -> Option<()> {
    let navigator: JsValue = browser::window()?.navigator().into();
    let share: Function = Reflect::get(&navigator, &"share".into()).ok()?.dyn_into().ok()?;
    let given = Object::new();
    Reflect::set(&given, &"text".into(), &text.into()).ok()?;
    let shared: js_sys::Promise = share.call1(&navigator, &given).ok()?.dyn_into().ok()?;
    wasm_bindgen_futures::spawn_local(async move {
        // A sheet that the reader closes rejects its promise; nothing is to be done about that.
        let _ = wasm_bindgen_futures::JsFuture::from(shared).await;
    });
    Some(())
}
