//! `GET /ready`: whether work may be sent here: the database answers with the tables that this program knows, the disk
//! has room, and nobody asked for the end.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::cloud::Cloud;
use crate::http::body::Json;

/// Less room than this is none, in bytes.
const ROOM: u64 = 100 * 1024 * 1024;

/// Each thing that has to be well.
#[derive(Debug, Serialize)]
struct Ready {
    database: bool,
    migrations: bool,
    disk: bool,
    serving: bool,
}

/// What is well and what is not.
pub async fn answer(State(cloud): State<Arc<Cloud>>) -> Response {
    let migrations = cloud.desk.cells.is_migrated().await;
    let disk = fs4::available_space(&cloud.options.folder).is_ok_and(|room| room > ROOM);
    let ready = Ready {
        database: migrations.is_ok(),
        migrations: migrations.unwrap_or(false),
        disk,
        serving: !cloud.is_ending(),
    };
    let well = ready.database && ready.migrations && ready.disk && ready.serving;
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}
