//! What the made-up shop sells. The list of goods is data beside this file; rates come from the table of rates.

use std::sync::LazyLock;

use super::Door;
use super::dice::Dice;
use crate::api::item::SaveItem;
use crate::code::hsn::Hsn;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::item::{Item, ItemEdit};
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;
use crate::tax::rate::{DatedRate, RateEntry, RateTable, Treatment};

/// Something sold, with what the story knows of it.
pub struct Good {
    /// The item.
    pub item: Item,
    /// How often it is sold.
    pub popularity: u64,
    /// Weighed at the counter.
    pub loose: bool,
    /// On the shelf.
    pub stock: Milli,
    /// What is ordered at once: about a month's sale.
    pub batch: Milli,
    /// Of a hundred rupees of the price without tax, what it costs.
    pub cost_percent: i64,
}

/// A pack of the list.
struct Pack {
    name: String,
    hsn: Hsn,
    condition: &'static str,
    unit: &'static str,
    popularity: u64,
    loose: bool,
    price: Paise,
}

static PACKS: LazyLock<Vec<Pack>> =
    LazyLock::new(|| read(include_str!("goods.txt")).expect("the list of goods is read by a test"));

/// First and second parts of made-up brands, for shops with more items than the list.
const BRANDS: ([&str; 12], [&str; 14]) = (
    ["Anand", "Bharat", "Chandra", "Dev", "Ganga", "Hari", "Indra", "Jai", "Kanak", "Laxmi", "Mangal", "Nav"],
    [
        "dhara", "deep", "jyoti", "kiran", "mala", "priya", "raj", "ras", "shakti", "shree", "sudha", "tara", "vani",
        "vijay",
    ],
);

/// Adds the nth item.
pub fn save(door: &mut impl Door, dice: &Dice, first: Date, n: u32) -> Result<Good> {
    let n = usize::try_from(n).unwrap_or(0);
    let missing = || Error::new(Code::Internal, "The list of goods is empty.");
    // Spread over the list, so that a small shop has something of everything. 151 shares no factor with its length.
    let place = n.saturating_mul(151).checked_rem(PACKS.len()).ok_or_else(missing)?;
    let pack = PACKS.get(place).ok_or_else(missing)?;
    let again = n.checked_div(PACKS.len()).ok_or_else(missing)?;
    let (treatment, rates) = rates(pack, first)?;
    // Packed goods are sold at the printed price or a little below.
    let off = if pack.loose || pack.price < Paise::rupees(40) || dice.chance(400) { 0 } else { dice.between(2, 8) };
    let price = pack.price.mul_div(100_i64.saturating_sub(off), 100, "price")?.round_to_rupee()?;
    let edit = ItemEdit {
        name: Some(named(pack, again)),
        code: (!pack.loose).then(|| barcode(n)),
        hsn: Some(pack.hsn.to_string()),
        unit: Some(pack.unit.to_owned()),
        price: Some(UnitPrice::from_paise(price)?),
        price_includes_tax: Some(true),
        mrp: if pack.loose { None } else { Some(UnitPrice::from_paise(pack.price)?) },
        treatment: Some(treatment),
        rates: Some(rates),
        track_stock: Some(true),
        low_stock: Some(Milli::units(if pack.loose { 5 } else { 6 })),
        archived: None,
    };
    let item = door.ask(SaveItem { id: None, edit, opening: None })?;
    Ok(Good {
        item,
        popularity: pack.popularity.saturating_mul(pack.popularity),
        loose: pack.loose,
        stock: Milli::ZERO,
        batch: Milli::ZERO,
        cost_percent: dice.between(80, 92),
    })
}

