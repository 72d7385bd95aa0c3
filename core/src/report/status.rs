//! Where the books stand: for the settings screen and for support.

use sha2::{Digest, Sha256};

use crate::api::Session;
use crate::api::shop::{GetStatus, Status};
use crate::error::Result;
use crate::store::Engine;
use crate::store::statements::journal as sql;

/// Entries in the journal and the code that two devices in step share.
pub async fn status<E: Engine>(session: &mut Session<'_, E>, _: GetStatus) -> Result<Status> {
    let read_only = session.is_read_only();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let Some(me) = session.me_if_any().await? else {
        return Ok(Status { business: None, version, entries: 0, same_books_code: String::new(), read_only });
    };
    let heads = session.rows(&sql::CHANGE_HEADS.with([me.business.into()])).await?;
    let (mut digest, mut entries) = (Sha256::new(), 0_i64);
    for head in &heads {
        // No chain has a hole.
        entries = entries.saturating_add(head.int(1)?);
        digest.update(head.bytes(0)?);
        digest.update(head.int(1)?.to_be_bytes());
        digest.update(head.bytes(2)?);
    }
    Ok(Status { business: Some(me.business), version, entries, same_books_code: code(&digest.finalize()), read_only })
}

/// Eight letters and digits that are not mistaken for each other when read aloud: `7KQF-2M9A`.
fn code(digest: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut out = String::new();
    for (place, byte) in digest.iter().take(8).enumerate() {
        if place == 4 {
            out.push('-');
        }
        out.extend(LETTERS.get(usize::from(byte & 31)).map(|letter| char::from(*letter)));
    }
    out
}
