//! What PostgreSQL said, as the core's errors. The text is for the log: it names the statement, never a value.

use smartkhata_core::{Code, Error};
use tokio_postgres::error::SqlState;

/// The error of a statement.
pub fn fault(doing: &str, error: &tokio_postgres::Error) -> Error {
    let (code, said) = match error.as_db_error() {
        Some(said) => (code(said.code()), said.message().to_owned()),
        // No answer: the connection is gone.
        None if error.is_closed() => (Code::Unavailable, error.to_string()),
        None => match std::error::Error::source(error) {
            Some(cause) => (unanswered(cause), format!("{error}: {cause}")),
            None => (Code::Storage, error.to_string()),
        },
    };
    Error::new(code, format!("{doing}: {said}"))
}

/// Nobody was reached, unless what was reached cannot be trusted or understood.
fn unanswered(cause: &(dyn std::error::Error + 'static)) -> Code {
    use std::io::{Error as Io, ErrorKind};
    match cause.downcast_ref::<Io>().map(Io::kind) {
        None | Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) => Code::Storage,
        Some(_) => Code::Unavailable,
    }
}

fn code(state: &SqlState) -> Code {
    match *state {
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::QUERY_CANCELED
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE => Code::Busy,
        SqlState::DISK_FULL => Code::DiskFull,
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        | SqlState::READ_ONLY_SQL_TRANSACTION => Code::Unavailable,
        _ => Code::Storage,
    }
}
