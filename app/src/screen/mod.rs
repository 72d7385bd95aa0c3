//! One file per screen, named as the shopkeeper names it. A screen asks at the door and shows; it decides nothing.

mod bills;
mod entry;
mod entry_actions;
mod first_run;
mod home;
mod khata;
mod more;
mod one_bill;
mod party;
mod shell;
mod statement;

pub use shell::Shell;
