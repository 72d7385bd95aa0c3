//! The account that this device is signed in with at the backend: who it is, taking its shop along, leaving.

use serde::{Deserialize, Serialize};

/// Who is signed in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetAccount {}

/// An account, as the backend says it; a device that was let in by a code has neither number nor address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// The ten digits.
    pub phone: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// When it is erased, in milliseconds since the Unix epoch, if that was asked for: until then it may stay after all.
    pub leaving_ms: Option<i64>,
}

/// What becomes of the books at the backend of shops that nobody else owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Books {
    /// Nobody reads them, and they are erased when the law lets go of them.
    Keep,
    /// Erased with the account: the owner has taken them along, and keeps them.
    Erase,
}

/// Has the account erased after the time to think it over; this device's books stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveAccount {
    /// What becomes of the books.
    pub books: Books,
}

/// The account stays after all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepAccount {}

/// Everything of the shop in open forms, as one archive of the backend's.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportShop {}
