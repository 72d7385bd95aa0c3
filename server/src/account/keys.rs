//! The keys that access tokens are signed with: kept in the database for all processes, a new one each day, so that an
//! old backup of the database opens nothing.

use std::sync::{PoisonError, RwLock};

use smartkhata_core::machine;
use smartkhata_core::store::{Engine, Value};
use smartkhata_core::{Code, Error, Result};

use super::{sql, token};
use crate::postgres::{Caller, Database};

/// A key signs for so long.
const SIGNS_MS: i64 = 86_400_000; // a day

/// A key is kept until the last token that it signed is over, with an hour for clocks that differ.
pub const KEPT_MS: i64 = SIGNS_MS + token::LIFE_MS + 3_600_000;

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

/// The keys, newest first, and when they were last looked for.
#[derive(Default)]
pub struct Keys(RwLock<(Vec<Key>, i64)>);

impl Keys {
    /// Reads the keys; makes one when the newest is a day old.
    pub async fn load(&self, database: &Database) -> Result<()> {
        let now = database.clock().now_ms();
        let mut accounts = database.accounts().await?;
        let rows = accounts.query(&sql::KEYS_ALL.with([])).await?;
        let mut keys = Vec::new();
        for row in &rows {
            keys.push(Key { id: row.text(0)?, secret: row.bytes(1)?.to_vec(), created_ms: row.int(2)? });
        }
        if keys.first().is_none_or(|key| now.saturating_sub(key.created_ms) > SIGNS_MS) {
            let id = token::base64(&machine::random::<6>());
            let key = Key { id, secret: machine::random::<32>().to_vec(), created_ms: now };
            let add = sql::KEY_ADD.with([key.id.as_str().into(), Value::Bytes(key.secret.clone()), now.into()]);
            accounts.run(&[add]).await?;
            keys.insert(0, key);
        }
        accounts.commit().await?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (keys, now);
        Ok(())
    }

    /// The key that signs.
    pub fn newest(&self) -> Result<Key> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.0.first().cloned().ok_or_else(|| Error::new(Code::Internal, "There is no key to sign with."))
    }

    /// Who a token speaks for.
    pub async fn caller(&self, database: &Database, shown: &str) -> Result<Caller> {
        let now = database.clock().now_ms();
        let refused = || Error::new(Code::Unauthorized, "Sign in first.");
        let id = token::key_id(shown).ok_or_else(refused)?;
        if let Some(key) = self.find(id) {
            return token::read(&key, shown, now);
        }
        // Another process may have made it a moment ago.
        let looked = self.0.read().unwrap_or_else(PoisonError::into_inner).1;
        if now.saturating_sub(looked) > LOOK_MS {
            self.load(database).await?;
        }
        token::read(&self.find(id).ok_or_else(refused)?, shown, now)
    }

    fn find(&self, id: &str) -> Option<Key> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).0.iter().find(|key| key.id == id).cloned()
    }
}
