//! The account at the backend, whichever way leads there: who it is, its shop taken along, and leaving. In the web edition
//! the page asks itself, elsewhere whoever carries the entries.

use smartkhata_core::Result;
use smartkhata_core::api::account::{Account, Books, ExportShop, GetAccount, KeepAccount, LeaveAccount};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::http::{self, Call};
use super::people::done;
use super::session::{self, of_shop};
use super::{call, is_cloud, json, unreachable};
use crate::browser;
use crate::state::share;

const PATH: &str = "/account/leave";

/// Who is signed in.
pub async fn account() -> Result<Account> {
    if is_cloud() { session::account().await } else { call(GetAccount {}).await }
}

/// Has the account erased after the time to think it over.
pub async fn leave(books: Books) -> Result<()> {
    let ask = LeaveAccount { books };
    if is_cloud() {
        done(Call { path: PATH, ..Call::default() }, Some(&json::write(&ask)?)).await
    } else {
        call(ask).await.map(drop)
    }
}

/// Takes that back.
pub async fn stay() -> Result<()> {
    if is_cloud() {
        done(Call { method: "DELETE", path: PATH, ..Call::default() }, None).await
    } else {
        call(KeepAccount {}).await.map(drop)
    }
}

/// Hands everything of the shop to the reader, as one archive.
pub async fn export() -> Result<()> {
    if !is_cloud() {
        share::share_file(&call(ExportShop {}).await?).await;
        return Ok(());
    }
    let (path, token) = (of_shop("export")?, session::token().await?);
    let asked = Call { method: "GET", path: &path, token: Some(&token), ..Call::default() };
    let response = http::fetched(asked, None).await?;
    if !response.ok() {
        return Err(http::read(response).await?.refusal());
    }
    // The browser holds it, on its disk where it is large; the page does not.
    let archive = response.blob().map_err(|_| unreachable())?;
    let archive = JsFuture::from(archive).await.map_err(|_| unreachable())?.unchecked_into();
    if let Ok(url) = web_sys::Url::create_object_url_with_blob(&archive) {
        browser::download_from("smartkhata.tar", &url);
    }
    Ok(())
}
