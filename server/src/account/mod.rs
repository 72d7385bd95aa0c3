//! Who signs in: identities, one-time codes, passwords, sessions and their tokens. Nothing here knows of books.

pub mod code;
pub mod device;
pub mod identity;
pub mod keys;
pub mod leave;
pub mod member;
pub mod password;
pub mod reseal;
pub mod session;
pub(crate) mod sql;
pub mod throttle;
pub mod token;
pub mod vault;

use std::sync::Arc;

use sha2::{Digest, Sha256};
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::Engine;
use smartkhata_core::{Code, Error, Result};

use crate::cells::Cells;
use crate::once;
use crate::post::{Post, notes};
use crate::postgres::{Caller, Database, Reading};

pub use identity::Identity;
pub use vault::Vault;

/// Everything that signing in needs.
pub struct Desk {
    /// Where accounts are kept: in the first cell.
    pub database: Arc<Database>,
    /// Where shops are.
    pub cells: Cells,
    /// What access tokens are signed with.
    pub keys: keys::Keys,
    /// What seals what people sign in by.
    pub vault: vault::Vault,
    /// Who brings codes.
    pub post: Post,
    /// How many passwords are worked on at a time.
    pub passwords: password::Passwords,
}

impl Desk {
    /// Milliseconds since the Unix epoch.
    fn now(&self) -> i64 {
        self.database.clock().now_ms()
    }

    /// A shop's books.
    pub async fn books(&self, shop: BusinessId) -> Result<&Database> {
        Ok(&self.cells.of(shop).await?.database)
    }

    /// A snapshot for a member of the shop, `not_found` for everybody else; asked again where the shop is now, in case
    /// it has moved or does not know this sign-in yet.
    pub async fn read_as(&self, shop: BusinessId, caller: Caller) -> Result<Reading> {
        match self.books(shop).await?.read_as(shop, caller).await {
            Err(Error { code: Code::NotFound | Code::Unauthorized, .. }) if self.cells.are_several() => {
                let cell = self.cells.anew(shop).await?;
                self.cells.let_in(caller, cell).await?;
                cell.database.read_as(shop, caller).await
            }
            other => other,
        }
    }
}

/// The digest under which a secret or an address is kept: what it is for, and what it says.
pub(crate) fn digest(purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// Forgets what nobody can use any more: codes, tokens, counts and keys whose time is over.
pub async fn tidy(desk: &Desk) -> Result<()> {
    let now = desk.now();
    let before = |age: i64| now.saturating_sub(age).into();
    let forget = [
        sql::ATTEMPTS_FORGET.with([before(throttle::KEPT_MS)]),
        sql::CODES_FORGET.with([now.into()]),
        sql::INVITES_FORGET.with([now.into()]),
        sql::REFRESH_FORGET.with([now.into()]),
        sql::KEYS_FORGET.with([before(keys::KEPT_MS)]),
        sql::ANSWERS_FORGET.with([before(once::KEPT_MS)]),
        notes::FORGET.with([before(notes::KEPT_MS)]),
    ];
    for cell in desk.cells.all() {
        let mut accounts = cell.database.accounts().await?;
        accounts.run(&forget).await?;
        accounts.commit().await?;
    }
    desk.keys.load(&desk.database, &desk.vault).await
}
