//! Photos of bills and suppliers' PDFs, kept with what they belong to.
//!
//! The record is an entry of the journal: what it belongs to, and the digest of the bytes. It is said once and never
//! changed; what is put away is hidden. The bytes lie beside the books under their digest and travel apart
//! (`store::sqlite::Blobs`), after the record.

pub mod add;
pub mod content;
pub mod get;
pub mod hide;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::id::{AttachmentId, DeviceId, ItemId, PartyId, VoucherId};
use crate::journal::change::Hash;

pub use content::{Content, LARGEST, Mime};

/// The longest name of an attachment, in characters.
pub const LONGEST_NAME: usize = 120;

/// What one record holds at most.
pub const MOST: i64 = 100;

/// What an attachment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A bill, a purchase, an expense or another voucher.
    Voucher(VoucherId),
    /// A customer or supplier.
    Party(PartyId),
    /// Something sold or bought.
    Item(ItemId),
}

impl Owner {
    /// The stored text of what kind of record it is.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voucher(_) => "voucher",
            Self::Party(_) => "party",
            Self::Item(_) => "item",
        }
    }

    /// The record.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Voucher(id) => id.uuid(),
            Self::Party(id) => id.uuid(),
            Self::Item(id) => id.uuid(),
        }
    }

    /// Reads a stored one.
    pub fn from_stored(kind: &str, id: Uuid) -> Result<Self> {
        match kind {
            "voucher" => Ok(Self::Voucher(VoucherId::new(id))),
            "party" => Ok(Self::Party(PartyId::new(id))),
            "item" => Ok(Self::Item(ItemId::new(id))),
            _ => Err(Error::new(Code::CorruptDatabase, "An attachment belongs to nothing that there is.")),
        }
    }
}

/// The body of an entry that attaches something. Said once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// What it belongs to.
    pub owner: Owner,
    /// The digest of the bytes.
    pub sha256: Hash,
    /// How many bytes.
    pub size: i64,
    /// What they are: `image/jpeg`. A newer app may know more kinds.
    pub mime: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
}

impl Attached {
    /// Whether the books can hold it: whoever wrote it.
    pub fn check(&self) -> Result<()> {
        let largest = i64::try_from(LARGEST).unwrap_or(i64::MAX);
        if !(1..=largest).contains(&self.size) {
            return Err(Error::field(Code::TooLarge, "size", too_large()));
        }
        if self.name.chars().count() > LONGEST_NAME || self.mime.len() > 60 {
            return Err(Error::field(Code::TooLong, "name", "The name of an attachment is too long."));
        }
        Ok(())
    }
}

/// The sentence for what is larger than an attachment may be.
pub(crate) fn too_large() -> String {
    format!("A photo or PDF may have {} MB at most.", LARGEST / 1_000_000)
}

/// An attachment as screens show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Its id.
    pub id: AttachmentId,
    /// What it belongs to.
    pub owner: Owner,
    /// What it is called, with an ending that fits: `Bill.jpg`.
    pub name: String,
    /// What the bytes are: `image/jpeg`, `application/pdf`.
    pub mime: String,
    /// How many bytes.
    pub size: i64,
    /// Their digest.
    pub sha256: Hash,
    /// When it was attached, in milliseconds since the Unix epoch, by the clock of who did.
    pub ms: i64,
    /// Which installation attached it.
    pub device: DeviceId,
    /// Put away.
    pub hidden: bool,
    /// It belongs to goods that came in, and so tells what they cost.
    pub tells_costs: bool,
}
