//! `GET /ready`: whether work may be sent here: the database answers with the tables that this program knows, the disk
//! has room, and nobody asked for the end. Until it has these tables, nothing else is answered.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use smartkhata_core::{Code, Error};

use crate::cloud::Cloud;
use crate::http::body::Json;
use crate::http::limit;
use crate::refusal::Refusal;

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
        database: migrations.is_ok() || cloud.desk.cells.are_behind(),
        migrations: migrations.unwrap_or(false) && cloud.serves(),
        disk,
        serving: !cloud.is_ending(),
    };
    let well = ready.database && ready.migrations && ready.disk && ready.serving;
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}

/// Turns away whoever comes before the tables are what this program knows: it would read and write them wrongly.
pub async fn required(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    if cloud.serves() || limit::is_watching(&request) {
        return next.run(request).await;
    }
    Refusal::from(Error::new(Code::Unavailable, "The tables are not what this program knows yet.")).into_response()
}
