//! The shop: who bills, under which registration, with which numbers and terms.

pub mod create;
pub mod device;
#[cfg(feature = "print")]
pub mod paper;
pub mod settings;

use serde::{Deserialize, Serialize};

use crate::id::{BusinessId, DeviceId};
use crate::money::Rate;
use crate::party::Registration;

/// The languages of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// हिन्दी.
    #[serde(rename = "hi")]
    Hindi,
    /// Hindi in Roman letters.
    #[serde(rename = "hi-Latn")]
    Hinglish,
}

/// The width of the paper that receipts are printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Paper {
    /// 80 mm, 576 dots.
    #[default]
    #[serde(rename = "80mm")]
    Mm80,
    /// 58 mm, 384 dots.
    #[serde(rename = "58mm")]
    Mm58,
}

/// The shop as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shop {
    /// The books.
    pub id: BusinessId,
    /// Name on bills.
    pub name: String,
    /// Language of the app.
    pub language: Language,
    /// Regular, composition or not registered.
    pub registration: Registration,
    /// GSTIN, empty when not registered.
    pub gstin: String,
    /// State code of the shop, two digits; empty until known.
    pub state: String,
    /// Address lines.
    pub address: String,
    /// PIN code.
    pub pin: String,
    /// Phone on bills.
    pub phone: String,
    /// E-mail on bills.
    pub email: String,
    /// PAN on bills.
    pub pan: String,
    /// A licence that has to stand on bills, as it is printed: a food business says its FSSAI number on every bill (FSSAI's
    /// order of 08-06-2021), a chemist the drug licence's.
    #[serde(default)]
    pub licence: String,
    /// UPI id that the QR pays to.
    pub upi: String,
    /// Name that UPI apps show; the shop's name when empty.
    pub upi_name: String,
    /// Bank account holder and name of the bank.
    pub bank_name: String,
    /// Account number.
    pub bank_account: String,
    /// IFSC.
    pub bank_ifsc: String,
    /// Terms at the foot of bills.
    pub terms: String,
    /// Logo as a PNG in base64; empty without one.
    pub logo: String,
    /// Bills are rounded to the rupee.
    pub round_to_rupee: bool,
    /// New items have prices that include tax.
    pub prices_include_tax: bool,
    /// Tax rate of goods that are sold without an item of the list; only a shop that charges tax has one.
    #[serde(default)]
    pub open_rate: Rate,
    /// What receipts are printed on.
    #[serde(default)]
    pub paper: Paper,
    /// Which installation this is.
    pub device: DeviceView,
}

/// One installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = Installation))]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its number series: the first part of its bill numbers.
    pub series: String,
}

/// Changes of the shop; what is absent stays, an empty text clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShopEdit {
    /// Name on bills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Language of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Regular, composition or not registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// GSTIN; sets the State and the PAN too.
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
    /// Phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// PAN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pan: Option<String>,
    /// Licence, as it is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// UPI id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upi: Option<String>,
    /// UPI payee name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upi_name: Option<String>,
    /// Bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_name: Option<String>,
    /// Account number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_account: Option<String>,
    /// IFSC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_ifsc: Option<String>,
    /// Terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// Logo, a PNG in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Round bills to the rupee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_to_rupee: Option<bool>,
    /// New items have prices with tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices_include_tax: Option<bool>,
    /// Tax rate of goods without an item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_rate: Option<Rate>,
    /// What receipts are printed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// The number series of this device, up to 3 letters or digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The name of this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}
