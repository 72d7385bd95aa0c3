//! `PUT /b/{business}`: a shop that was made on a device comes to the backend; who is signed in becomes its owner. Said
//! again by the same owner it changes nothing.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use smartkhata_core::{Code, Error};

use crate::account::session;
use crate::cloud::Cloud;
use crate::endpoint::shop::business;
use crate::http::caller::SignedIn;
use crate::http::moved;
use crate::refusal::Refusal;

/// What a member hears who brings books of the shop, and is not its owner.
const BY_CODE: &str = "Only an owner brings a device in by signing in on it. Ask for a code, and join by that.";

/// Takes it in.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path(shop): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (business, caller) = (business(&shop)?, caller.0);
    let desk = &cloud.desk;
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    accounts.commit().await?;
    let cell = desk.cells.opening(business).await?;
    desk.cells.know(caller.account, cell).await?;
    desk.cells.let_in(caller, cell).await?;
    let database = &cell.database;
    if let Some(address) = database.moved(business).await? {
        return Err(moved::to(address).into());
    }
    match database.adopt(business, caller.account).await {
        Ok(mut writing) => {
            // The backend is a device of the shop from the first moment: its members read the books through it.
            drop(writing.session().await?);
            writing.commit().await?;
            Ok(StatusCode::CREATED)
        }
        Err(error) if error.code == Code::ShopExists => {
            let role = database.read_as(business, caller).await.ok().and_then(|mut reading| reading.role());
            match role {
                Some(role) if role.may("shop.adopt") => Ok(StatusCode::NO_CONTENT),
                Some(_) => Err(Error::new(Code::Forbidden, BY_CODE).into()),
                None => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}
