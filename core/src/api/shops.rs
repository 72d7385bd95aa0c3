//! The shops of one installation, each with books of its own: nothing of one is ever in another.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The shops of this installation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListShops {}

/// The shops of this installation, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shops {
    /// The shops.
    pub shops: Vec<ShopPlace>,
}

/// A shop of this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopPlace {
    /// What its door is asked by.
    pub key: String,
    /// Its name; empty while its books are on their way from other devices.
    pub name: String,
    /// The folder of its books.
    pub folder: String,
    /// Why its books do not open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// Makes room for one more shop, which is then named or joined like the first. Room that nobody used is given again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddShop {}

/// Room for a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedShop {
    /// What its door is asked by.
    pub key: String,
}
