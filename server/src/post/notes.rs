//! Notes on letters: what went, what was given up, and what senders reported later. They name nobody.

use smartkhata_core::Result;
use smartkhata_core::store::{Engine, Sql, Value};
use uuid::Uuid;

use super::{Fault, Letter};
use crate::account::digest;
use crate::postgres::Database;

/// How long notes are kept.
pub const KEPT_MS: i64 = 30 * 86_400_000;

/// A letter is on its way.
static ADD: Sql = Sql {
    name: "LETTER_ADD",
    text: "insert into letter (id, sender, receiver, reference, state, reason, tries, at_ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};

/// What became of it, under either of its names. A letter that failed may still be reported as delivered, never the other
/// way round.
static BECAME: Sql = Sql {
    name: "LETTER_BECAME",
    text: "update letter set state = ?5, reason = ?6, told_ms = ?7 where sender = ?1 and state <> 'delivered' \
        and (id = ?2 or id = ?3 or (?4 <> '' and reference = ?4))",
};

/// Letters that did not arrive, newest first: sender, reason, tries, when it was sent.
static FAILED: Sql = Sql {
    name: "LETTERS_FAILED",
    text: "select sender, reason, tries, at_ms from letter where state = 'failed' order by at_ms desc, id limit ?1",
};

/// Letters to one receiver, newest first: sender, reason, tries, when it was sent, state.
static TO: Sql = Sql {
    name: "LETTERS_TO",
    text: "select sender, reason, tries, at_ms, state from letter where receiver = ?1 or receiver = ?2 order by at_ms desc, id limit ?3",
};

/// Forgets old ones.
pub static FORGET: Sql = Sql { name: "LETTERS_FORGET", text: "delete from letter where at_ms < ?1" };

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It arrived.
    Delivered,
    /// It did not, and why: words that name nobody.
    Failed(String),
}

/// A sender's report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose.
    pub sender: &'static str,
    /// On which letter, where the sender says.
    pub letter: Option<Uuid>,
    /// Its own name for it, where it says that.
    pub reference: String,
    /// What became of it.
    pub became: Became,
}

/// A letter as operators are told of it.
#[derive(Debug)]
pub struct Told {
    /// Who carried it.
    pub sender: String,
    /// `sent`, `delivered` or `failed`.
    pub state: String,
    /// Why it failed.
    pub reason: String,
    /// How often it was tried.
    pub tries: i64,
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// Notes a letter that was taken or given up.
pub async fn sent(
    database: &Database,
    letter: &Letter,
    sender: &str,
    tries: u32,
    outcome: &std::result::Result<String, Fault>,
) -> Result<()> {
    let (state, reference, reason) = match outcome {
        Ok(reference) => ("sent", reference.as_str(), ""),
        Err(fault) => ("failed", "", fault.reason()),
    };
    let id = if outcome.is_ok() { letter.id } else { given_up(letter.id, sender) };
    let note = ADD.with([
        id.into(),
        sender.into(),
        receiver(&letter.receiver),
        reference.into(),
        state.into(),
        reason.into(),
        i64::from(tries).into(),
        database.clock().now_ms().into(),
    ]);
    let mut accounts = database.accounts().await?;
    accounts.run(&[note]).await?;
    accounts.commit().await
}

/// Notes what senders report; a report that comes twice changes nothing. Answers how many letters it told of.
pub async fn became(database: &Database, reports: &[Report]) -> Result<u64> {
    let now = database.clock().now_ms();
    let statements: Vec<_> = reports
        .iter()
        .map(|report| {
            let (state, reason) = match &report.became {
                Became::Delivered => ("delivered", ""),
                Became::Failed(reason) => ("failed", reason.as_str()),
            };
            BECAME.with([
                report.sender.into(),
                report.letter.map_or(Value::Null, Value::from),
                report.letter.map_or(Value::Null, |letter| given_up(letter, report.sender).into()),
                report.reference.as_str().into(),
                state.into(),
                reason.into(),
                now.into(),
            ])
        })
        .collect();
    let mut accounts = database.accounts().await?;
    let touched = accounts.run(&statements).await?;
    accounts.commit().await?;
    Ok(touched.iter().sum())
}

/// The newest letters that did not arrive, or those to one receiver, by the names that it may be noted under.
pub async fn list(database: &Database, to: Option<&[String; 2]>, most: i64) -> Result<Vec<Told>> {
    let mut accounts = database.accounts().await?;
    let rows = match to {
        Some([newest, other]) => accounts.query(&TO.with([receiver(newest), receiver(other), most.into()])).await?,
        None => accounts.query(&FAILED.with([most.into()])).await?,
    };
    rows.iter()
        .map(|row| {
            Ok(Told {
                sender: row.text(0)?,
                reason: row.text(1)?,
                tries: row.int(2)?,
                at_ms: row.int(3)?,
                state: if to.is_some() { row.text(4)? } else { "failed".to_owned() },
            })
        })
        .collect()
}

/// The name of a letter that a sender gave up, as another may carry it: it is noted once for each, and whoever answered too
/// late may have taken it and report so.
fn given_up(letter: Uuid, sender: &str) -> Uuid {
    let mut bytes = [0; 16];
    let digest = digest("letter given up", &[letter.as_bytes(), sender.as_bytes()]);
    bytes.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    Uuid::from_bytes(bytes)
}

fn receiver(name: &str) -> Value {
    Value::from(digest("letter", &[name.as_bytes()]))
}
