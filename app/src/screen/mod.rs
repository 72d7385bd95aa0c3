//! One file per screen, named as the shopkeeper names it. A screen asks at the door and shows; it decides nothing.

mod account;
mod backup;
mod bill;
mod bills;
mod counter;
mod day_book;
mod entry;
mod entry_actions;
mod finder;
mod first_run;
mod guided;
mod home;
mod item_form;
mod item_rates;
mod items;
mod khata;
mod more;
mod one_bill;
mod one_payment;
mod outstanding;
mod party;
mod party_form;
mod payment_form;
mod payments;
mod profit_loss;
mod settings;
mod settle;
mod shell;
mod split;
mod statement;
mod stock_entry;
mod tenders;
mod trial_balance;
mod upi;

pub use shell::Shell;
