//! Bills and the vouchers they become.
//!
//! A [`Draft`](draft::Draft) is what is typed, may be changed, has no number and is on one device. A
//! [`Voucher`](voucher::Voucher) is a fact: it has its id, number, frozen postings and movements, and never changes.

pub mod adds_up;
pub mod again;
mod below_cost;
pub mod bill;
pub mod cancel;
pub mod check;
pub mod correct;
pub mod credit_note;
pub mod day;
pub mod draft;
pub mod draft_copy;
pub mod draft_store;
pub mod finalize;
pub mod get;
pub mod lacking;
pub mod list;
pub mod number;
#[cfg(feature = "print")]
pub mod print;
pub mod rates;
pub mod recipient;
pub mod returns;
pub mod rewrite;
pub mod seller;
pub mod settled;
pub mod supply;
pub mod voucher;

pub use bill::{Bill, BillKind, BillLine, ChargeLine};
pub use credit_note::{Against, CreditNote};
pub use draft::{Draft, DraftCharge, DraftLine};
pub use seller::Seller;
pub use voucher::{Allocation, Movement, PartySnapshot, Voucher, VoucherKind};
