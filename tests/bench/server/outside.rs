//! Errors of what is not the product, as the bench tells them.

use std::error::Error as StdError;

use smartkhata_core::{Code, Error};

/// An error of PostgreSQL, the network or the system, with all that is behind it.
pub fn outside(what: &str, error: &(dyn StdError + 'static)) -> Error {
    let mut text = format!("{what}: {error}");
    let mut behind = error.source();
    while let Some(error) = behind {
        text.push_str(&format!(": {error}"));
        behind = error.source();
    }
    Error::new(Code::Internal, text)
}
