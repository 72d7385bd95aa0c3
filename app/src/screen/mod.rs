//! One file per screen, named as the shopkeeper names it. A screen asks at the door and shows; it decides nothing.

mod bills;
mod first_run;
mod home;
mod more;
mod one_bill;
mod shell;

pub use shell::Shell;
