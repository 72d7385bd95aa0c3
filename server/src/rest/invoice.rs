//! Bills from their draft to their PDF. A bill has its draft's id.

mod view;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use smartkhata_core::api::Handle;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::{
    BeginCorrection, BillFilter, BillRow, BillSort, CancelVoucher, Copy, CopyBill, CorrectBill, DiscardDraft, Drafts,
    FinalizeBill, GetBill, GetDraft, ListBills, ListDrafts, PrintBill, SaveDraft,
};
use smartkhata_core::api::party::Page;
use smartkhata_core::api::session::shop_queries;
use smartkhata_core::business::Language;
use smartkhata_core::date::Date;
use smartkhata_core::document::draft::{DraftCharge, DraftLine};
use smartkhata_core::document::{self, BillKind, Draft, draft_store};
use smartkhata_core::id::{DraftId, PartyId, VoucherId};
use smartkhata_core::payment::Tender;
use smartkhata_core::tax::discount::Discount;
use smartkhata_core::{Code, Error};
use utoipa::{IntoParams, ToSchema};

use super::answer;
use super::ask::{Answered, Ask, Books, Id, Query, limit, role};
use super::document::File;
use super::payment::Reason;
use super::turn::{Begun, Nothing, Write};
use crate::cloud::Cloud;
use crate::refusal::Refusal;
use view::{Invoice, none_of_it};

/// What an invoice says while it is a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftBody {
    /// Which document; chosen from the shop and the lines when absent.
    kind: Option<BillKind>,
    /// The bill's date; the day of finalizing when absent.
    date: Option<Date>,
    /// When payment is due. When absent, what is not paid at once is due as the customer's credit days say; without those
    /// nothing is agreed.
    due: Option<Date>,
    /// The customer; none for a walk-in.
    party: Option<PartyId>,
    /// A walk-in customer's name for the print.
    #[serde(default)]
    customer_name: String,
    /// Place of supply (State code) when it is not what follows from the customer.
    #[serde(default)]
    place_of_supply: String,
    /// Where the goods go, if elsewhere.
    #[serde(default)]
    ship_to: String,
    /// Tax is payable by the buyer (reverse charge): shown, not collected.
    #[serde(default)]
    reverse_charge: bool,
    /// The lines.
    lines: Vec<DraftLine>,
    /// Extra charges.
    #[serde(default)]
    charges: Vec<DraftCharge>,
    /// Off the whole bill.
    #[serde(default)]
    discount: Discount,
    /// How it is paid when it is finalized.
    #[serde(default)]
    tenders: Vec<Tender>,
    /// Free note on the bill.
    #[serde(default)]
    note: String,
}

impl DraftBody {
    fn draft(self, id: DraftId) -> Draft {
        let Self { kind, date, due, party, customer_name, place_of_supply, ship_to, reverse_charge, .. } = self;
        let Self { lines, charges, discount, tenders, note, .. } = self;
        let draft = Draft { kind, date, due, party, customer_name, place_of_supply, ship_to, ..Draft::new(id) };
        Draft { reverse_charge, lines, charges, discount, tenders, note, ..draft }
    }
}

/// Which bills.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Invoices {
    /// Which; all when absent. Drafts stand under `/api/drafts`.
    #[param(inline)]
    status: Option<BillFilter>,
    /// In which order; newest first when absent. By amount (`largest`, `smallest`, `most_due`) `from` has to be given,
    /// and the days may be a year at most.
    #[param(inline)]
    sort: Option<BillSort>,
    /// First day.
    from: Option<Date>,
    /// Last day.
    to: Option<Date>,
    /// Of one customer.
    #[param(value_type = Option<uuid::Uuid>)]
    party: Option<PartyId>,
    /// A number or its last digits, or the beginning of a customer's name. A search has one page.
    search: Option<String>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Bills, newest first unless asked for otherwise
#[utoipa::path(get, path = "/api/invoices", tag = "invoices", params(Invoices),
    responses((status = 200, description = "A page.", body = Page<BillRow>)))]
pub async fn list_invoices(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Invoices>) -> Answered {
    let Invoices { status, sort, from, to, party, search, after, limit: rows } = query;
    let (filter, sort, search) = (status.unwrap_or_default(), sort.unwrap_or_default(), search.unwrap_or_default());
    let searched = !search.trim().is_empty();
    let asked = ListBills { filter, sort, from, to, party, search, after, limit: limit(rows)? };
    if searched { ask.list(&cloud, asked).await } else { ask.list_once(&cloud, asked).await }
}

/// Which drafts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DraftsAsked {
    /// Of one customer.
    #[param(value_type = Option<uuid::Uuid>)]
    party: Option<PartyId>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Drafts of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Drafts, last touched first
