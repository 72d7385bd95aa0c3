//! The REST API of the cloud backend: the index of its routes. A resource a file; what they share is how a request is
//! read (`ask`), how a write is done once (`turn`), and how answers look (`answer`, `table`).
//!
//! Every endpoint asks the core's door; no rule of the books lives here. What belongs to accounts and not to books
//! (members, devices, sessions) is described in the same document; its endpoints are those of `endpoint`.

pub mod answer;
pub mod ask;
mod document;
mod edition;
mod expense;
mod invoice;
mod item;
mod money;
mod page;
mod party;
mod payment;
mod report;
mod table;
pub mod turn;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use ask::BUSINESS;

use crate::cloud::Cloud;
use crate::endpoint::account::sessions;
use crate::endpoint::device::{invite, list};
use crate::endpoint::shop::{create, list as shops, members};

/// Every route that the document describes, the document and its page.
pub fn routes() -> Router<Arc<Cloud>> {
    let (router, api) = OpenApiRouter::with_openapi(document::head())
        .routes(routes!(party::list_parties, party::create_party))
        .routes(routes!(party::get_party, party::edit_party))
        .routes(routes!(party::get_ledger))
        .routes(routes!(item::list_items, item::create_item))
        .routes(routes!(item::propose_rates))
        .routes(routes!(item::get_item, item::edit_item))
        .routes(routes!(item::list_low_stock))
        .routes(routes!(item::add_stock))
        .routes(routes!(invoice::list_invoices, invoice::create_invoice))
        .routes(routes!(invoice::list_drafts))
        .routes(routes!(invoice::get_invoice, invoice::edit_invoice, invoice::discard_invoice))
        .routes(routes!(invoice::finalize_invoice))
        .routes(routes!(invoice::cancel_invoice))
        .routes(routes!(invoice::duplicate_invoice))
        .routes(routes!(invoice::correct_invoice))
        .routes(routes!(invoice::print_invoice))
        .routes(routes!(payment::list_payments, payment::create_payment))
        .routes(routes!(payment::get_payment))
        .routes(routes!(payment::allocate_payment))
        .routes(routes!(payment::cancel_payment))
        .routes(routes!(expense::list_expenses, expense::create_expense))
        .routes(routes!(expense::get_expense))
        .routes(routes!(money::move_money))
        .routes(routes!(money::get_drawer))
        .routes(routes!(money::count_drawer))
        .routes(routes!(payment::add_khata))
        .routes(routes!(payment::cancel_voucher))
        .routes(routes!(report::profit_loss))
        .routes(routes!(report::outstanding))
        .routes(routes!(report::trial_balance))
        .routes(routes!(report::day_book))
        .routes(routes!(report::stock))
        .routes(routes!(report::gst))
        .routes(routes!(shops::list_shops, create::create_shop))
        .routes(routes!(members::list_members, members::set_member))
        .routes(routes!(members::change_member, members::remove_member))
        .routes(routes!(list::list_devices))
        .routes(routes!(list::remove_device))
        .routes(routes!(invite::invite_device))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::end_session))
        .split_for_parts();
    let document = document::finished(api);
    let page = page::Page::of(&document);
    router
        .route("/api/openapi.json", get(move || document::answer(document.clone())))
        .route("/api", get(move || page::answer(page.clone())))
}
