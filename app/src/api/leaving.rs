//! The account at the backend, whichever way leads there: who it is, its shop taken along, and leaving. In the web edition
//! the page asks itself, elsewhere whoever carries the entries; what is said is the same.

use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::account::{Account, ExportShop, GetAccount, KeepAccount, LeaveAccount};
use smartkhata_core::api::bill::FileResponse;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::http::{self, Call};
use super::session::{self, of_shop};
use super::{answer, is_cloud, json, unreachable};
use crate::browser;
use crate::state::share;

/// Has the account erased; the books of shops that nobody else owns are kept, or erased with it.
pub const LEAVES: [&str; 2] = [r#"{"books":"keep"}"#, r#"{"books":"erase"}"#];

/// It stays after all.
pub const STAYS: &str = "{}";

/// Who is signed in.
pub async fn account() -> Result<Account> {
    json::read(&ask(GetAccount::NAME, "GET", "/account", "{}").await?)
}

/// Says one of [`LEAVES`] or [`STAYS`].
pub async fn say(what: &'static str) -> Result<()> {
    let (name, method) = if what == STAYS { (KeepAccount::NAME, "DELETE") } else { (LeaveAccount::NAME, "POST") };
    ask(name, method, "/account/leave", what).await.map(drop)
}

async fn ask(name: &'static str, method: &'static str, path: &'static str, body: &'static str) -> Result<String> {
    if !is_cloud() {
        return answer(name, Ok(body.to_owned())).await;
    }
    session::accepted(Call { method, path, ..Call::default() }, (method == "POST").then_some(body)).await
}

/// Hands everything of the shop to the reader, as one archive.
pub async fn export() -> Result<()> {
    // Of a backend this draws a token, if the one that is here is about to be over.
    account().await?;
    if !is_cloud() {
        let file: FileResponse = json::read(&answer(ExportShop::NAME, Ok("{}".to_owned())).await?)?;
        share::share_file(&file).await;
        return Ok(());
    }
    let (path, token) = (of_shop("export")?, session::token());
    let asked = Call { method: "GET", path: &path, token: Some(&token), ..Call::default() };
    let response = http::fetched(asked, None).await?;
    if !response.ok() {
        return Err(http::read(response).await?.refusal());
    }
    // The browser holds it, on its disk where it is large; the page does not.
    let lost = |_| unreachable();
    let archive = JsFuture::from(response.blob().map_err(lost)?).await.map_err(lost)?;
    if let Ok(url) = web_sys::Url::create_object_url_with_blob(archive.unchecked_ref()) {
        browser::download_from("smartkhata.tar", &url);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use smartkhata_core::api::account::Books;
    use smartkhata_core::api::parse;

    use super::*;

    #[test]
    fn what_is_said_is_what_the_door_takes() {
        let books = LEAVES.map(|said| parse::<LeaveAccount>(said).map(|ask| ask.books));
        assert_eq!(books, [Ok(Books::Keep), Ok(Books::Erase)]);
        assert!(parse::<KeepAccount>(STAYS).is_ok() && parse::<GetAccount>("{}").is_ok());
    }
}
