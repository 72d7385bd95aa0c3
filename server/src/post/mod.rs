//! How a one-time code reaches somebody: by mail or by text message, through whoever carries it, tried again when that
//! fails for a moment, and noted: what was given up, and what became of the rest.
//!
//! A code is kept nowhere. A note holds who carried the letter, when and how it went; of its receiver only a digest.

pub mod msg91;
pub mod notes;
mod printed;
pub mod sendgrid;
mod smtp;

pub use msg91::Msg91;
pub use printed::Printed;
pub use sendgrid::SendGrid;
pub use smtp::Smtp;

use std::pin::Pin;
use std::time::Duration;

use smartkhata_core::machine;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use crate::account::Identity;
use crate::postgres::Database;

/// How long whoever carries letters may take for one.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a letter is tried with one sender, and the pause after each try that failed.
const PAUSES: [Duration; 3] = [Duration::from_millis(400), Duration::from_secs(2), Duration::ZERO];

/// Up to so many milliseconds are added to a pause, so that letters that failed together are not tried together.
const JITTER_MS: u64 = 250;

/// A one-time code on its way to somebody.
#[derive(Debug, Clone)]
pub struct Letter {
    /// By which a report of its delivery is known.
    pub id: Uuid,
    /// To whom.
    pub to: Identity,
    /// The name that the receiver is noted under: nobody's, where there are keys.
    pub receiver: String,
    /// Six digits.
    pub code: String,
}

/// Why a letter was not taken. The reason names nobody: it is kept and logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It may be taken later.
    Later(String),
    /// It will never be.
    Never(String),
}

impl Fault {
    /// What an HTTP status says of trying again.
    fn of_status(status: reqwest::StatusCode) -> Self {
        let reason = format!("http {}", status.as_u16());
        let later = status.is_server_error() || [408, 429].contains(&status.as_u16());
        if later { Self::Later(reason) } else { Self::Never(reason) }
    }

    /// The connection failed; what the library says of it names the address that was asked, which is no secret but
    /// tells nothing more.
    fn of_connection(error: &reqwest::Error) -> Self {
        Self::Later(if error.is_timeout() { "no answer in time" } else { "no connection" }.to_owned())
    }

    fn reason(&self) -> &str {
        let (Self::Later(reason) | Self::Never(reason)) = self;
        reason
    }
}

/// What sending answers: the sender's own name for the letter, empty where it has none.
pub type Sending<'a> = Pin<Box<dyn Future<Output = std::result::Result<String, Fault>> + Send + 'a>>;

/// Carries letters.
pub trait Sender: Send + Sync {
    /// Its name in notes and logs.
    fn name(&self) -> &'static str;

    /// Whether it can reach this identity.
    fn reaches(&self, identity: &Identity) -> bool;

    /// Takes one letter; answers when it is on its way.
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a>;
}

/// Everybody who carries letters, in the order in which they are tried.
pub struct Post {
    senders: Vec<Box<dyn Sender>>,
}

impl Post {
    /// Of these senders; a letter goes to the first that reaches its receiver, and on to the next that does when that
    /// one cannot take it.
    pub fn new(senders: Vec<Box<dyn Sender>>) -> Self {
        Self { senders }
    }

    /// Whether somebody reaches this identity.
    pub fn reaches(&self, identity: &Identity) -> bool {
        self.senders.iter().any(|sender| sender.reaches(identity))
    }

    /// Brings a letter on its way.
    ///
    /// # Errors
    /// `unavailable` when every sender that reaches its receiver has failed.
    pub async fn bring(&self, database: &Database, letter: &Letter) -> Result<()> {
        for sender in self.senders.iter().filter(|sender| sender.reaches(&letter.to)) {
            let (tries, outcome) = tried(sender.as_ref(), letter).await;
            // A letter that went is not called back because its note could not be made.
            if let Err(error) = notes::sent(database, letter, sender.name(), tries, &outcome).await {
                tracing::warn!(code = error.code.as_str(), error = error.message, "a letter could not be noted");
            }
            match outcome {
                Ok(_) => return Ok(()),
                Err(fault) => {
                    tracing::error!(sender = sender.name(), tries, reason = fault.reason(), "a letter was given up");
                }
            }
        }
        Err(Error::new(Code::Unavailable, "The code could not be sent. Try again later."))
    }
}

/// Tries a letter with one sender; answers after how many tries it was taken or given up.
async fn tried(sender: &dyn Sender, letter: &Letter) -> (u32, std::result::Result<String, Fault>) {
    let mut tries = 0;
    for pause in PAUSES {
        tries += 1;
        let sent = tokio::time::timeout(PATIENCE, sender.send(letter)).await;
        match sent.unwrap_or_else(|_| Err(Fault::Later("no answer in time".to_owned()))) {
            Err(Fault::Later(_)) if !pause.is_zero() => {
                let jitter = u64::from_be_bytes(machine::random()) % JITTER_MS;
                tokio::time::sleep(pause + Duration::from_millis(jitter)).await;
            }
            outcome => return (tries, outcome),
        }
    }
    (tries, Err(Fault::Later("no answer in time".to_owned())))
}

/// What asks senders over HTTP.
fn client() -> Result<reqwest::Client> {
    // Chosen once for the process; a second choice is the same one.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let built = reqwest::Client::builder()
        .user_agent(concat!("SmartKhata/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .build();
    built.map_err(|error| Error::new(Code::Internal, format!("This system has no network: {error}.")))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Fails so often for a moment, then does as it was told.
    struct Shaky {
        fails: usize,
        then: std::result::Result<String, Fault>,
        asked: AtomicUsize,
    }

    impl Sender for Shaky {
        fn name(&self) -> &'static str {
            "shaky"
        }

        fn reaches(&self, _: &Identity) -> bool {
            true
        }

        fn send<'a>(&'a self, _: &'a Letter) -> Sending<'a> {
            let asked = self.asked.fetch_add(1, Ordering::Relaxed);
            let answer = if asked < self.fails { Err(Fault::Later("http 503".into())) } else { self.then.clone() };
            Box::pin(std::future::ready(answer))
        }
    }

    #[tokio::test]
    async fn a_letter_is_tried_three_times_and_not_again_when_that_is_hopeless() {
        let letter = Letter {
            id: Uuid::nil(),
            to: Identity::Phone("9876543210".into()),
            receiver: "9876543210".into(),
            code: "123456".into(),
        };
        let (taken, never) = (Ok("reference".to_owned()), Err(Fault::Never("http 401".into())));
        for (fails, then, tries, outcome) in [
            (0, taken.clone(), 1, taken.clone()),
            (2, taken.clone(), 3, taken.clone()),
            (3, taken, 3, Err(Fault::Later("http 503".into()))),
            (0, never.clone(), 1, never.clone()),
            (1, never.clone(), 2, never),
        ] {
            let shaky = Shaky { fails, then, asked: AtomicUsize::new(0) };
            assert_eq!(tried(&shaky, &letter).await, (tries, outcome));
            assert_eq!(shaky.asked.load(Ordering::Relaxed), tries as usize);
        }
    }
}
