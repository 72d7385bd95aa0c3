//! What the page around the app offers: its storage, address, width, keyboard, clipboard and downloads.
//!
//! The only module that speaks to `web_sys` for these; a browser that refuses (private mode, no permission)
//! is no error here: the app goes on without.

use js_sys::JSON;
use smartkhata_core::{Code, Error};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::api;

mod focus;
pub mod history;

pub use focus::*;

/// The window; there is none where tests run natively.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// The element that `<html>` is, for the theme and the language.
pub fn root_element() -> Option<web_sys::Element> {
    document()?.document_element()
}

/// A value kept on this device between starts.
pub fn kept(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value on this device.
pub fn keep(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        let _ = storage.set_item(key, value);
    }
}

/// Forgets a kept value.
pub fn forget(key: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        let _ = storage.remove_item(key);
    }
}

/// A value kept for as long as this tab is open.
pub fn held(key: &str) -> Option<String> {
    window()?.session_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value for as long as this tab is open.
pub fn hold(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.session_storage()) {
        let _ = storage.set_item(key, value);
    }
}

/// Forgets what is kept for this tab.
pub fn release(key: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.session_storage()) {
        let _ = storage.remove_item(key);
    }
}

/// What the page's head says under a name (`<meta name content>`).
pub fn says(name: &str) -> Option<String> {
    document()?.query_selector(&format!("meta[name='{name}']")).ok()??.get_attribute("content")
}

/// Where the page came from: `https://khata.example`.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// What the browser sends as its `User-Agent`.
pub fn user_agent() -> String {
    window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Loads the page anew, with nothing of what it held.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Runs work while no other tab of this address runs work of this name. A page without TLS has no such locks; there it
/// runs at once.
pub async fn alone(
    name: &str,
    work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Result<JsValue, JsValue> {
    let locks = window().and_then(|window| js_sys::Reflect::get(&window.navigator(), &"locks".into()).ok());
    let Some(locks) = locks.filter(JsValue::is_object) else { return work.await };
    let request: js_sys::Function = js_sys::Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let held = Closure::once_into_js(move |_: JsValue| wasm_bindgen_futures::future_to_promise(work));
    let done: js_sys::Promise = request.call2(&locks, &name.into(), &held)?.dyn_into()?;
    wasm_bindgen_futures::JsFuture::from(done).await
}

/// What no other tab of this address has meanwhile: until it is dropped, or the tab is gone.
pub struct Held(js_sys::Function);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// A name that another tab has.
pub struct Taken;

/// Takes a name for this tab. Where the browser has no such locks every tab may have it, and nothing is held.
pub async fn claim(name: &str) -> Result<Option<Held>, Taken> {
    async fn asked(name: &str) -> Result<Option<Held>, JsValue> {
        let window = window().ok_or(JsValue::NULL)?;
        let locks = js_sys::Reflect::get(&window.navigator(), &"locks".into())?;
        let request: js_sys::Function = js_sys::Reflect::get(&locks, &"request".into())?.dyn_into()?;
        let only_if_free = js_sys::Object::new();
        js_sys::Reflect::set(&only_if_free, &"ifAvailable".into(), &JsValue::TRUE)?;
        let (mut answer, mut release) = (None, None);
        let answered = js_sys::Promise::new(&mut |resolve, _| answer = Some(resolve));
        let released = js_sys::Promise::new(&mut |resolve, _| release = Some(resolve));
        let (answer, release) = (answer.ok_or(JsValue::NULL)?, release.ok_or(JsValue::NULL)?);
        let hears = Closure::once_into_js(move |lock: JsValue| {
            let _ = answer.call1(&JsValue::NULL, &lock.is_object().into());
            // The lock is held until this is done.
            if lock.is_object() { released.into() } else { JsValue::UNDEFINED }
        });
        // Refused by the browser it is answered by nobody else.
        let asked = request.call3(&locks, &name.into(), &only_if_free, &hears)?;
        let first = js_sys::Promise::race(&js_sys::Array::of2(&answered, &asked));
        let free = wasm_bindgen_futures::JsFuture::from(first).await?;
        Ok(free.is_truthy().then(|| Held(release)))
    }
    match asked(name).await {
        Ok(Some(held)) => Ok(Some(held)),
        Ok(None) => Err(Taken),
        Err(_) => Ok(None),
    }
}

/// The door's token: taken from the page's address once (`#token=…` or `?token=…`) and kept for this tab,
/// so that it does not stay in the address bar.
pub fn door_token() -> Option<String> {
    const KEY: &str = "smartkhata.token";
    let window = window()?;
    let session = window.session_storage().ok()??;
    let location = window.location();
    let (hash, query) = (location.hash().unwrap_or_default(), location.search().unwrap_or_default());
    let given = token_in(&hash).or_else(|| token_in(&query));
    if let Some(token) = given {
        let _ = session.set_item(KEY, &token);
        if let (Ok(history), Ok(path)) = (window.history(), location.pathname()) {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
        }
        return Some(token);
    }
    session.get_item(KEY).ok()?
}

/// The token in a query or fragment.
fn token_in(part: &str) -> Option<String> {
    part.trim_start_matches(['#', '?', '/']).split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
}

/// Whether the screen is wide enough for the counter.
pub fn is_wide() -> bool {
    wide_query().is_none_or(|query| query.matches())
}

fn wide_query() -> Option<web_sys::MediaQueryList> {
    window()?.match_media("(min-width: 900px)").ok()?
}

/// A listener that is taken off when dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
    capture: bool,
}

impl Listener {
    /// Listens on a target; `capture` hears the event before anything inside the page does.
    pub fn new(
        target: web_sys::EventTarget,
        event: &'static str,
        capture: bool,
        act: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(act);
        let _ = target.add_event_listener_with_callback_and_bool(event, closure.as_ref().unchecked_ref(), capture);
        Self { target, event, closure, capture }
    }

    /// Listens on the window.
    pub fn on_window(event: &'static str, capture: bool, act: impl FnMut(web_sys::Event) + 'static) -> Option<Self> {
        Some(Self::new(window()?.unchecked_into(), event, capture, act))
    }

    /// Hears when the screen becomes wide or narrow.
    pub fn on_width(mut act: impl FnMut(bool) + 'static) -> Option<Self> {
        let query = wide_query()?;
        let asked = query.clone();
        Some(Self::new(query.unchecked_into(), "change", false, move |_| act(asked.matches())))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.event,
            self.closure.as_ref().unchecked_ref(),
            self.capture,
        );
    }
}

