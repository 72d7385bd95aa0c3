//! `POST /shops`: a new shop, whose owner is who is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use smartkhata_core::api;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::business::Shop;
use smartkhata_core::id::{BusinessId, new_uuid};

use crate::account::session;
use crate::cloud::Cloud;
use crate::once::{Of, Once};
use crate::rest::answer;
use crate::rest::ask::Answered;

/// Opens a shop
///
/// Its owner is who is signed in.
#[utoipa::path(post, path = "/shops", tag = "shops", request_body = CreateShop,
    responses((status = 201, description = "The shop.", body = Shop)))]
pub async fn create_shop(State(cloud): State<Arc<Cloud>>, write: Once<CreateShop>) -> Answered {
    let Once { caller, key, body } = write;
    let desk = &cloud.desk;
    let shop = BusinessId::new(new_uuid(desk.database.clock().now_ms(), desk.database.ids().as_ref()));
    let cell = desk.cells.opening(shop).await?;
    desk.cells.know(caller.account, cell).await?;
    desk.cells.let_in(caller, cell).await?;
    let mut founding = cell.database.adopt(shop, caller.account).await?;
    let mut session = founding.bare_session()?;
    session::must_be_open(&mut session.engine, caller).await?;
    if let Some(key) = &key
        && let Some(kept) = key.known(&mut session.engine, &desk.vault, Of::Account).await?
    {
        return answer::written(kept.status, kept.text);
    }
    drop(session);
    let text = api::write(&founding.create(body).await?)?;
    let status = StatusCode::CREATED;
    if let Some(key) = key {
        let mut session = founding.bare_session()?;
        let now = session.now_ms();
        key.keep(&mut session.engine, &desk.vault, Of::Account, (status, &text), now).await?;
    }
    founding.commit().await?;
    answer::written(status, text)
}
