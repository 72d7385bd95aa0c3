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

/// Travels and is shown as 64 hexadecimal digits.
impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Hash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = || Error::new(Code::InvalidValue, "A digest is 64 hexadecimal digits.");
        if text.len() != 64 || !text.is_ascii() {
            return Err(bad());
        }
        let mut bytes = [0_u8; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| bad())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
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
    /// A photo or PDF kept with a record.
    Attach,
    /// Fields of such a photo or PDF.
    Attachment,
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
            Self::Attach => "attach",
            Self::Attachment => "attachment",
            Self::Unknown(text) => text,
        }
    }
}

/// A kind never holds NUL: no store keeps it in a text, and a digest is over what is kept.
impl From<String> for Kind {
    fn from(mut text: String) -> Self {
        text.retain(|c| c != '\0');
        match text.as_str() {
            "shop" => Self::Shop,
            "device" => Self::Device,
            "party" => Self::Party,
            "item" => Self::Item,
            "voucher" => Self::Voucher,
            "cancel" => Self::Cancel,
            "allocate" => Self::Allocate,
            "attach" => Self::Attach,
            "attachment" => Self::Attachment,
            _ => Self::Unknown(text),
        }
    }
}

/// How an entry counts. Decided where the shop's log is kept, but for [`Standing::Again`], which each copy of the
/// journal sees for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// As any entry.
    #[default]
    Counted,
    /// The same act stands at another place of the journal: a device that was cloned or restored said it again under
    /// its new name. Kept for the chain, projected there only.
    Again,
    /// Refused where the log is kept: forged, malformed, or not allowed. Kept for the chain, never projected.
    Refused,
    /// From a device that had been shut out before it came. Counts, and the owner is told.
    Late,
}

impl Standing {
    /// As the stores keep it: those below 2 are projected.
    pub const fn stored(self) -> i64 {
        match self {
            Self::Counted => 0,
            Self::Late => 1,
            Self::Again => 2,
            Self::Refused => 3,
        }
    }

    /// Reads a stored one.
    pub fn from_stored(stored: i64) -> Result<Self> {
        Ok(match stored {
            0 => Self::Counted,
            1 => Self::Late,
            2 => Self::Again,
            3 => Self::Refused,
            _ => return Err(Error::new(Code::CorruptDatabase, "An entry's standing is unknown.")),
        })
    }

    /// Whether the tables follow from it.
    pub const fn is_projected(self) -> bool {
        matches!(self, Self::Counted | Self::Late)
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
    /// How it counts. Like the grant, no part of what the device said.
    pub standing: Standing,
}

/// The version of the bodies that this app writes. Fields are added without a new one, unless what was there comes to mean
/// something else: a total that holds more than lines, tax and round-off (`document::adds_up`). So does a voucher of a
/// known kind whose `detail` an older app cannot read, also by a word that it does not know (a new way to pay).
pub const BODY_VERSION: i64 = 1;

impl Change {
    /// The digest over everything that the device said.
    pub fn hash(&self) -> Hash {
        self.hash_at(self.device, self.dseq, self.prev)
    }

    /// The digest that it would have at another place, behind that one's change before. Lengths go first, so that no two
    /// changes share bytes.
    pub fn hash_at(&self, device: DeviceId, dseq: i64, prev: Hash) -> Hash {
        let kind = self.kind.as_str();
        let mut digest = Sha256::new();
        digest.update(b"smartkhata change 1\0");
        digest.update(self.business.uuid().as_bytes());
        digest.update(device.uuid().as_bytes());
        digest.update(dseq.to_be_bytes());
        digest.update(prev.0);
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