/// Shows the beginning of the page, and of the element with this id where it scrolls by itself.
pub fn to_top(id: &str) {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.set_scroll_top(0);
    }
}

/// The height of one rem in CSS pixels: 16, or more where the reader enlarged the text.
pub fn rem() -> f64 {
    let size = || {
        let root = root_element()?;
        window()?.get_computed_style(&root).ok()??.get_property_value("font-size").ok()
    };
    // Rust's own reader of such numbers brings ten kilobytes of tables.
    size().map(|text| js_sys::parse_float(&text)).filter(|size| size.is_finite()).unwrap_or(16.0)
}

/// The width of the page in CSS pixels.
pub fn width() -> f64 {
    window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or(1024.0)
}

/// The JSON text of a value; a text stays what it is.
pub fn text_of(value: &JsValue) -> String {
    value.as_string().or_else(|| JSON::stringify(value).ok().map(String::from)).unwrap_or_default()
}

/// An error as it crossed the door.
pub fn refusal(json: &str) -> Error {
    api::json::read(json).unwrap_or_else(|_| Error::new(Code::Internal, json.chars().take(200).collect::<String>()))
}

/// Milliseconds since the Unix epoch, for dates in forms.
pub fn now_ms() -> i64 {
    // A double holds whole milliseconds for 285,000 years.
    #[allow(clippy::cast_possible_truncation)]
    let now = js_sys::Date::now() as i64;
    now
}

/// When a key went down, in milliseconds since the page was opened, however late the page comes to hear of it.
pub fn pressed_ms(event: &web_sys::KeyboardEvent) -> i64 {
    // A double holds whole milliseconds for 285,000 years.
    #[allow(clippy::cast_possible_truncation)]
    let at = event.time_stamp() as i64;
    at
}

/// Hands bytes to the reader as a file.
pub fn download(name: &str, kind: &str, bytes: &[u8]) {
    if let Some(url) = object_url(kind, bytes) {
        download_from(name, &url);
    }
}

