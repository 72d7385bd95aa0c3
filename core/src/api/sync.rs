//! Where this device stands towards the shop's other devices, and what they brought that somebody should look at.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::date::Date;
use crate::id::{DeviceId, ItemId, VoucherId};
use crate::money::Paise;
use crate::quantity::Milli;

/// Where this device stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetSyncStatus {}

/// Where this device stands towards the shop's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncStatus {
    /// It has met the log at least once.
    pub joined: bool,
    /// Entries that wait to be sent.
    pub pending: i64,
    /// Entries of the log that this device holds.
    pub entries: i64,
    /// Entries of the log, as last heard.
    pub head: i64,
    /// When this device last was in step, in milliseconds since the Unix epoch; 0 for never.
    pub in_step_ms: i64,
    /// The shop's devices, as last heard.
    pub devices: Vec<SyncDevice>,
}

/// A device of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncDevice {
    /// Its id.
    pub id: DeviceId,
    /// What it calls itself; empty where it has no name.
    pub name: String,
    /// Its number series.
    pub series: String,
    /// Entries of the log that it holds.
    pub entries: i64,
    /// When it was last there, in milliseconds since the Unix epoch.
    pub seen_ms: i64,
    /// It is this one.
    pub this: bool,
}

/// What needs somebody's attention.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAttention {}

/// What needs somebody's attention, at most some hundred of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// The matters.
    pub matters: Vec<Matter>,
}

/// Something that devices which worked apart brought together. Nothing of it was refused: the goods have left the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// Two vouchers have one number: cancel one and write it again.
    SameNumber {
        /// One of them.
        voucher: VoucherId,
        /// The number.
        number: String,
        /// Whom it was for.
        party_name: String,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: Paise,
    },
    /// More money is set against a bill than it asks for: what is over is an advance.
    OverAllocated {
        /// The bill, or the payment that was set against more than it holds.
        voucher: VoucherId,
        /// Its number.
        number: String,
        /// Whose.
        party_name: String,
        /// How much is over.
        over: Paise,
    },
    /// More was sold than was in stock.
    Oversold {
        /// The item.
        item: ItemId,
        /// Its name.
        name: String,
        /// In stock now; below zero.
        stock: Milli,
    },
    /// An entry that the shop's log refused: it counts nowhere.
    Refused {
        /// The entry.
        entry: Uuid,
        /// Who made it.
        device: DeviceId,
        /// What it was about: `voucher`, `party`, ….
        about: String,
        /// The number on it, if it has one.
        number: String,
    },
    /// An entry of a device that had been shut out before it came: it counts.
    Late {
        /// The entry.
        entry: Uuid,
        /// Who made it.
        device: DeviceId,
        /// What it was about.
        about: String,
        /// The number on it, if it has one.
        number: String,
    },
}
