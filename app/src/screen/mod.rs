//! One file per screen, named as the shopkeeper names it. A screen asks at the door and shows; it decides nothing.

mod bills;
mod counter;
mod entry;
mod entry_actions;
mod finder;
mod first_run;
mod guided;
mod home;
mod khata;
mod more;
mod one_bill;
mod party;
mod settings;
mod shell;
mod split;
mod statement;
mod upi;

pub use shell::Shell;
