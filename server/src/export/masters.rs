//! `parties.csv` and `items.csv`.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::item::{ItemFilter, ListItems};
use smartkhata_core::api::party::{GetParty, ListParties, PartyFilter};
use smartkhata_core::demo::Door;
use smartkhata_core::store::sqlite::Batch;
use smartkhata_core::tax::cess::Cess;

use super::file::{File, Written};
use super::journal::{named, plain};

/// Rows asked for at a time.
pub const PAGE: u32 = 500;

/// All parties, archived ones too.
pub fn parties(batch: &mut Batch<'_, '_, '_>, folder: &Path) -> Result<Written> {
    let columns = [
        "id",
        "name",
        "phone",
        "role",
        "registration",
        "gstin",
        "state",
        "address",
        "pin",
        "email",
        "credit_limit",
        "credit_days",
        "note",
        "archived",
        "balance",
    ];
    let mut file = File::table(folder, "parties.csv", "customers and suppliers with their balances", &columns)?;
    for filter in [PartyFilter::All, PartyFilter::Archived] {
        let mut after = None;
        loop {
            let page = batch.ask(ListParties { filter, after, limit: PAGE, ..ListParties::default() })?;
            for row in page.rows {
                let view = batch.ask(GetParty { id: row.id })?;
                let party = view.party;
                file.row(&[
                    party.id.to_string(),
                    party.name,
                    party.phone,
                    named(&party.role),
                    named(&party.registration),
                    party.gstin,
                    party.state,
                    party.address,
                    party.pin,
                    party.email,
                    party.credit_limit.plain(),
                    party.credit_days.map(|days| days.to_string()).unwrap_or_default(),
                    party.note,
                    party.archived.to_string(),
                    view.balance.plain(),
                ])?;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    file.finish()
}

/// All items, archived ones too.
pub fn items(batch: &mut Batch<'_, '_, '_>, folder: &Path) -> Result<Written> {
    let columns = [
        "id",
        "name",
        "code",
        "hsn",
        "unit",
        "price",
        "price_includes_tax",
        "mrp",
        "treatment",
        "rates",
        "cess",
        "track_stock",
        "low_stock",
        "archived",
        "stock",
    ];
    let mut file = File::table(folder, "items.csv", "items with rates and stock", &columns)?;
    for filter in [ItemFilter::All, ItemFilter::Archived] {
        let mut after = None;
        loop {
            let page = batch.ask(ListItems { filter, after, limit: PAGE, ..ListItems::default() })?;
            for item in page.rows {
                // `2025-01-01 28; 2026-02-01 40 mrp`: from when, how many percent, and whether inside the printed price.
                let rates = item.rates.iter().map(|step| {
                    format!("{} {}{}", step.from, step.rate, if step.on_retail_price { " mrp" } else { "" })
                });
                let rates: Vec<String> = rates.collect();
                // The same of cess: percent, then rupees a unit where there are any, and which of them counts.
                let cess = item.rates.iter().filter(|step| step.cess != Cess::NONE).map(|step| {
                    let Cess { rate, per_unit, rule } = step.cess;
                    format!("{} {rate} {} {}", step.from, per_unit.plain(), named(&rule))
                });
                let cess: Vec<String> = cess.collect();
                file.row(&[
                    item.id.to_string(),
                    item.name,
                    item.code,
                    item.hsn,
                    item.unit,
                    plain(&item.price),
                    item.price_includes_tax.to_string(),
                    plain(&item.mrp),
                    named(&item.treatment),
                    rates.join("; "),
                    cess.join("; "),
                    item.track_stock.to_string(),
                    plain(&item.low_stock),
                    item.archived.to_string(),
                    plain(&item.stock),
                ])?;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    file.finish()
}
