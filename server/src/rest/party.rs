//! Customers and suppliers, and the khata of each.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use smartkhata_core::api::Handle;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{
    GetParty, GetStatement, ListParties, Page, PartyFilter, PartySort, PartyView, PrintStatement, SaveParty, Statement,
};
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::business::Language;
use smartkhata_core::date::Date;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::{PartyEdit, PartyRow};
use utoipa::IntoParams;

use super::answer;
use super::ask::{Answered, Ask, Id, Query, limit, role};
use super::document::File;
use super::edition::{Edition, Looked};
use super::table::{self, Format, Table, word};
use super::turn::{Begun, Write};
use crate::cloud::Cloud;

/// Which parties.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Parties {
    /// Which; all when absent.
    #[param(inline)]
    filter: Option<PartyFilter>,
    /// In which order; when absent last used first, of those who owe or hold an advance the largest first.
    #[param(inline)]
    sort: Option<PartySort>,
    /// Name in any script, or digits of the phone. A search has one page.
    search: Option<String>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Say of who owes since when: `due_since`.
    ages: Option<bool>,
}

/// Customers and suppliers
///
/// With what each owes. Who owes is never hidden.
#[utoipa::path(get, path = "/api/parties", tag = "parties", params(Parties),
    responses((status = 200, description = "A page.", body = Page<PartyRow>)))]
pub async fn list_parties(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Parties>) -> Answered {
    let Parties { filter, sort, search, after, limit: rows, ages } = query;
    let (filter, search, ages) = (filter.unwrap_or_default(), search.unwrap_or_default(), ages.unwrap_or_default());
    ask.list(&cloud, ListParties { filter, sort, search, after, limit: limit(rows)?, as_typed: false, ages }).await
}

/// Adds a party
#[utoipa::path(post, path = "/api/parties", tag = "parties", request_body = PartyEdit,
    responses((status = 201, description = "The party.", body = PartyView)))]
pub async fn create_party(State(cloud): State<Arc<Cloud>>, write: Write<PartyEdit>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, SaveParty { id: None, edit: write.body, opening: Paise::ZERO }).await
}

/// One party with its balance
#[utoipa::path(get, path = "/api/parties/{id}", tag = "parties", params(("id" = PartyId, Path, description = "The party.")),
    responses((status = 200, description = "The party.", body = PartyView)))]
pub async fn get_party(State(cloud): State<Arc<Cloud>>, ask: Ask, Id(id): Id<PartyId>) -> Answered {
    ask.resource(&cloud, GetParty { id }).await
}

/// Changes a party
///
/// What is absent stays, an empty text clears, and null clears the days of credit.
#[utoipa::path(patch, path = "/api/parties/{id}", tag = "parties", request_body = PartyEdit,
    params(("id" = PartyId, Path, description = "The party.")),
    responses((status = 200, description = "The party as it stands now.", body = PartyView)))]
pub async fn edit_party(State(cloud): State<Arc<Cloud>>, Id(id): Id<PartyId>, write: Write<PartyEdit>) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, SaveParty::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let before = GetParty { id }.handle(&mut books).await?;
    answer::must_match(&headers, role(&books)?, &before)?;
    let view = SaveParty { id: Some(id), edit: write.body, opening: Paise::ZERO }.handle(&mut books).await?;
    turn.done(StatusCode::OK, &view).await
}

/// Which part of a ledger.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ledger {
    /// In which order; the newest first when absent. On paper the oldest first.
    #[param(inline)]
    sort: Option<DaySort>,
    /// First day; from the beginning when absent.
    from: Option<Date>,
    /// Last day; to the end when absent.
    to: Option<Date>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// A party's ledger
///
/// Every entry with the balance after it. The PDF is the statement that a customer gets. Where goods were bought from the
/// party, a role that does not see what they cost gets neither their entries nor balances, and no PDF.
#[utoipa::path(get, path = "/api/parties/{id}/ledger", tag = "parties",
    params(("id" = PartyId, Path, description = "The party."), Ledger),
    responses((status = 200, description = "The ledger.",
        content((Statement = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn get_ledger(
    State(cloud): State<Arc<Cloud>>,
    ask: Ask,
    Id(id): Id<PartyId>,
    Query(query): Query<Ledger>,
) -> Answered {
    let Ledger { sort, from, to, after, limit: rows, format, language } = query;
    let (limit, sort) = (limit(rows)?, sort.unwrap_or_default());
    let wanted = Format::wanted(format, &ask.headers);
    if wanted == Format::Pdf {
        return ask.print(&cloud, PrintStatement { id, from, to, language }).await;
    }
    let mut books = match ask.edition(&cloud, GetStatement::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let request = GetStatement { id, sort, from, to, after, limit };
    if wanted == Format::Csv {
        return csv(books, request).await;
    }
    let statement = books.read(request).await?;
    let statement = books.role()?.hears_of_khata(statement);
    books.json(&statement)
}

async fn csv(mut books: Box<Edition<'_>>, request: GetStatement) -> Answered {
    let mut session = books.session()?;
    let columns =
        ["date", "kind", "number", "note", "mode", "amount", "balance", "cancelled", "reversal", "voucher_id"];
    let mut file = Table::new(&columns)?;
    let (mut after, mut rows) = (request.after.clone(), 0_usize);
    loop {
        let part = GetStatement { after, limit: 500, ..request.clone() }.handle(&mut session).await?;
        let part = role(&session)?.hears_of_khata(part);
        rows = rows.saturating_add(part.page.rows.len());
        if rows > table::MOST {
            return Err(table::too_long().into());
        }
        for row in part.page.rows {
            file.row(&[
                row.date.to_string(),
                word(&row.kind),
                row.number,
                row.note,
                row.mode.map(|mode| word(&mode)).unwrap_or_default(),
                row.amount.plain(),
                row.balance.map(Paise::plain).unwrap_or_default(),
                row.cancelled.to_string(),
                row.reversal.to_string(),
                row.voucher.to_string(),
            ])?;
        }
        after = part.page.next;
        if after.is_none() {
            drop(session);
            return books.answer(file.answer(&format!("ledger-{}.csv", part.party.name))?);
        }
    }
}
