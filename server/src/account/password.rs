//! Passwords: Argon2id, a few at a time and never on a thread that serves connections.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use smartkhata_core::machine;
use smartkhata_core::store::Engine;
use smartkhata_core::{Code, Error, Result};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::throttle::{self, What};
use super::{Desk, Identity, code, session, sql};
use crate::postgres::Caller;

/// Shorter ones are guessed. The words of `invalid_password` name both ends.
const SHORTEST: usize = 8;

/// Longer ones only cost time.
const LONGEST: usize = 128;

/// How long a sign-in waits for its turn.
const WAIT: Duration = Duration::from_secs(3);

/// How many are worked on at a time: each takes 19 MiB and some tens of milliseconds of a core.
pub struct Passwords(Arc<Semaphore>);

impl Passwords {
    /// So many at a time.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let busy = || Error::new(Code::Busy, "Too many people sign in at this moment. Try again.");
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.0).acquire_owned()).await;
        let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
        let worked = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(turn);
            answer
        });
        worked.await.map_err(|_| Error::new(Code::Internal, "The password could not be worked on."))?
    }
}

/// 19 MiB, two passes, one lane: the least that OWASP's password storage advice gives for Argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hashed(password: &str) -> Result<String> {
    let hash: PasswordHash = argon2()
        .hash_password_with_salt(password.as_bytes(), &machine::random::<16>())
        .map_err(|error| Error::new(Code::Internal, format!("argon2: {error}")))?;
    Ok(hash.to_string())
}

fn matches(password: &str, kept: &str) -> bool {
    PasswordHash::new(kept).is_ok_and(|kept| argon2().verify_password(password.as_bytes(), &kept).is_ok())
}

/// Sets the password of who is signed in, and ends the account's other sessions.
pub async fn set(desk: &Desk, caller: Caller, password: String) -> Result<()> {
    if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
        let message = format!("A password has {SHORTEST} to {LONGEST} characters.");
        return Err(Error::field(Code::InvalidPassword, "password", message));
    }
    let kept = desk.passwords.work(move || hashed(&password)).await?;
    let mut accounts = desk.database.accounts().await?;
    session::must_be_open(&mut accounts, caller).await?;
    let others = sql::SESSIONS_END_OTHERS.with([caller.session.into(), caller.account.into(), desk.now().into()]);
    accounts.run(&[sql::PASSWORD_SET.with([caller.account.into(), kept.into()]), others.clone()]).await?;
    accounts.commit().await?;
    session::end_elsewhere(desk, caller.account, &others).await;
    Ok(())
}

/// Signs an identity in by its password. What is wrong, the identity or the password, nobody is told, nor by the time
/// that it takes.
pub async fn sign_in(
    desk: &Desk,
    identity: &Identity,
    password: String,
    device: &str,
    from: &str,
) -> Result<session::Tokens> {
    throttle::count(desk, &[(What::Password, identity.as_str()), (What::Tried, from)]).await?;
    let wrong = || Error::field(Code::Unauthorized, "password", "This identity and password do not go together.");
    let mut accounts = desk.database.accounts().await?;
    let found = code::find(desk, &mut accounts, identity).await?;
    // No connection is held while a core works.
    accounts.commit().await?;
    let (account, kept): (Option<Uuid>, Option<String>) = found.map_or((None, None), |(id, kept)| (Some(id), kept));
    let right = desk
        .passwords
        .work(move || match kept {
            Some(kept) => Ok(password.chars().count() <= LONGEST && matches(&password, &kept)),
            None => hashed("nobody's").map(|_| false),
        })
        .await?;
    let account = account.filter(|_| right).ok_or_else(wrong)?;
    let mut accounts = desk.database.accounts().await?;
    let tokens = session::begin(desk, &mut accounts, account, device).await?;
    accounts.commit().await?;
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_by_itself_alone() {
        let kept = hashed("सही पासवर्ड 1").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(matches("सही पासवर्ड 1", &kept));
        assert!(!matches("सही पासवर्ड 2", &kept) && !matches("", &kept) && !matches("x", "no hash"));
        assert_ne!(kept, hashed("सही पासवर्ड 1").unwrap(), "each has a salt of its own");
    }
}
