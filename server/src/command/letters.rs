//! `smartkhata letters`: one-time codes that did not reach their receivers.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::DateTime;
use smartkhata_core::machine::{SystemClock, SystemIds};

use crate::account::Identity;
use crate::bell::Bell;
use crate::cli::ListLetters;
use crate::failure::Failure;
use crate::post::notes::{self, Told};
use crate::postgres::{Database, Settings};
use crate::say;

/// How many connections one look takes.
const CONNECTIONS: usize = 2;

/// Lists them, a line each.
pub fn run(options: ListLetters) -> Result<ExitCode, Failure> {
    let to = options.to.as_deref().map(Identity::read).transpose()?;
    let settings = Settings {
        url: options.database_url,
        owner_url: None,
        authorities: options.database_ca,
        connections: CONNECTIONS,
    };
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("The list cannot be read", error))?;
    let letters = runtime.block_on(async {
        let database = Database::new(&settings, Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Bell::new().0))?;
        notes::list(&database, to.as_ref(), options.most.into()).await
    })?;
    if letters.is_empty() {
        say::aside("None.");
    }
    for letter in &letters {
        say::answer(&line(letter))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `2026-11-28T10:00:00+00:00  msg91  failed  after 1 of 3 tries  blocked number`.
fn line(letter: &Told) -> String {
    let at = DateTime::from_timestamp_millis(letter.at_ms).unwrap_or_default().to_rfc3339();
    let tries = if letter.tries == 1 { "1 try".to_owned() } else { format!("{} tries", letter.tries) };
    let Told { sender, state, reason, .. } = letter;
    format!("{at}  {sender}  {state}  after {tries}  {reason}").trim_end().to_owned()
}
