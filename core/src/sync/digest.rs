//! What the books of a copy come to: compared in step, so that a copy whose tables are wrong is noticed and mended.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::id::BusinessId;
use crate::journal::change::Hash;
use crate::store::schema::VERSION;
use crate::store::statement::Row;
use crate::store::statements::sync as sql;
use crate::store::{Engine, Value};

/// Sums over the tables; equal on every copy that holds the same log and has nothing pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// What accounts, parties and stock come to.
    pub books: Hash,
    /// Who holds each name, price and other field of masters. Costs a look at every field: asked for now and then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masters: Option<Hash>,
    /// Of which version the tables are that say so: those of another may know kinds of masters that these do not. Said with
    /// the masters; apps that do not say it have none that are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<i64>,
}

impl Digest {
    /// Whether it tells of masters what tables of this version can be compared with.
    pub fn tells_masters(&self) -> bool {
        self.masters.is_some() && self.tables == Some(VERSION)
    }

    /// Whether these books are those of a copy: its accounts, parties and stock, and its masters where they were compared.
    pub fn is_that_of(&self, copy: &Self) -> bool {
        self.books == copy.books && self.masters.is_none_or(|masters| copy.masters == Some(masters))
    }
}

/// The digest of the books as they stand. Costs what accounts, months and parties there are, not entries.
pub async fn digest<E: Engine>(engine: &mut E, business: BusinessId, masters: bool) -> Result<Digest> {
    let queries = [&sql::DIGEST_ACCOUNTS, &sql::DIGEST_PARTIES, &sql::DIGEST_STOCK];
    let mut books = Sha256::new();
    for rows in engine.query_many(&queries.map(|query| query.with([business.into()]))).await? {
        add(&mut books, &rows);
    }
    let mut out = Digest { books: Hash(books.finalize().into()), masters: None, tables: masters.then_some(VERSION) };
    if masters {
        let mut fields = Sha256::new();
        add(&mut fields, &engine.query(&sql::DIGEST_FIELDS.with([business.into()])).await?);
        out.masters = Some(Hash(fields.finalize().into()));
    }
    Ok(out)
}

/// Every value with its type and length, so that no two tables share bytes.
fn add(digest: &mut Sha256, rows: &[Row]) {
    let mut add = |tag: u8, bytes: &[u8]| {
        digest.update([tag]);
        digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(bytes);
    };
    for Row(values) in rows {
        add(b'r', &[]);
        for value in values {
            match value {
                Value::Null => add(b'n', &[]),
                Value::Int(value) => add(b'i', &value.to_be_bytes()),
                Value::Text(text) => add(b't', text.as_bytes()),
                Value::Bytes(bytes) => add(b'b', bytes),
            }
        }
    }
    add(b'.', &[]);
}
