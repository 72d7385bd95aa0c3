//! Signed in at the backend: the access token that this page holds, and how the next one is drawn.
//!
//! The refresh token lies in a cookie that the page cannot read. An access token is held in memory alone: a page that is
//! loaded again draws a new one. One draws for all tabs at a time, so that no token is used twice.

use std::cell::RefCell;
use std::pin::Pin;

use js_sys::Promise;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::api::sync::Rights;
use smartkhata_core::business::Shop;
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::http::{Answer, Call, send};
use super::{browser_name, json, unreachable};
use crate::browser;
use crate::state::session;

const PATH: &str = "/web/session";

/// A token is drawn anew so long before it is over.
const EARLY_MS: i64 = 30_000;

/// What shows who somebody is.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The code that was sent.
    Code(String),
    /// The password.
    Password(String),
}

/// A shop of the account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Membership {
    /// The shop.
    pub business: BusinessId,
    /// `owner`, `manager`, `accountant`, `staff`, `viewer`.
    pub role: String,
}

#[derive(Deserialize)]
struct Signed {
    account: String,
    access_token: String,
    expires_in: i64,
}

#[derive(Default)]
struct Held {
    account: String,
    token: String,
    until_ms: i64,
    shop: Option<BusinessId>,
    /// The drawing that runs: whoever needs a token meanwhile waits for it.
    drawing: Option<Promise>,
}

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

/// The shop whose door is asked from now on.
pub fn open(shop: BusinessId) {
    HELD.with_borrow_mut(|held| held.shop = Some(shop));
}

/// Draws a token by the cookie; `unauthorized` where nobody is signed in.
pub async fn resume() -> Result<()> {
    draw("").await
}

/// Has a code sent.
pub async fn send_code(identity: &str) -> Result<()> {
    #[derive(Serialize)]
    struct Ask<'a> {
        identity: &'a str,
    }
    let call = Call { path: "/account/code", ..Call::default() };
    send(call, Some(&json::write(&Ask { identity })?)).await?.accepted().map(drop)
}

/// Signs in. Another account than the one that this page was opened for begins with a page of its own.
pub async fn sign_in(identity: &str, proof: Proof) -> Result<()> {
    #[derive(Serialize)]
    struct Ask<'a> {
        identity: &'a str,
        #[serde(flatten)]
        proof: Proof,
        device: &'a str,
    }
    let device = &browser_name::of(&browser::user_agent());
    let ask = json::write(&Ask { identity, proof, device })?;
    take(send(Call { path: PATH, ..Call::default() }, Some(&ask)).await?)
}

/// Signs out: the cookie goes, and the session ends.
pub async fn sign_out() -> Result<()> {
    let call = Call { method: "DELETE", path: PATH, ..Call::default() };
    send(call, Some("{}")).await?.accepted()?;
    HELD.with_borrow_mut(|held| *held = Held::default());
    Ok(())
}

/// The shops of who is signed in.
pub async fn shops() -> Result<Vec<Membership>> {
    #[derive(Deserialize)]
    struct Shops {
        shops: Vec<Membership>,
    }
    Ok(asked::<Shops>(Call { method: "GET", path: "/shops", ..Call::default() }, None).await?.shops)
}

/// A shop by its id, without opening it.
pub async fn shop(business: BusinessId) -> Result<Shop> {
    asked(Call { path: &format!("/b/{business}/door/shop.get"), ..Call::default() }, Some("{}")).await
}

/// What the account is to a shop.
pub async fn allowed(business: BusinessId) -> Result<Rights> {
    asked(Call { method: "GET", path: &format!("/b/{business}/role"), ..Call::default() }, None).await
}

/// Makes one more shop.
pub async fn create_shop(request: CreateShop) -> Result<Shop> {
    asked(Call { path: "/shops", ..Call::default() }, Some(&json::write(&request)?)).await
}

/// Sets the account's password; other devices are signed out.
pub async fn set_password(password: &str) -> Result<()> {
    #[derive(Serialize)]
    struct Ask<'a> {
        password: &'a str,
    }
    let call = Call { method: "PUT", path: "/account/password", ..Call::default() };
    shown(call, Some(&json::write(&Ask { password })?)).await?.accepted().map(drop)
}

