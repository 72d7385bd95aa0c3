//! Running costs of the shop: each is a payment of its own.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use smartkhata_core::Error;
use smartkhata_core::api::party::Page;
use smartkhata_core::api::payment::{DaySort, GetPayment, ListExpenses, PaymentRow, PaymentView, SaveExpense};
use smartkhata_core::date::Date;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::VoucherId;
use utoipa::IntoParams;

use super::answer;
use super::ask::{Answered, Ask, Id, Query, limit};
use super::turn::Write;
use crate::cloud::Cloud;

/// Which running costs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Expenses {
    /// For what: `expense.rent`, `expense.wages`, …; all when absent.
    account: Option<String>,
    /// In which order; the newest first when absent.
    #[param(inline)]
    sort: Option<DaySort>,
    /// First day.
    from: Option<Date>,
    /// Last day.
    to: Option<Date>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page, 50 when absent. A page may hold fewer and still have a next one.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Running costs
#[utoipa::path(get, path = "/api/expenses", tag = "payments", params(Expenses),
    responses((status = 200, description = "A page.", body = Page<PaymentRow>)))]
pub async fn list_expenses(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Expenses>) -> Answered {
    let Expenses { account, sort, from, to, after, limit: rows } = query;
    let (sort, limit) = (sort.unwrap_or_default(), limit(rows)?);
    ask.list(&cloud, ListExpenses { account, sort, from, to, after, limit }).await
}

/// Records a running cost of the shop
#[utoipa::path(post, path = "/api/expenses", tag = "payments", request_body = SaveExpense,
    responses((status = 201, description = "The payment that it is.", body = PaymentView)))]
pub async fn create_expense(State(cloud): State<Arc<Cloud>>, write: Write<SaveExpense>) -> Answered {
    write.asked.one(&cloud, StatusCode::CREATED, write.body).await
}

/// One running cost
#[utoipa::path(get, path = "/api/expenses/{id}", tag = "payments",
    params(("id" = VoucherId, Path, description = "The running cost.")),
    responses((status = 200, description = "The payment that it is.", body = PaymentView)))]
pub async fn get_expense(State(cloud): State<Arc<Cloud>>, ask: Ask, Id(id): Id<VoucherId>) -> Answered {
    let (view, role) = ask.read(&cloud, GetPayment { id }).await?;
    match &view.voucher.detail {
        Detail::Payment(payment) if payment.expense.is_some() => answer::of_books(&ask.headers, role, &view),
        // Another payment stands under its own address.
        _ => Err(Error::not_found("expense").into()),
    }
}
