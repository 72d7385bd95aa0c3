//! What ends a command early, and how it is told: a sentence on stderr and an exit code.

use std::process::ExitCode;

use smartkhata_core::Error;

use crate::say;

/// The exit code of a refusal or a fault. 2 is the command line's own: an argument that is not understood.
pub const REFUSED: u8 = 1;

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// The core's refusal, told as a sentence.
    Books(Error),
    /// The core's refusal, told as JSON for scripts.
    Script(Error),
    /// Something outside the books: a port that is taken, a file that cannot be written.
    Outside(String),
}

impl Failure {
    /// A failure of the machine: what was being done, and what it said.
    pub fn outside(doing: &str, cause: impl std::fmt::Display) -> Self {
        Self::Outside(format!("{doing}: {cause}"))
    }

    /// Tells it on stderr; answers the exit code.
    pub fn told(&self) -> ExitCode {
        match self {
            Self::Books(error) => say::aside(&format!("smartkhata: {} [{}]", sentence(error), error.code.as_str())),
            Self::Script(error) => say::aside(&json(error)),
            Self::Outside(text) => say::aside(&format!("smartkhata: {text}")),
        }
        ExitCode::from(REFUSED)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Books(error)
    }
}

/// The error as JSON: `{"code", "field", "message"}`.
pub fn json(error: &Error) -> String {
    serde_json::to_string(error)
        .unwrap_or_else(|_| r#"{"code":"internal","message":"The error cannot be told."}"#.into())
}

fn sentence(error: &Error) -> String {
    match &error.field {
        Some(field) => format!("{} (field {field})", error.message),
        None => error.message.clone(),
    }
}
