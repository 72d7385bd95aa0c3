//! Who is signed in at the backend, in which shop, and whether the server can be reached. In the window and on a server of
//! this computer nobody signs in.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::shop::{CreateShop, GetStatus};
use smartkhata_core::business::Shop;
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Result};

use super::role;
use crate::api::session::Membership;
use crate::api::{self, session};
use crate::browser;

/// The shop that was open last: in this tab, and in any.
const LAST: &str = "smartkhata.shop";

/// In the place of a shop: the reader wants to choose.
const CHOOSE: &str = "choose";

/// How far somebody has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Whether somebody is signed in is being asked.
    Asking,
    /// Nobody is.
    Out,
    /// Somebody is, who has these shops and has not chosen one.
    Choosing(Vec<Membership>),
    /// A shop is open.
    In,
}

/// How far it has come.
pub static STAGE: GlobalSignal<Stage> = Signal::global(|| if api::is_cloud() { Stage::Asking } else { Stage::In });

/// The session ended while a shop is open: what is on the screen waits for a new sign-in.
pub static ENDED: GlobalSignal<bool> = Signal::global(|| false);

/// The server cannot be reached.
pub static LOST: GlobalSignal<bool> = Signal::global(|| false);

/// An answer came.
pub fn reached() {
    if *LOST.peek() {
        *LOST.write() = false;
    }
}

/// No answer came.
pub fn lost() {
    if !*LOST.peek() {
        *LOST.write() = true;
    }
}

/// The session is over.
pub fn ended() {
    if *STAGE.peek() == Stage::In && !*ENDED.peek() {
        *ENDED.write() = true;
    }
}

/// Looks who is signed in, and opens the shop that was open here before; whether one is open.
pub async fn arrive() -> Result<bool> {
    match session::resume().await {
        Ok(()) => enter().await,
        Err(error) if error.code() == Code::Unauthorized => {
            *STAGE.write() = Stage::Out;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Somebody is signed in: opens the shop that was open last, or the only one; whether one is open.
pub async fn enter() -> Result<bool> {
    let shops = session::shops().await?;
    let last = browser::held(LAST).or_else(|| browser::kept(LAST));
    let known = last.and_then(|id| shops.iter().find(|shop| shop.business.to_string() == id));
    let chooses = browser::held(LAST).as_deref() == Some(CHOOSE);
    let only = if let [only] = shops.as_slice() { Some(only) } else { None };
    match known.or(only).filter(|_| !chooses) {
        Some(shop) => open(shop.business).await.map(|()| true),
        None => {
            *STAGE.write() = Stage::Choosing(shops);
            Ok(false)
        }
    }
}

/// Turns this tab to a shop.
pub async fn open(business: BusinessId) -> Result<()> {
    let allowed = session::allowed(business).await?;
    session::open(business);
    let id = business.to_string();
    browser::hold(LAST, &id);
    browser::keep(LAST, &id);
    role::take_up(Some(allowed));
    Ok(())
}

/// Makes a shop and opens it.
pub async fn create(request: CreateShop) -> Result<Shop> {
    let shop = session::create_shop(request).await?;
    open(shop.id).await?;
    *STAGE.write() = Stage::In;
    Ok(shop)
}

/// Puts the open shop aside, to choose another: by a page that holds nothing of this one.
pub fn choose_again() {
    browser::hold(LAST, CHOOSE);
    begin_anew();
}

fn begin_anew() {
    browser::history::set_hash("#/");
    browser::reload();
}

/// Signs out, on a page that holds nothing of what was open.
pub async fn sign_out() -> Result<()> {
    session::sign_out().await?;
    leave();
    Ok(())
}

/// Goes to the sign-in, on a page that holds nothing of what was open.
pub fn leave() {
    super::bill::forget_unsent();
    browser::release(LAST);
    browser::forget(LAST);
    begin_anew();
}

/// The same person is signed in again: what waited goes on.
pub fn go_on() {
    *ENDED.write() = false;
    super::run(super::bill::load());
    super::books_changed();
}

/// Tries again while the server cannot be reached; once it answers, what was typed meanwhile is kept and lists are
/// read anew.
pub async fn watch() {
    let mut was_lost = false;
    loop {
        TimeoutFuture::new(3_000).await;
        if *LOST.peek() {
            was_lost = true;
            // An answer clears the sign.
            let _ = api::call(GetStatus {}).await;
        }
        if was_lost && !*LOST.peek() {
            was_lost = false;
            super::bill::keep_again();
            super::books_changed();
        }
    }
}
