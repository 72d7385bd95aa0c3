//! Where this device stands towards the shop's other devices, and what they brought that somebody should look at.

use serde::{Deserialize, Serialize};

use crate::api::matter::Matter;
use crate::error::Error;
use crate::id::DeviceId;

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
    /// Photos and PDFs that wait to be sent.
    #[serde(default)]
    pub pending_files: i64,
    /// Their bytes.
    #[serde(default)]
    pub pending_bytes: i64,
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

/// Matters were looked at and stay as they are, up to a place of the shop's log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeeMatters {
    /// The greatest place among the odd days that were looked at.
    pub to: Option<i64>,
    /// The greatest place among the entries that were looked at and were refused or came late.
    pub entries: Option<i64>,
}

/// What needs somebody's attention, at most some hundred of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// The matters.
    pub matters: Vec<Matter>,
}

/// Asks the backend to send a one-time code to a phone or an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    /// The backend's address; the one that this app was made for when empty.
    #[serde(default)]
    pub backend: String,
    /// Phone number or e-mail address.
    pub identity: String,
}

/// Signs this device in and brings its shop to the backend; who signs in is its owner there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// The backend's address; the one that this app was made for when empty.
    #[serde(default)]
    pub backend: String,
    /// Phone number or e-mail address.
    pub identity: String,
    /// The code that was sent.
    pub code: String,
}

/// Lets this device into a shop by a code of a device that is in: one whose books are empty, or one that holds books of
/// that shop and has lost its sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The backend's address; the one that this app was made for when empty.
    #[serde(default)]
    pub backend: String,
    /// The code, as typed or scanned.
    pub code: String,
    /// What this device calls itself.
    #[serde(default)]
    pub name: String,
}

/// Asks for a code that lets one more device in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// What the device may do: `manager`, `accountant`, `staff`, `viewer`.
    pub role: String,
}

/// A code that lets one more device in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// To be typed: `7KQF-2M9A`.
    pub code: String,
    /// Seconds that it is good for.
    pub expires_in: i64,
}

/// Shuts a device out of the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveDevice {
    /// The device.
    pub device: DeviceId,
}

/// Ends this device's connection; its books stay as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disconnect {}

/// Looks for the others now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookNow {}

/// How this device is connected.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetConnection {}

/// How this device is connected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// It is signed in to a backend.
    pub connected: bool,
    /// The backend's address; empty where there is none.
    pub backend: String,
    /// What hinders it at this moment; none while all goes well.
    pub error: Option<Error>,
    /// The shop has shut this device out.
    pub removed: bool,
    /// What hinders photos and PDFs at this moment: entries go on.
    #[serde(default)]
    pub photos: Option<Error>,
    /// What whoever holds it is to the shop, where the backend has said so.
    #[serde(default)]
    pub rights: Option<Rights>,
}

/// What somebody is to a shop, and what that allows: screens go by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// The role's name.
    pub role: String,
    /// The requests that are answered, and what may be done to the shop itself.
    pub may: Vec<String>,
}

/// When photos and PDFs may travel.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CarryPhotos {
    /// Over Wi-Fi only, from now on; as it is when absent.
    pub only_on_wifi: Option<bool>,
    /// Whether this device is on Wi-Fi at this moment, where it knows.
    pub on_wifi: Option<bool>,
}

/// When photos and PDFs travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photos {
    /// Over Wi-Fi only.
    pub only_on_wifi: bool,
}

/// Lets go of photos and PDFs that the backend has; they come again when they are looked at.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeSpace {}

/// What was let go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freed {
    /// Files.
    pub files: i64,
    /// Their bytes.
    pub bytes: i64,
}
