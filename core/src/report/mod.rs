//! Reports: one a file. Monthly totals where they can be, so that a report costs what the number of accounts and
//! months costs, not the number of bills.

pub mod account_words;
pub mod aging;
pub mod attention;
pub mod day_book;
pub mod gst;
pub mod home;
pub mod outstanding;
#[cfg(feature = "print")]
pub mod print;
pub mod profit_loss;
pub mod status;
pub mod stock;
pub mod stock_value;
pub mod sync_status;
pub mod trial_balance;
pub mod verify;
