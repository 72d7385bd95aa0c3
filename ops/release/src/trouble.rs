//! Why something could not be done: one sentence for who watches the release.

use std::fmt;

/// What everything here returns.
pub type Result<T = ()> = std::result::Result<T, Trouble>;

/// A sentence that names what failed and, where known, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(String);

impl Trouble {
    /// As a sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// What was attempted, and what the outside answered.
    pub fn outside(attempted: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self(format!("{attempted}: {error}"))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}
