//! Money in and out, and khata entries without a bill.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use smartkhata_core::api::Handle;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::party::{AddKhata, KhataSaved, Page};
use smartkhata_core::api::payment::{
    AllocatePayment, DaySort, GetPayment, ListPayments, PaymentRow, PaymentView, SavePayment, Settle, SettlePayment,
};
use smartkhata_core::date::Date;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Tender};
use utoipa::{IntoParams, ToSchema};

use super::answer;
use super::ask::{Answered, Ask, Id, Query, limit, role};
use super::turn::{Begun, Write};
use crate::cloud::Cloud;

/// Which payments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Payments {
    /// In or out; in when absent. Running costs are among those that went out.
    #[param(inline)]
    direction: Option<Direction>,
    /// In which order; the newest first when absent.
    #[param(inline)]
    sort: Option<DaySort>,
    /// Of one party.
    #[param(value_type = Option<uuid::Uuid>)]
    party: Option<PartyId>,
    /// First day.
    from: Option<Date>,
    /// Last day.
    to: Option<Date>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Payments
#[utoipa::path(get, path = "/api/payments", tag = "payments", params(Payments),
    responses((status = 200, description = "A page.", body = Page<PaymentRow>)))]
pub async fn list_payments(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Payments>) -> Answered {
    let Payments { direction, sort, party, from, to, after, limit: rows } = query;
    let direction = direction.or(Some(Direction::In));
    let (sort, limit) = (sort.unwrap_or_default(), limit(rows)?);
    ask.list(&cloud, ListPayments { direction, sort, party, from, to, after, limit }).await
}

/// Money in or out, and what is let off with it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentBody {
    /// In or out.
    direction: Direction,
    /// From or to whom.
    party: PartyId,
    /// The parts; at least one, each above zero.
    tenders: Vec<Tender>,
    /// The day; today when absent.
    #[serde(default)]
    date: Option<Date>,
    /// Against which bills (money in).
    #[serde(default)]
    settle: Settle,
    /// Let off beside it, against the same bills: no more than the payment leaves open. It is taken back with the payment
    /// and changes no tax.
    #[serde(default)]
    discount: Paise,
    /// Free note.
    #[serde(default)]
    note: String,
}

/// Records a payment
///
/// Set against the oldest bills unless said otherwise.
#[utoipa::path(post, path = "/api/payments", tag = "payments", request_body = PaymentBody,
    responses((status = 201, description = "The payment.", body = PaymentView)))]
pub async fn create_payment(State(cloud): State<Arc<Cloud>>, write: Write<PaymentBody>) -> Answered {
    let PaymentBody { direction, party, tenders, date, settle, discount, note } = write.body;
    let payment = SavePayment { id: None, direction, party, tenders, date, settle, note };
    if discount.is_zero() {
        return write.asked.one(&cloud, StatusCode::CREATED, payment).await;
    }
    write.asked.one(&cloud, StatusCode::CREATED, SettlePayment { payment, discount }).await
}

/// One payment
#[utoipa::path(get, path = "/api/payments/{id}", tag = "payments",
    params(("id" = VoucherId, Path, description = "The payment.")),
    responses((status = 200, description = "The payment.", body = PaymentView)))]
pub async fn get_payment(State(cloud): State<Arc<Cloud>>, ask: Ask, Id(id): Id<VoucherId>) -> Answered {
    ask.resource(&cloud, GetPayment { id }).await
}

/// Against which bills.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Allocate {
    /// Against which.
    settle: Settle,
}

/// Sets an advance against bills
#[utoipa::path(post, path = "/api/payments/{id}/allocate", tag = "payments", request_body = Allocate,
    params(("id" = VoucherId, Path, description = "The payment.")),
    responses((status = 200, description = "The payment as it stands now.", body = PaymentView)))]
pub async fn allocate_payment(
    State(cloud): State<Arc<Cloud>>,
    Id(id): Id<VoucherId>,
    write: Write<Allocate>,
) -> Answered {
    write.asked.one(&cloud, StatusCode::OK, AllocatePayment { id, settle: write.body.settle }).await
}

/// Why something is taken back.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reason {
    /// Kept in the books.
    pub reason: String,
}

/// Takes a payment back
#[utoipa::path(post, path = "/api/payments/{id}/cancel", tag = "payments", request_body = Reason,
    params(("id" = VoucherId, Path, description = "The payment.")),
    responses((status = 200, description = "The payment, cancelled.", body = PaymentView)))]
pub async fn cancel_payment(State(cloud): State<Arc<Cloud>>, Id(id): Id<VoucherId>, write: Write<Reason>) -> Answered {
    let headers = write.asked.ask.headers.clone();
    let mut turn = match write.asked.begin(&cloud, CancelVoucher::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    let mut books = turn.books().await?;
    // What is no payment is not taken back here.
    let before = GetPayment { id }.handle(&mut books).await?;
    answer::must_match(&headers, role(&books)?, &before)?;
    CancelVoucher { id, reason: write.body.reason }.handle(&mut books).await?;
    let view = GetPayment { id }.handle(&mut books).await?;
    turn.done(StatusCode::OK, &view).await
}

/// You gave, or you got, without a bill
#[utoipa::path(post, path = "/api/khata", tag = "khata", request_body = AddKhata,
    responses((status = 201, description = "The entry, and the balance now.", body = KhataSaved)))]
pub async fn add_khata(State(cloud): State<Arc<Cloud>>, write: Write<AddKhata>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, write.body).await
}

/// Takes any entry back
///
/// A khata entry, goods without a bill, an expense, money moved, a count of the drawer; bills and payments too.
#[utoipa::path(post, path = "/api/vouchers/{id}/cancel", tag = "khata", request_body = Reason,
    params(("id" = VoucherId, Path, description = "The entry.")),
    responses((status = 204, description = "It is taken back.")))]
pub async fn cancel_voucher(State(cloud): State<Arc<Cloud>>, Id(id): Id<VoucherId>, write: Write<Reason>) -> Answered {
    let mut turn = match write.asked.begin(&cloud, CancelVoucher::NAME).await? {
        Begun::Done(answer) => return Ok(answer),
        Begun::Open(turn) => turn,
    };
    CancelVoucher { id, reason: write.body.reason }.handle(&mut turn.books().await?).await?;
    turn.gone().await
}
