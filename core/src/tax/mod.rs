//! What a supply owes in tax: treatment and dated rates, cess, and the one computation that the stored
//! bill and the live totals share. No document types here: numbers in, numbers out.

pub mod cess;
pub mod compute;
pub mod discount;
pub mod place;
pub mod propose;
pub mod rate;
