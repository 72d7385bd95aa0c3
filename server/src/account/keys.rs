//! The keys that access tokens are signed with: kept in the database for all processes, a new one each day, so that an
//! old backup of the database opens nothing.

use std::sync::{PoisonError, RwLock};

use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Value};
use smartkhata_core::{Code, Error, Result};

use super::{Vault, sql, token};
use crate::postgres::{Caller, Database};

/// A key signs for so long.
const SIGNS_MS: i64 = 86_400_000; // a day

/// A key is made so long before it signs, and each process looks once an hour: all know it by then.
const KNOWN_MS: i64 = 2 * 3_600_000; // 2 hours

/// A key is kept until the last token that it signed is over, with an hour until somebody looks and one for clocks that
/// differ.
pub const KEPT_MS: i64 = SIGNS_MS + KNOWN_MS + token::LIFE_MS + 2 * 3_600_000;

/// What a sealed key is sealed for.
const PURPOSE: &str = "token_key";

/// The least time between two looks for a key that is not known: anybody can name one.
const LOOK_MS: i64 = 5_000;

/// A key by its id.
#[derive(Clone)]
pub struct Key {
    /// Named in the tokens that it signs.
    pub id: String,
    /// 256 random bits.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_ms: i64,
}

/// A key as it is kept: sealed where there is something to seal it with.
pub fn sealed(vault: &Vault, key: &Key) -> Result<Vec<u8>> {
    let sealed = vault.seal(PURPOSE, key.id.as_bytes(), &key.secret)?;
    Ok(sealed.map_or_else(|| key.secret.clone(), |sealed| sealed.bytes))
}

/// The keys, newest first, and when they were last looked for.
#[derive(Default)]
pub struct Keys(RwLock<(Vec<Key>, i64)>);

impl Keys {
    /// Reads the keys; makes one when the newest is a day old.
    pub async fn load(&self, database: &Database, vault: &Vault) -> Result<()> {
        let now = database.clock().now_ms();
        let mut accounts = database.accounts().await?;
        let rows = accounts.query(&sql::KEYS_ALL.with([])).await?;
        let mut keys = Vec::new();
        for row in &rows {
            let (id, kept) = (row.text(0)?, row.bytes(1)?);
            let secret = match Vault::is_sealed(kept) {
                true => vault.open(PURPOSE, id.as_bytes(), kept),
                false => Ok(kept.to_vec()),
            };
            match secret {
                Ok(secret) => keys.push(Key { id, secret, created_ms: row.int(2)? }),
                // Its tokens are refused and drawn again; a new key signs.
                Err(error) => tracing::warn!(key = id, error = error.message, "a signing key cannot be read"),
            }
        }
        if keys.first().is_none_or(|key| now.saturating_sub(key.created_ms) > SIGNS_MS) {
            let id = token::base64(&machine::random::<6>());
            let key = Key { id, secret: machine::random::<32>().to_vec(), created_ms: now };
            let kept = sealed(vault, &key)?;
            let add = sql::KEY_ADD.with([key.id.as_str().into(), Value::from(kept), now.into()]);
            accounts.run(&[add]).await?;
            keys.insert(0, key);
        }
        accounts.commit().await?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (keys, now);
        Ok(())
    }

    /// All that can be read.
    pub fn all(&self) -> Vec<Key> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// The key that signs: the newest that every process knows by now, or the only one.
    pub fn signing(&self, now_ms: i64) -> Result<Key> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = kept.0.iter().find(|key| now_ms.saturating_sub(key.created_ms) >= KNOWN_MS);
        known
            .or_else(|| kept.0.last())
            .cloned()
            .ok_or_else(|| Error::new(Code::Internal, "There is no key to sign with."))
    }

    /// Who a token speaks for.
    pub async fn caller(&self, database: &Database, vault: &Vault, shown: &str) -> Result<Caller> {
        let now = database.clock().now_ms();
        let refused = || Error::new(Code::Unauthorized, "Sign in first.");
        let id = token::key_id(shown).ok_or_else(refused)?;
        if let Some(key) = self.find(id) {
            return token::read(&key, shown, now);
        }
        // Another process may have made it a moment ago.
        let looked = self.0.read().unwrap_or_else(PoisonError::into_inner).1;
        if now.saturating_sub(looked) > LOOK_MS {
            self.load(database, vault).await?;
        }
        token::read(&self.find(id).ok_or_else(refused)?, shown, now)
    }

    fn find(&self, id: &str) -> Option<Key> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).0.iter().find(|key| key.id == id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_signs_when_every_process_knows_it() {
        let key = |id: &str, created_ms| Key { id: id.into(), secret: vec![1; 32], created_ms };
        let signs = |keys: Vec<Key>, now| Keys(RwLock::new((keys, now))).signing(now).map(|key| key.id);
        let day = SIGNS_MS;
        assert_eq!(signs(vec![key("only", day)], day), Ok("only".into()), "the first key signs at once");
        let both = || vec![key("new", day), key("old", 0)];
        assert_eq!(signs(both(), day + KNOWN_MS - 1), Ok("old".into()));
        assert_eq!(signs(both(), day + KNOWN_MS), Ok("new".into()));
        assert!(signs(Vec::new(), day).is_err());
        // What the old key signed last is over before it is forgotten, an hour late at both ends.
        const { assert!(KEPT_MS >= SIGNS_MS + 3_600_000 + KNOWN_MS + token::LIFE_MS) };
    }
}
