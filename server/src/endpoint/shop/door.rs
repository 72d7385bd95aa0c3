//! `POST /b/{business}/door/{request}`: the one door of a shop, for its members, each within its role.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use smartkhata_core::api::{self, Access, Session};
use smartkhata_core::role::{Role, weighed};
use smartkhata_core::store::sqlite::largest_request;
use smartkhata_core::{Code, Error, Result};

use super::{attachment, business};
use crate::cloud::Cloud;
use crate::http::body;
use crate::http::caller::SignedIn;
use crate::postgres::PostgresEngine;
use crate::refusal::Refusal;

/// Requests that lay a page out or draw a receipt: tens of milliseconds of a core.
const PRINTS: &[&str] = &["bill.pdf", "bill.receipt", "party.statement_pdf", "report.pdf", "outstanding.pdf"];

/// Answers a request.
pub async fn answer(
    State(cloud): State<Arc<Cloud>>,
    caller: SignedIn,
    Path((shop, request)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> std::result::Result<Response, Refusal> {
    let (business, caller) = (business(&shop)?, caller.0);
    let endpoint = api::endpoint(&request)?;
    let body = body::text(&headers, body, largest_request(endpoint.name)).await?;
    let answer = match endpoint.access {
        Access::Read => {
            let mut reading = cloud.read(business, caller, endpoint.name).await?;
            let answer = dispatch(&mut reading.session()?, endpoint.name, &body).await;
            // Whoever may not ask is told so before anything else, also where nothing had to be asked.
            reading.open().await?;
            heard(reading.role(), endpoint.name, answer?)?
        }
        Access::Write => {
            let mut writing = cloud.write(business, caller, weighed(endpoint.name, &body)).await?;
            let answer = dispatch(&mut writing.session().await?, endpoint.name, &body).await;
            writing.open().await?;
            let answer = heard(writing.role(), endpoint.name, answer?)?;
            writing.commit().await?;
            answer
        }
        Access::Bytes => attachment::answer(&cloud, business, caller, endpoint.name, &body).await?,
        Access::Line => {
            let message = "These books are the backend's own; devices reach it by themselves.";
            return Err(Error::new(Code::UnknownRequest, message).into());
        }
        Access::Shops => {
            let message = "An account's shops are asked for at /shops.";
            return Err(Error::new(Code::UnknownRequest, message).into());
        }
        Access::Files => {
            let message = "Backups are made by whoever runs this server; a device keeps its own.";
            return Err(Error::new(Code::UnknownRequest, message).into());
        }
    };
    Ok(([(CONTENT_TYPE, "application/json")], answer).into_response())
}

/// The answer as the caller's role hears it.
fn heard(role: Option<Role>, request: &str, answer: String) -> Result<String> {
    match role {
        Some(role) => role.hears(request, answer),
        None => Ok(answer),
    }
}

async fn dispatch(session: &mut Session<'_, PostgresEngine<'_>>, request: &str, body: &str) -> Result<String> {
    if PRINTS.contains(&request) {
        // On this thread, which gives its connections to another meanwhile.
        return tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(api::dispatch(session, request, body))
        });
    }
    api::dispatch(session, request, body).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_prints_gives_its_thread_away() {
        for endpoint in
            api::ALL.iter().filter(|endpoint| endpoint.name.contains("pdf") || endpoint.name.contains("receipt"))
        {
            assert!(PRINTS.contains(&endpoint.name), "{}", endpoint.name);
        }
    }
}
