//! Why a task stopped: one message for the person at the keyboard, with the thing that is missing named.

use std::fmt;

/// What every task returns.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// A message that can be acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    /// `message` names what failed and, where known, what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// An input or output error together with what was attempted.
    pub fn io(doing: impl fmt::Display, error: &std::io::Error) -> Self {
        Self(format!("{doing}: {error}"))
    }

    /// The message alone.
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.0)
    }
}

/// An option that the task does not know is refused, never ignored.
pub fn unknown_option(task: &str, option: &str) -> Failure {
    Failure::new(format!("`cargo xtask {task}` has no option `{option}`; `cargo xtask help` lists them"))
}