#[utoipa::path(get, path = "/api/drafts", tag = "invoices", params(DraftsAsked),
    responses((status = 200, description = "A page.", body = Drafts)))]
pub async fn list_drafts(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<DraftsAsked>) -> Answered {
    let DraftsAsked { party, after, limit: rows } = query;
    ask.resource(&cloud, ListDrafts { party, after, limit: limit(rows)? }).await
}

/// Begins an invoice
///
/// Saves a draft and answers what it comes to. It gets its number when it is finalized.
#[utoipa::path(post, path = "/api/invoices", tag = "invoices", request_body = DraftBody,
    responses((status = 201, description = "The draft, with what it comes to.", body = Invoice)))]
pub async fn create_invoice(State(cloud): State<Arc<Cloud>>, write: Write<DraftBody>) -> Answered {
    let mut turn = match write.asked.begin(&cloud, SaveDraft::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let draft = write.body.draft(DraftId::new(books.new_id()));
    SaveDraft { draft: draft.clone() }.handle(&mut books).await?;
    let invoice = Invoice::draft(&mut books, draft).await?;
    turn.done(StatusCode::CREATED, &invoice).await
}

/// One invoice
#[utoipa::path(get, path = "/api/invoices/{id}", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The invoice.")),
    responses((status = 200, description = "The draft or the bill.", body = Invoice)))]
pub async fn get_invoice(State(cloud): State<Arc<Cloud>>, ask: Ask, Id(id): Id<VoucherId>) -> Answered {
    let mut reading = ask.books(&cloud, GetBill::NAME).await?;
    let invoice = Invoice::load(&mut reading.session()?, id).await?;
    answer::of_books(&ask.headers, reading.role(), &invoice)
}

/// Changes a draft
///
/// A bill is never changed: it is corrected by another, or cancelled, or goods of it come back.
#[utoipa::path(put, path = "/api/invoices/{id}", tag = "invoices", request_body = DraftBody,
    params(("id" = VoucherId, Path, description = "The draft.")),
    responses((status = 200, description = "The draft as it stands now.", body = Invoice)))]
pub async fn edit_invoice(State(cloud): State<Arc<Cloud>>, Id(id): Id<VoucherId>, write: Write<DraftBody>) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, SaveDraft::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let before = stored(&mut books, id).await?;
    let (corrects, again_of) = (before.corrects, before.again_of);
    unchanged(&mut books, &headers, before).await?;
    let draft = Draft { corrects, again_of, ..write.body.draft(DraftId::new(id.uuid())) };
    SaveDraft { draft: draft.clone() }.handle(&mut books).await?;
    let invoice = Invoice::draft(&mut books, draft).await?;
    turn.done(StatusCode::OK, &invoice).await
}

/// Throws a draft away
#[utoipa::path(delete, path = "/api/invoices/{id}", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The draft.")),
    responses((status = 204, description = "It is gone.")))]
pub async fn discard_invoice(
    State(cloud): State<Arc<Cloud>>,
    Id(id): Id<VoucherId>,
    write: Write<Nothing>,
) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, DiscardDraft::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let draft = stored(&mut books, id).await?;
    let id = draft.id;
    unchanged(&mut books, &headers, draft).await?;
    DiscardDraft { id }.handle(&mut books).await?;
    turn.gone().await
}

/// `412` unless the draft is the caller's copy, where one was named.
async fn unchanged(books: &mut Books<'_, '_>, headers: &HeaderMap, draft: Draft) -> Result<(), Refusal> {
    if answer::names_a_copy(headers) {
        let invoice = Invoice::draft(books, draft).await?;
        answer::must_match(headers, role(books)?, &invoice)?;
    }
    Ok(())
}

/// A draft, for whoever changes it: a bill is none any more.
async fn stored(books: &mut Books<'_, '_>, id: VoucherId) -> Result<Draft, Refusal> {
    match (GetDraft { id: DraftId::new(id.uuid()) }).handle(books).await {
        Err(error) if error.code == Code::NotFound => match (GetBill { id }).handle(books).await {
            Ok(_) => Err(Error::new(Code::Conflict, "This is a bill already. Cancel it, or take goods back.").into()),
            Err(error) => Err(none_of_it(error).into()),
        },
        draft => Ok(draft?),
    }
}

/// Makes a draft a bill
///
/// It gets its number, and its figures go to the books. Finalizing it again answers the bill that it became; with the
/// `If-Match` of the draft it is refused then, unless the `Idempotency-Key` is that of the first time. A draft that
/// corrects a bill cancels that one in the same moment, for a role that may cancel.
#[utoipa::path(post, path = "/api/invoices/{id}/finalize", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The draft.")),
    responses((status = 200, description = "The bill.", body = Invoice)))]
