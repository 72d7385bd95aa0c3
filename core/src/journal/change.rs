//! One change: who made it, where it stands in its device's chain, what it says.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId, DeviceId};

/// A SHA-256 digest in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Reads a stored digest.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self).map_err(|_| Error::new(Code::CorruptDatabase, "A stored digest is not 32 bytes."))
    }
}

/// What a change is about. Kinds of newer apps keep their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Fields of the shop.
    Shop,
    /// Fields of an installation.
    Device,
    /// Fields of a party.
    Party,
    /// Fields of an item.
    Item,
    /// A voucher.
    Voucher,
    /// A voucher taken back.
    Cancel,
    /// Money of a payment set against bills, after the payment.
    Allocate,
    /// Something that this version does not know: stored, its postings and movements projected.
    Unknown(String),
}

impl Kind {
    /// The stored text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Shop => "shop",
            Self::Device => "device",
            Self::Party => "party",
            Self::Item => "item",
            Self::Voucher => "voucher",
            Self::Cancel => "cancel",
            Self::Allocate => "allocate",
            Self::Unknown(text) => text,
        }
    }
}

impl From<String> for Kind {
    fn from(text: String) -> Self {
        match text.as_str() {
            "shop" => Self::Shop,
            "device" => Self::Device,
            "party" => Self::Party,
            "item" => Self::Item,
            "voucher" => Self::Voucher,
            "cancel" => Self::Cancel,
            "allocate" => Self::Allocate,
            _ => Self::Unknown(text),
        }
    }
}

/// One immutable entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id, a random UUIDv7 made before anything is sent.
    pub op: ChangeId,
    /// Whose books.
    pub business: BusinessId,
    /// The installation that made it.
    pub device: DeviceId,
    /// Its place in that installation's chain, from 1.
    pub dseq: i64,
    /// The digest of the change before; zeros for the first.
    pub prev: Hash,
    /// The device's own stamp (hybrid clock, milliseconds). For merging fields only.
    pub ms: i64,
    /// What it is about.
    pub kind: Kind,
    /// The version of the body's shape.
    pub version: i64,
    /// The record it is about: a party, an item, a voucher, or an id derived from one.
    pub record: Uuid,
    /// The exact bytes of the JSON body, forwarded as they are.
    pub body: Vec<u8>,
    /// The stamp that the server granted, if it lowered the device's own.
    pub granted: Option<i64>,
}

impl Change {
    /// The digest over everything that the device said. Lengths go first, so that no two changes share bytes.
    pub fn hash(&self) -> Hash {
        let kind = self.kind.as_str();
        let mut digest = Sha256::new();
        digest.update(b"smartkhata change 1\0");
        digest.update(self.business.uuid().as_bytes());
        digest.update(self.device.uuid().as_bytes());
        digest.update(self.dseq.to_be_bytes());
        digest.update(self.prev.0);
        digest.update(self.op.uuid().as_bytes());
        digest.update(self.ms.to_be_bytes());
        digest.update(self.version.to_be_bytes());
        digest.update(self.record.as_bytes());
        for text in [kind.as_bytes(), &self.body] {
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        }
        Hash(digest.finalize().into())
    }

    /// The stamp that merging goes by.
    pub fn stamp(&self) -> i64 {
        self.granted.unwrap_or(self.ms)
    }

    /// The body as a type.
    pub fn parse<'a, T: serde::Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Error::new(Code::CorruptDatabase, format!("Entry {} cannot be read: {error}.", self.op)))
    }
}