/// Hands what lies at an address inside the page to the reader as a file, and forgets the address.
pub fn download_from(name: &str, url: &str) {
    let anchor = document().and_then(|document| document.create_element("a").ok());
    if let Some(anchor) = anchor.and_then(|a| a.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        anchor.set_href(url);
        anchor.set_download(name);
        anchor.click();
    }
    // The browser has taken the bytes when the click returns.
    let _ = web_sys::Url::revoke_object_url(url);
}

/// An address of these bytes inside the page.
pub fn object_url(kind: &str, bytes: &[u8]) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// The bytes of a base64 text.
pub fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    // `atob` answers one character for each byte.
    let binary = window()?.atob(text).ok()?;
    binary.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// Bytes as base64 text.
pub fn base64_of_bytes(bytes: &[u8]) -> Option<String> {
    let binary: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    window()?.btoa(&binary).ok()
}

/// Whether the device has a share sheet that takes files.
pub fn shares_files() -> bool {
    let navigator: Option<JsValue> = window().map(|window| window.navigator().into());
    navigator.is_some_and(|navigator| js_sys::Reflect::has(&navigator, &"canShare".into()).unwrap_or(false))
}

/// Gives a file to the device's share sheet; false where there is none for files. A sheet that the reader closes has
/// done its work.
pub async fn share_file(name: &str, kind: &str, bytes: &[u8]) -> bool {
    async fn shared(name: &str, kind: &str, bytes: &[u8]) -> Option<bool> {
        let navigator: JsValue = window()?.navigator().into();
        let method = |name: &str| -> Option<js_sys::Function> {
            js_sys::Reflect::get(&navigator, &name.into()).ok()?.dyn_into().ok()
        };
        let (can, share) = (method("canShare")?, method("share")?);
        let options = web_sys::FilePropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let file = web_sys::File::new_with_u8_array_sequence_and_options(&parts, name, &options).ok()?;
        let given = js_sys::Object::new();
        js_sys::Reflect::set(&given, &"files".into(), &js_sys::Array::of1(&file)).ok()?;
        if !can.call1(&navigator, &given).ok()?.is_truthy() {
            return None;
        }
        let promise: js_sys::Promise = share.call1(&navigator, &given).ok()?.dyn_into().ok()?;
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => Some(true),
            // Closed by the reader; anything else was refused, and the file is still to be handed over.
            Err(cause) => Some(js_sys::Reflect::get(&cause, &"name".into()).ok()?.as_string()? == "AbortError"),
        }
    }
    shared(name, kind, bytes).await.unwrap_or(false)
}

/// Whether the device is on Wi-Fi or a wire; none where the browser does not say, as on desktops.
pub fn on_wifi() -> Option<bool> {
    let navigator: JsValue = window()?.navigator().into();
    let connection = js_sys::Reflect::get(&navigator, &"connection".into()).ok()?;
    match js_sys::Reflect::get(&connection, &"type".into()).ok()?.as_string()?.as_str() {
        "wifi" | "ethernet" => Some(true),
        "cellular" | "bluetooth" | "wimax" => Some(false),
        _ => None,
    }
}

/// Whether the page is in front of somebody.
pub fn is_seen() -> bool {
    document().is_some_and(|document| !document.hidden())
}

/// Opens an address outside the app (WhatsApp, a phone call, a PDF).
pub fn open(address: &str) {
    if let Some(window) = window() {
        let _ = window.open_with_url_and_target_and_features(address, "_blank", "noopener");
    }
}

/// Encodes text for a query.
pub fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Writes a sentence where the page stands until the app does.
pub fn first_paint(say: &str) {
    if let Some(shell) = document().and_then(|document| document.get_element_by_id("first-paint")) {
        shell.set_text_content(Some(say));
    }
}

#[cfg(test)]
mod tests {
    use super::token_in;

    #[test]
    fn the_token_is_found_where_the_printed_address_has_it() {
        assert_eq!(token_in("#token=abc").as_deref(), Some("abc"));
        assert_eq!(token_in("?lang=hi&token=a-b_c").as_deref(), Some("a-b_c"));
        assert_eq!(token_in("#/khata"), None);
        assert_eq!(token_in(""), None);
    }
}
