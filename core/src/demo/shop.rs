//! The made-up shop itself.

use super::Door;
use super::people::gstin;
use crate::api::shop::{CreateShop, EditShop};
use crate::business::{Language, ShopEdit};
use crate::error::Result;

/// Madhya Pradesh.
pub const STATE: &str = "23";

/// Names the shop and fills in its settings.
pub fn open(door: &mut impl Door) -> Result<()> {
    door.ask(CreateShop { name: "Sharma Kirana Store".into(), language: Language::English })?;
    let edit = ShopEdit {
        gstin: Some(gstin(STATE, "ZZZPS", 4217, 'K')?),
        address: Some("14, Sarafa Bazaar, Rajwada\nIndore, Madhya Pradesh".into()),
        pin: Some("452002".into()),
        phone: Some("7000012345".into()),
        upi: Some("sharmakirana@demo".into()),
        upi_name: Some("Sharma Kirana Store".into()),
        terms: Some(
            "Goods once sold are exchanged within 3 days with the bill.\nSubject to Indore jurisdiction.".into(),
        ),
        device_name: Some("Counter".into()),
        ..ShopEdit::default()
    };
    door.ask(EditShop { edit })?;
    Ok(())
}
