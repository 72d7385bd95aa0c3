//! The shop itself: first run, settings, and where the books stand.

use serde::{Deserialize, Serialize};

use crate::business::{Language, ShopEdit};
use crate::date::Date;
use crate::id::BusinessId;
use crate::money::Paise;

/// First run: names the shop. Nothing else is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateShop {
    /// Name on bills.
    pub name: String,
    /// Language of the app.
    #[serde(default)]
    pub language: Language,
}

/// The shop as it stands; `no_shop` before the first run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetShop {}

/// Changes settings of the shop or of this device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditShop {
    /// What changes.
    pub edit: ShopEdit,
}

/// What the home screen shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetHome {}

/// The figures of the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today in India.
    pub today: Date,
    /// Sum of what parties owe.
    pub to_collect: Paise,
    /// Sum of what the shop owes, advances included; not negative.
    pub to_give: Paise,
    /// Sales of today, cancelled bills left out.
    pub sales_today: Paise,
    /// Number of bills of today, cancelled ones left out.
    pub bills_today: i64,
    /// Money received today.
    pub received_today: Paise,
    /// Bills being typed on this device.
    pub drafts: i64,
}

/// Where the books stand: for the settings screen and for support.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetStatus {}

/// Where the books stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The books.
    pub business: Option<BusinessId>,
    /// Version of SmartKhata.
    pub version: String,
    /// Entries in the journal.
    pub entries: i64,
    /// A short code of the journal's heads: two devices with the same code hold the same entries.
    pub same_books_code: String,
    /// Another process writes these books, or the disk is full; here they can only be read.
    #[serde(default)]
    pub read_only: bool,
}

/// Checks every chain of the journal and that the books balance.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Entries checked.
    pub entries: i64,
    /// Devices whose chains were checked.
    pub devices: i64,
    /// Sum over all postings; zero in sound books.
    pub trial_balance: Paise,
    /// What is wrong, one sentence each; empty in sound books.
    pub faults: Vec<String>,
}
