//! Stock of the made-up shop: what is there at the beginning, and what is delivered before it runs out.

use super::Door;
use super::basket::LINES_OF_TEN_BILLS;
use super::dice::Dice;
use super::goods::Good;
use super::people::Supplier;
use super::till::Till;
use crate::api::item::AddStock;
use crate::error::Result;
use crate::id::PartyId;
use crate::item::StockEntry;
use crate::money::{Paise, Rate};
use crate::quantity::Milli;

/// Works out what is ordered of each good at once: about a month's sale, in whole cartons or sacks.
pub fn plan(goods: &mut [Good], bills_a_month: u64) {
    let all: u64 = goods.iter().map(|good| good.popularity).fold(0, u64::saturating_add);
    let lines = bills_a_month.saturating_mul(LINES_OF_TEN_BILLS) / 10;
    for good in goods {
        let sold = lines.saturating_mul(good.popularity).checked_div(all).unwrap_or(0);
        // A line is a little more than one pack or kilogram.
        let units = sold.saturating_mul(3) / 2;
        let carton: u64 = if good.loose { 10 } else { 12 };
        let cartons = units.checked_div(carton).unwrap_or(0).saturating_add(1);
        let units = i64::try_from(cartons.saturating_mul(carton)).unwrap_or(i64::MAX);
        good.batch = Milli::new(units.saturating_mul(1000)).unwrap_or(Milli::units(1000));
    }
}

/// What lies on the shelf on the first day.
pub fn opening(door: &mut impl Door, dice: &Dice, good: &mut Good) -> Result<()> {
    let whole = good.batch.get() / 1000;
    let quantity = Milli::new(dice.between(whole / 2, whole).max(1).saturating_mul(1000))?;
    receive(door, good, quantity, None, true)
}

/// Orders what is short: `in_cash` from the drawer while there is enough, else from the supplier on account.
pub fn restock(
    door: &mut impl Door,
    good: &mut Good,
    supplier: Option<&mut Supplier>,
    till: &mut Till,
    in_cash: bool,
) -> Result<()> {
    // Sold faster than thought: the next order is larger.
    if !good.stock.is_positive() {
        let whole = good.batch.get().saturating_mul(3) / 2_000;
        good.batch = Milli::new(whole.max(1).saturating_mul(1_000))?;
    }
    let quantity = good.batch;
    let cost = cost(good, quantity)?;
    let supplier = if in_cash && till.pay_cash(cost)? { None } else { supplier };
    let by = supplier.as_ref().map(|supplier| supplier.id);
    receive(door, good, quantity, by, false)?;
    if let Some(supplier) = supplier {
        supplier.owed = supplier.owed.add(cost, "owed")?;
    }
    Ok(())
}

/// Whether a good is to be ordered.
pub fn is_short(good: &Good) -> bool {
    good.stock.get() < good.batch.get() / 3
}

/// Something went bad, or was eaten by mice.
pub fn waste(door: &mut impl Door, good: &mut Good) -> Result<()> {
    let quantity = Milli::units(1).neg();
    let entry = StockEntry {
        item: good.item.id,
        quantity,
        cost: Paise::ZERO,
        supplier: None,
        opening: false,
        date: None,
        note: "Spoiled".into(),
    };
    door.ask(AddStock { id: None, entry })?;
    good.stock = good.stock.add(quantity, "stock")?;
    Ok(())
}

fn receive(
    door: &mut impl Door,
    good: &mut Good,
    quantity: Milli,
    supplier: Option<PartyId>,
    opening: bool,
) -> Result<()> {
    let entry = StockEntry {
        item: good.item.id,
        quantity,
        cost: cost(good, quantity)?,
        supplier,
        opening,
        date: None,
        note: String::new(),
    };
    door.ask(AddStock { id: None, entry })?;
    good.stock = good.stock.add(quantity, "stock")?;
    Ok(())
}

/// What so much costs: a share of the price without its tax.
fn cost(good: &Good, quantity: Milli) -> Result<Paise> {
    let price = good.item.price.times(quantity)?;
    let rate = good.item.rates.last().map_or(Rate::ZERO, |step| step.rate);
    let with_tax = Rate::WHOLE.saturating_add(rate.get().into());
    let without = price.mul_div(Rate::WHOLE, with_tax, "cost")?;
    without.mul_div(good.cost_percent, 100, "cost")
}