/// The name of a pack, under a brand of its own from the second round on.
fn named(pack: &Pack, again: usize) -> String {
    if again == 0 {
        return pack.name.clone();
    }
    let (first, second) = (BRANDS.0, BRANDS.1);
    let brand = again.saturating_sub(1);
    let part = |parts: &[&'static str], n: usize| n.checked_rem(parts.len()).and_then(|n| parts.get(n).copied());
    let turn = brand.checked_div(first.len().saturating_mul(second.len())).unwrap_or(0);
    let name = format!(
        "{}{} {}",
        part(&first, brand).unwrap_or_default(),
        part(&second, brand.checked_div(first.len()).unwrap_or(0)).unwrap_or_default(),
        pack.name
    );
    if turn == 0 { name } else { format!("{name} ({turn})") }
}

/// An EAN-13 of the range that GS1 leaves to shops (it begins with 2), so that it is nobody's product.
fn barcode(n: usize) -> String {
    let stem = format!("2{:011}", n.saturating_add(1_000_000));
    let sum = stem.bytes().zip([1_u32, 3].into_iter().cycle()).fold(0_u32, |sum, (digit, weight)| {
        sum.saturating_add(u32::from(digit.saturating_sub(b'0')).saturating_mul(weight))
    });
    format!("{stem}{}", 10_u32.saturating_sub(sum % 10) % 10)
}

/// How a pack is treated, and its rate from the first day of the story on, step by step.
fn rates(pack: &Pack, first: Date) -> Result<(Treatment, Vec<DatedRate>)> {
    let table = RateTable::bundled();
    let on = |day: Date| -> Option<&RateEntry> {
        let found = table.lookup(&pack.hsn, day);
        let fits = |entry: &&&RateEntry| entry.condition.as_deref().unwrap_or("").starts_with(pack.condition);
        found.iter().find(fits).or(found.first()).copied()
    };
    let today = on(table.as_of()).ok_or_else(|| {
        Error::field(Code::InvalidRate, "rates", format!("The table of rates does not know {}.", pack.hsn))
    })?;
    if !today.treatment.is_taxed() {
        let never = DatedRate { from: first, rate: Rate::ZERO, cess: Default::default(), on_retail_price: false };
        return Ok((today.treatment, vec![never]));
    }
    let mut days: Vec<Date> = table.entries().map(|entry| entry.from).filter(|from| *from > first).collect();
    days.push(first);
    days.sort_unstable();
    days.dedup();
    let mut steps: Vec<DatedRate> = Vec::new();
    for from in days {
        let Some(entry) = on(from) else { continue };
        let step = DatedRate { from, rate: entry.rate, cess: entry.cess, on_retail_price: entry.on_retail_price };
        if steps.last().is_none_or(|last| DatedRate { from, ..*last } != step) {
            steps.push(step);
        }
    }
    Ok((today.treatment, steps))
}

fn read(text: &'static str) -> Result<Vec<Pack>> {
    let mut packs = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let bad = || Error::new(Code::Internal, format!("The list of goods has a line that cannot be read: {line}"));
        let parts: Vec<&'static str> = line.split('|').map(str::trim).collect();
        let &[name, hsn, condition, unit, popularity, list] = parts.as_slice() else { return Err(bad()) };
        for pack in list.split(", ") {
            let (label, price) = pack.split_once('=').ok_or_else(bad)?;
            let loose = label == "loose";
            packs.push(Pack {
                name: if loose { name.to_owned() } else { format!("{name} {label}") },
                hsn: hsn.parse()?,
                condition,
                unit,
                popularity: popularity.parse().map_err(|_| bad())?,
                loose,
                price: price.parse()?,
            });
        }
    }
    Ok(packs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_whole() {
        let packs = &*PACKS;
        assert!(packs.len() >= 400);
        assert_ne!(packs.len() % 151, 0, "every pack must be reached");
        let names: BTreeSet<&str> = packs.iter().map(|pack| pack.name.as_str()).collect();
        assert_eq!(names.len(), packs.len());
        assert!(names.iter().filter(|name| !name.is_ascii()).count() > 40);
    }

    #[test]
    fn every_pack_has_one_entry_of_the_table_that_it_means() {
        let table = RateTable::bundled();
        for pack in PACKS.iter() {
            let found = table.lookup(&pack.hsn, table.as_of());
            let fitting = found
                .iter()
                .filter(|entry| entry.condition.as_deref().unwrap_or("").starts_with(pack.condition))
                .count();
            assert_eq!(fitting, 1, "{} {} \"{}\"", pack.name, pack.hsn, pack.condition);
            assert!(found.iter().all(|entry| !entry.on_retail_price || !pack.condition.is_empty()), "{}", pack.name);
        }
    }

    #[test]
    fn a_rate_that_changed_in_the_story_is_kept_as_steps() {
        let ghee = PACKS.iter().find(|pack| pack.name.starts_with("Gopika desi ghee")).unwrap();
        let (treatment, steps) = rates(ghee, "2025-01-01".parse().unwrap()).unwrap();
        assert_eq!(treatment, Treatment::Taxable);
        let steps: Vec<(String, String)> =
            steps.iter().map(|step| (step.from.to_string(), step.rate.to_string())).collect();
        assert_eq!(steps, [("2025-01-01".into(), "12".into()), ("2025-09-22".into(), "5".into())]);
    }

    #[test]
    fn fifty_thousand_items_have_as_many_names_and_codes() {
        let packs = PACKS.len();
        let names: BTreeSet<String> = (0..50_000).map(|n| named(&PACKS[n * 151 % packs], n / packs)).collect();
        assert_eq!(names.len(), 50_000);
        assert_eq!(barcode(0), "2000010000005");
    }
}