/// The token that is shown now.
pub(super) fn token() -> String {
    HELD.with_borrow(|held| held.token.clone())
}

/// Asks the door of the open shop.
pub async fn ask(name: &str, body: &str, last: bool) -> Result<String> {
    let call = Call { path: &of_shop(&format!("door/{name}"))?, last, ..Call::default() };
    shown(call, Some(body)).await?.accepted()
}

/// A path of the open shop.
pub(super) fn of_shop(rest: &str) -> Result<String> {
    let shop = HELD.with_borrow(|held| held.shop);
    shop.map(|shop| format!("/b/{shop}/{rest}")).ok_or_else(|| Error::new(Code::NoShop, "Choose a shop first."))
}

pub(super) async fn asked<T: DeserializeOwned>(call: Call<'_>, body: Option<&str>) -> Result<T> {
    json::read(&accepted(call, body).await?)
}

/// The way of all that are asked, boxed: of each there is only how its answer is read.
pub(super) fn accepted<'a>(
    call: Call<'a>,
    body: Option<&'a str>,
) -> Pin<Box<dyn Future<Output = Result<String>> + 'a>> {
    Box::pin(async move { shown(call, body).await?.accepted() })
}

/// Asks with the access token, once more with the next one where it was over. What was not answered, and a session that
/// is over, are noted for the frame around the screens.
pub(super) async fn shown(call: Call<'_>, body: Option<&str>) -> Result<Answer> {
    let answered = shown_twice(call, body).await;
    if call.last {
        return answered;
    }
    match &answered {
        Ok(answer) if answer.status != 401 => session::reached(),
        Ok(_) => session::ended(),
        Err(error) if error.code() == Code::Unauthorized => session::ended(),
        Err(error) if super::is_unreachable(error) => session::lost(),
        Err(_) => {}
    }
    answered
}

async fn shown_twice(call: Call<'_>, body: Option<&str>) -> Result<Answer> {
    let (mut token, until_ms) = HELD.with_borrow(|held| (held.token.clone(), held.until_ms));
    // A page that is going has no time to draw another.
    if !call.last && browser::now_ms() > until_ms.saturating_sub(EARLY_MS) {
        draw(&token).await?;
        token = HELD.with_borrow(|held| held.token.clone());
    }
    let answer = send(Call { token: Some(&token), ..call }, body).await?;
    if answer.status != 401 || call.last {
        return Ok(answer);
    }
    draw(&token).await?;
    let token = HELD.with_borrow(|held| held.token.clone());
    send(Call { token: Some(&token), ..call }, body).await
}

/// Draws the token that follows on this one, unless somebody has drawn it already.
async fn draw(stale: &str) -> Result<()> {
    let drawing = HELD.with_borrow_mut(|held| {
        let begin = || future_to_promise(drawn());
        (held.token == stale).then(|| held.drawing.get_or_insert_with(begin).clone())
    });
    let Some(drawing) = drawing else { return Ok(()) };
    JsFuture::from(drawing).await.map(drop).map_err(|refused| browser::refusal(&browser::text_of(&refused)))
}

async fn drawn() -> std::result::Result<JsValue, JsValue> {
    let drawn = browser::alone("smartkhata.session", async {
        let call = Call { method: "PUT", path: PATH, ..Call::default() };
        let taken = send(call, Some("{}")).await.and_then(take);
        taken.map(|()| JsValue::UNDEFINED).map_err(|error| json::write(&error).unwrap_or_default().into())
    })
    .await;
    HELD.with_borrow_mut(|held| held.drawing = None);
    drawn
}

/// Holds what a sign-in or a drawing answered.
fn take(answer: Answer) -> Result<()> {
    let signed: Signed = json::read(&answer.accepted()?)?;
    let other = HELD.with_borrow(|held| !held.account.is_empty() && held.account != signed.account);
    if other {
        // Another tab signed somebody else in: nothing of this page is theirs.
        browser::reload();
        return Err(unreachable());
    }
    HELD.with_borrow_mut(|held| {
        held.account = signed.account;
        held.token = signed.access_token;
        held.until_ms = browser::now_ms().saturating_add(signed.expires_in.saturating_mul(1000));
    });
    Ok(())
}