pub async fn finalize_invoice(
    State(cloud): State<Arc<Cloud>>,
    Id(id): Id<VoucherId>,
    write: Write<Nothing>,
) -> Answered {
    let Nothing {} = write.body;
    let headers = write.asked.ask.headers.clone();
    let first = |business| {
        let bill = document::get::query(business, id);
        let draft = draft_store::query(business, DraftId::new(id.uuid()));
        shop_queries(business).into_iter().chain([bill, draft]).collect()
    };
    let mut turn = match write.asked.begin_with(&cloud, FinalizeBill::NAME, first).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let view = match (GetDraft { id: DraftId::new(id.uuid()) }).handle(&mut books).await {
        Ok(draft) => {
            unchanged(&mut books, &headers, draft.clone()).await?;
            if draft.corrects.is_some() {
                role(&books)?.check(CorrectBill::NAME)?;
                CorrectBill { draft, reason: String::new() }.handle(&mut books).await?
            } else {
                FinalizeBill { draft }.handle(&mut books).await?
            }
        }
        Err(error) if error.code == Code::NotFound => {
            let view = GetBill { id }.handle(&mut books).await.map_err(none_of_it)?;
            let invoice = Invoice::bill(view);
            answer::must_match(&headers, role(&books)?, &invoice)?;
            return turn.done(StatusCode::OK, &invoice).await;
        }
        Err(error) => return Err(error.into()),
    };
    turn.done(StatusCode::OK, &Invoice::bill(view)).await
}

/// Takes a bill back
///
/// Its number stays used; what was paid becomes the customer's advance.
#[utoipa::path(post, path = "/api/invoices/{id}/cancel", tag = "invoices", request_body = Reason,
    params(("id" = VoucherId, Path, description = "The bill.")),
    responses((status = 200, description = "The bill, cancelled.", body = Invoice)))]
pub async fn cancel_invoice(State(cloud): State<Arc<Cloud>>, Id(id): Id<VoucherId>, write: Write<Reason>) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, CancelVoucher::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    // What is no bill is not taken back here.
    let before = Invoice::bill(GetBill { id }.handle(&mut books).await?);
    answer::must_match(&headers, role(&books)?, &before)?;
    CancelVoucher { id, reason: write.body.reason }.handle(&mut books).await?;
    let view = GetBill { id }.handle(&mut books).await?;
    turn.done(StatusCode::OK, &Invoice::bill(view)).await
}

/// Begins an invoice that sells the same
///
/// The bill's lines, prices and discounts at today's tax rates, as a new draft without a date and unpaid.
#[utoipa::path(post, path = "/api/invoices/{id}/duplicate", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The bill.")),
    responses((status = 201, description = "The new draft.", body = Invoice)))]
pub async fn duplicate_invoice(
    State(cloud): State<Arc<Cloud>>,
    Id(id): Id<VoucherId>,
    write: Write<Nothing>,
) -> Answered {
    let mut turn = match write.asked.begin(&cloud, CopyBill::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let draft = CopyBill { id }.handle(&mut books).await?;
    let invoice = Invoice::draft(&mut books, draft).await?;
    turn.done(StatusCode::CREATED, &invoice).await
}

/// Begins the correction of a bill
///
/// All that the bill says, its date and its tax rates too, as a new draft. The bill stands until the draft is finalized.
#[utoipa::path(post, path = "/api/invoices/{id}/correct", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The bill.")),
    responses((status = 201, description = "The draft.", body = Invoice)))]
pub async fn correct_invoice(
    State(cloud): State<Arc<Cloud>>,
    Id(id): Id<VoucherId>,
    write: Write<Nothing>,
) -> Answered {
    let mut turn = match write.asked.begin(&cloud, BeginCorrection::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    let draft = BeginCorrection { id }.handle(&mut books).await?;
    let invoice = Invoice::draft(&mut books, draft).await?;
    turn.done(StatusCode::CREATED, &invoice).await
}

/// How a bill is printed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Print {
    /// Which copy; the original when absent.
    #[param(inline)]
    copy: Option<Copy>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// A bill as an A4 PDF
#[utoipa::path(get, path = "/api/invoices/{id}/pdf", tag = "invoices",
    params(("id" = VoucherId, Path, description = "The bill or credit note."), Print),
    responses((status = 200, description = "The page.", body = File, content_type = "application/pdf")))]
pub async fn print_invoice(
    State(cloud): State<Arc<Cloud>>,
    ask: Ask,
    Id(id): Id<VoucherId>,
    Query(query): Query<Print>,
) -> Answered {
    let Print { copy, language } = query;
    ask.print(&cloud, PrintBill { id, copy: copy.unwrap_or_default(), language }).await
}
