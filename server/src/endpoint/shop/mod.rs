//! Shops: which there are, who their members are, and the door to their books.

mod attachment;
pub mod create;
pub mod door;
pub mod export;
pub mod list;
pub mod members;
pub mod role;

use smartkhata_core::Error;
use smartkhata_core::id::BusinessId;

use crate::refusal::Refusal;

/// The business that a path names. One that cannot be one is not there.
pub(super) fn business(text: &str) -> Result<BusinessId, Refusal> {
    text.parse().map_err(|_| Error::not_found("business").into())
}
