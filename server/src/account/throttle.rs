//! How often may be tried: counts per hour in the database, so that every process counts alike.

use smartkhata_core::store::Engine;
use smartkhata_core::{Code, Error, Result};

use super::{Desk, digest, sql};

/// The length of a window.
const WINDOW_MS: i64 = 3_600_000; // an hour

/// Counts are kept for so long after their window began.
pub const KEPT_MS: i64 = 24 * WINDOW_MS;

/// What is counted, with how much of it an hour bears.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// Codes sent to one identity.
    Sent,
    /// Codes asked for from one address.
    Asked,
    /// Passwords tried for one identity.
    Password,
    /// Codes and passwords tried from one address.
    Tried,
}

impl What {
    const fn name_and_most(self) -> (&'static str, i64) {
        match self {
            Self::Sent => ("sent", 5),
            Self::Asked => ("asked", 30),
            Self::Password => ("password", 10),
            // A market's shops may share one address.
            Self::Tried => ("tried", 200),
        }
    }
}

/// Counts one more; `too_many_requests` when the hour has had enough.
pub async fn count(desk: &Desk, what: &[(What, &str)]) -> Result<()> {
    let now = desk.now();
    let window = now.saturating_sub(now.rem_euclid(WINDOW_MS));
    let mut accounts = desk.database.accounts().await?;
    let mut full = false;
    for (what, who) in what {
        let (name, most) = what.name_and_most();
        let key = smartkhata_core::store::Value::from(digest(name, &[&desk.vault.mask(who)]));
        let counted = accounts.query_one(&sql::ATTEMPT_COUNT.with([key, window.into()])).await?;
        full |= counted.map(|row| row.int(0)).transpose()?.is_some_and(|count| count > most);
    }
    accounts.commit().await?;
    if full {
        return Err(Error::new(Code::TooManyRequests, "That was tried too often. Wait an hour, then try again."));
    }
    Ok(())
}
