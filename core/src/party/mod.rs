//! Customers and suppliers.

pub mod consent;
pub mod get;
pub mod list;
pub mod opening;
#[cfg(feature = "print")]
pub mod print;
pub mod save;
pub mod snapshot;
pub mod statement;
pub mod terms;

use serde::{Deserialize, Deserializer, Serialize};

use crate::id::PartyId;
use crate::money::Paise;

pub use consent::Consent;

/// How someone stands towards GST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// No GSTIN.
    #[default]
    Unregistered,
    /// Registered under the regular scheme.
    Regular,
    /// Registered under the composition scheme (section 10).
    Composition,
    /// A special economic zone unit or developer: always inter-State.
    Sez,
}

impl Registration {
    /// Whether a shop of this kind charges GST on what it sells, and gets back what it paid on what it bought.
    pub const fn charges_tax(self) -> bool {
        matches!(self, Self::Regular | Self::Sez)
    }
}

/// Whom the shop sells to or buys from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Buys from the shop.
    #[default]
    Customer,
    /// Sells to the shop.
    Supplier,
}

/// A party as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Phone, ten digits for a mobile; may be empty.
    pub phone: String,
    /// Customer or supplier.
    pub role: PartyRole,
    /// Towards GST.
    pub registration: Registration,
    /// GSTIN, empty when not registered.
    pub gstin: String,
    /// State code, two digits; may be empty.
    pub state: String,
    /// Address.
    pub address: String,
    /// PIN code.
    pub pin: String,
    /// E-mail.
    pub email: String,
    /// How much the party may owe; zero for no limit.
    pub credit_limit: Paise,
    /// Within how many days it pays, 0 to 365; none where nothing was agreed.
    #[serde(default)]
    pub credit_days: Option<u16>,
    /// Free note.
    pub note: String,
    /// Out of the lists, kept in the books.
    pub archived: bool,
    /// That it agreed to be written to, if it did.
    #[serde(default)]
    pub consent: Option<Consent>,
}

/// Changes of a party; what is absent stays, an empty text clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PartyEdit {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Customer or supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<PartyRole>,
    /// Towards GST; follows the GSTIN when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// GSTIN; sets the State too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gstin: Option<String>,
    /// State code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// PIN code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Credit limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<Paise>,
    /// Within how many days it pays, 0 to 365; null clears.
    #[serde(deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(maximum = 365))]
    pub credit_days: Option<Option<u16>>,
    /// Note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Out of the lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// That it agreed to be written to; null takes that back.
    #[serde(deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub consent: Option<Option<Consent>>,
}

/// A value that is there, also where it is null: what is absent is not asked.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// A party with what it owes: a row of the khata list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartyRow {
    /// Its id.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Customer or supplier.
    pub role: PartyRole,
    /// Above zero the party owes the shop; below, the shop owes or holds an advance.
    pub balance: Paise,
    /// The day of the last entry, if any.
    pub last_date: Option<crate::date::Date>,
    /// Credit limit; zero for none.
    pub credit_limit: Paise,
    /// Within how many days it pays, if that was agreed.
    #[serde(default)]
    pub credit_days: Option<u16>,
    /// Day of the oldest bill or entry that is not paid, of who owes, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_since: Option<crate::date::Date>,
}
