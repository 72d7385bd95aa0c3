//! Carries entries between a device's books and the backend, in the background: a sale never waits for it, and no
//! transaction of the books stands open while a message travels.
//!
//! What is said and what an answer means is the core's (`smartkhata_core::sync`). Here are the network, the time
//! between tries, and who this device is to the backend.

pub mod account;
pub mod bytes;
pub mod courier;
pub mod installation;
pub mod leaving;
pub mod line;
pub mod linked;
pub mod pace;
pub mod porter;

pub use account::Account;
pub use courier::{Courier, Standing};
pub use installation::{Answers, Installation};
pub use line::Line;
pub use linked::LinkedBooks;
