//! Lists and searches, as a screen asks for them: through the door, JSON included.

use smartkhata_core::Result;
use smartkhata_core::api::bill::ListBills;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::api::party::{GetOutstanding, GetStatement, ListParties};
use smartkhata_core::api::payment::DaySort;

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};
use crate::noting::{connection, storage};

/// What people type, a keystroke at a time.
const TYPED: &[&str] =
    &["r", "ra", "ram", "rame", "rames", "s", "su", "sug", "ch", "chi", "चीनी", "98", "987", "ku", "kum"];

/// What a keystroke is measured over: the terms of so many parties and items as a large shop has.
const TERMS: u128 = 100_000;

/// Measures pages and keystrokes. `whole`: the shop has all the parties and items that it is to have.
pub fn measure(shop: &Shop, whole: bool, figures: &mut Figures) -> Result<()> {
    let parties = shop.parties()?;
    let ledger = Samples::of(2_000, |run| {
        let Some(id) = parties.get(run * 7 % parties.len().max(1)).copied() else { return Ok(()) };
        shop.ask(GetStatement { id, sort: DaySort::Newest, from: None, to: None, after: None, limit: 50 }).map(drop)
    })?;
    figures.ms("ledger_page_p50", ledger.percentile(50), Aim::None);
    figures.ms("ledger_page", ledger.percentile(99), Aim::AtMost(1_000));

    let mut after = None;
    let khatas = Samples::of(200, |_| {
        let page = shop.ask(ListParties { after: after.take(), limit: 100, ages: true, ..ListParties::default() })?;
        after = page.next;
        Ok(())
    })?;
    figures.ms("khata_page", khatas.percentile(99), Aim::AtMost(10_000));

    let mut after = None;
    let bills = Samples::of(2_000, |_| {
        let page = shop.ask(ListBills { after: after.take(), limit: 50, ..ListBills::default() })?;
        after = page.next;
        Ok(())
    })?;
    figures.ms("bill_list_page_p50", bills.percentile(50), Aim::None);
    figures.ms("bill_list_page", bills.percentile(99), Aim::AtMost(1_000));

    let aim = if whole { Aim::AtLeast(TERMS * 1_000) } else { Aim::None };
    figures.add("search_terms", terms(shop)? * 1_000, "terms", aim);
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

/// The terms that a search finds its way through: each one once for every record and field that has it.
fn terms(shop: &Shop) -> Result<u128> {
    let count = connection(shop.folder())?.query_row("select count(*) from term", [], |row| row.get::<_, i64>(0));
    count.map(|count| u128::from(count.unsigned_abs())).map_err(storage)
}
