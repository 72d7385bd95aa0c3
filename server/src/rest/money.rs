//! The shop's own money: moved between its accounts, and the drawer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use smartkhata_core::api::money::{CountDrawer, Drawer, GetDrawer, MoneyEntry, MoveMoney};
use smartkhata_core::date::Date;
use utoipa::IntoParams;

use super::ask::{Answered, Ask, Query};
use super::turn::Write;
use crate::cloud::Cloud;

/// Moves money between the shop's own accounts
///
/// Cash to the bank, what was paid by card or UPI once it reaches the bank, a cheque once it has cleared.
#[utoipa::path(post, path = "/api/money/moves", tag = "money", request_body = MoveMoney,
    responses((status = 201, description = "The entry that it is.", body = MoneyEntry)))]
pub async fn move_money(State(cloud): State<Arc<Cloud>>, write: Write<MoveMoney>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, write.body).await
}

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Day {
    /// The day; today when absent.
    date: Option<Date>,
}

/// What the drawer should hold at the end of a day
#[utoipa::path(get, path = "/api/money/drawer", tag = "money", params(Day),
    responses((status = 200, description = "Cash on that day.", body = Drawer)))]
pub async fn get_drawer(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Day>) -> Answered {
    ask.list(&cloud, GetDrawer { date: query.date }).await
}

/// Books what a count of the drawer found
///
/// Cash short or over: the difference between what was counted and what the drawer should hold. `holds` is what whoever
/// counted was told; where the drawer should hold something else by now, nothing is written. Where nothing is short or
/// over there is nothing to book (`not_positive`).
#[utoipa::path(post, path = "/api/money/counts", tag = "money", request_body = CountDrawer,
    responses((status = 201, description = "The entry that it is.", body = MoneyEntry)))]
pub async fn count_drawer(State(cloud): State<Arc<Cloud>>, write: Write<CountDrawer>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, write.body).await
}
