//! Ids are UUIDv7 made on the device; each kind of thing has its own type, so that a party is never taken
//! for an item. Ids tell identity, never order.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Code, Error, Result};

/// Where randomness comes from; the core has none of its own.
pub trait Ids: Send + Sync {
    /// Ten random bytes.
    fn random(&self) -> [u8; 10];
}

/// A new UUIDv7 of the given moment.
pub fn new_uuid(ms: i64, ids: &dyn Ids) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(ms).unwrap_or(0), &ids.random()).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident,)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this UUID.
            pub const fn new(uuid: Uuid) -> Self { Self(uuid) }
            /// The UUID behind the id.
            pub const fn uuid(self) -> Uuid { self.0 }
            /// The 16 bytes as the stores keep them.
            pub fn bytes(self) -> Vec<u8> { self.0.as_bytes().to_vec() }
            /// Reads the 16 bytes of a store.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
                Uuid::from_slice(bytes).map(Self)
                    .map_err(|_| Error::new(Code::CorruptDatabase, concat!("A stored ", stringify!($name), " is not 16 bytes.")))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Uuid::try_parse(text).map(Self).map_err(|_| Error::new(Code::InvalidValue, "This is not an id."))
            }
        }
    )+};
}

ids! {
    /// A shop's books.
    BusinessId,
    /// One installation on one device; a restored or cloned one is another.
    DeviceId,
    /// One change in the journal.
    ChangeId,
    /// A customer or supplier.
    PartyId,
    /// Something sold or bought.
    ItemId,
    /// A bill, payment, khata entry or other voucher.
    VoucherId,
    /// A bill that is not finished.
    DraftId,
    /// Money of a payment set against bills after it was made, as one act.
    AllocationId,
    /// A photo or PDF kept with a record.
    AttachmentId,
}

impl VoucherId {
    /// The id of a voucher's cancellation, derived so that two devices that cancel offline say one thing.
    pub fn cancellation(self) -> Uuid {
        derived("cancel", self.0)
    }

    /// The id of what puts a voucher back that was taken back, derived so that two devices that do so offline say one
    /// thing.
    pub fn rewrite(self) -> Self {
        Self(derived("rewrite", self.0))
    }
}

impl PartyId {
    /// The id of what the party owed before the books, by how often that was said before: two devices that say it offline
    /// say one thing, and a changed one is another.
    pub fn opening(self, before: u32) -> VoucherId {
        VoucherId(derived(&format!("opening {before}"), self.0))
    }
}

impl ItemId {
    /// The id of the voucher of the stock that an item was added with: there is one at most, and whoever has the item
    /// finds it.
    pub fn opening_stock(self) -> VoucherId {
        VoucherId(derived("opening stock", self.0))
    }
}

impl AttachmentId {
    /// The id of the same photo with another voucher, derived as that one is.
    pub fn with(self, voucher: VoucherId) -> Uuid {
        derived(&format!("with {voucher}"), self.0)
    }
}

impl AllocationId {
    /// The id of what takes an allocation back, derived so that two devices that do so offline say one thing.
    pub fn release(self) -> Uuid {
        derived("release", self.0)
    }
}

/// A record id derived from another: SHA-256 of a purpose and the id, as a version 8 UUID.
pub fn derived(purpose: &str, of: Uuid) -> Uuid {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(of.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Ids counted up from a seed: tests and demo data, the same at every run.
#[derive(Debug, Default)]
pub struct SeededIds(std::sync::atomic::AtomicU64);

impl SeededIds {
    /// Ids that follow from the seed alone.
    pub fn new(seed: u64) -> Self {
        Self(seed.into())
    }

    /// The next 64 bits (SplitMix64).
    pub fn next_u64(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self.0.fetch_add(STEP, std::sync::atomic::Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Ids for SeededIds {
    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        let (low, high) = (self.next_u64().to_le_bytes(), self.next_u64().to_le_bytes());
        bytes.iter_mut().zip(low.into_iter().chain(high)).for_each(|(to, from)| *to = from);
        bytes
    }
}
