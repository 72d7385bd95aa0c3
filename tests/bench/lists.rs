//! Lists and searches, as a screen asks for them: through the door, JSON included.

use smartkhata_core::Result;
use smartkhata_core::api::bill::ListBills;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::api::party::{GetOutstanding, GetStatement, ListParties};
use smartkhata_core::api::payment::DaySort;

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};

/// What people type, a keystroke at a time.
const TYPED: &[&str] =
    &["r", "ra", "ram", "rame", "rames", "s", "su", "sug", "ch", "chi", "चीनी", "98", "987", "ku", "kum"];

/// Measures pages and keystrokes.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let parties = shop.parties()?;
    let ledger = Samples::of(2_000, |run| {
        let Some(id) = parties.get(run * 7 % parties.len().max(1)).copied() else { return Ok(()) };
        shop.ask(GetStatement { id, sort: DaySort::Newest, from: None, to: None, after: None, limit: 50 }).map(drop)
    })?;
    figures.ms("ledger_page_p50", ledger.percentile(50), Aim::None);
    figures.ms("ledger_page", ledger.percentile(99), Aim::AtMost(1_000));

    let mut after = None;
    let bills = Samples::of(2_000, |_| {
        let page = shop.ask(ListBills { after: after.take(), limit: 50, ..ListBills::default() })?;
        after = page.next;
        Ok(())
    })?;
    figures.ms("bill_list_page_p50", bills.percentile(50), Aim::None);
    figures.ms("bill_list_page", bills.percentile(99), Aim::AtMost(1_000));

    let keys = Samples::of(3_000, |run| {
        let search = TYPED.get(run % TYPED.len()).copied().unwrap_or_default().to_owned();
        if run % 2 == 0 {
            shop.ask(ListParties { search, limit: 20, ..ListParties::default() }).map(drop)
        } else {
            shop.ask(ListItems { search, limit: 20, ..ListItems::default() }).map(drop)
        }
    })?;
    figures.ms("search_key", keys.percentile(99), Aim::AtMost(1_000));

    let outstanding = Samples::of(500, |_| shop.ask(GetOutstanding::default()).map(drop))?;
    figures.ms("outstanding", outstanding.percentile(99), Aim::AtMost(5_000));
    Ok(())
}
