//! What HTTP asks of every request, whatever it is about: its size, its pace, who sends it, what is noted of it.

pub mod body;
pub mod caller;
pub mod figures;
pub mod headers;
pub mod limit;
pub mod listen;
pub mod log;
pub mod moved;
pub mod observe;
mod patient;
pub mod places;
pub mod presence;
mod process;
mod recent;
pub mod tls;
