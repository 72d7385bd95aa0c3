//! What one customer buys, and how it is paid.

use super::dice::{Dice, Weighted};
use super::goods::Good;
use crate::date::Date;
use crate::document::{DraftLine, rates};
use crate::error::Result;
use crate::money::{Paise, Rate};
use crate::payment::{Mode, Tender};
use crate::quantity::Milli;
use crate::tax::cess::Cess;
use crate::tax::compute::Discount;

/// How many bills of a hundred have one line, two, …: most people come for little.
const LINES: [u64; 12] = [18, 22, 19, 13, 9, 6, 4, 3, 2, 2, 1, 1];
/// Lines on ten bills, on average.
pub const LINES_OF_TEN_BILLS: u64 = 35;

/// Grams that people ask for, small ones more often.
const GRAMS: [i64; 8] = [250, 250, 500, 500, 1_000, 1_000, 2_000, 5_000];

/// What is in a basket, by place in the list of goods.
pub fn fill(dice: &Dice, picker: &Weighted, goods: &[Good], day: Date, business: bool) -> Vec<(usize, DraftLine)> {
    let lines = Weighted::new(LINES.into_iter()).draw(dice).saturating_add(if business { 5 } else { 1 });
    let mut basket: Vec<(usize, DraftLine)> = Vec::new();
    for _ in 0..lines {
        let place = picker.draw(dice);
        let taken = basket.iter().any(|(other, _)| *other == place);
        // Nothing left of it: the customer takes something else.
        if let Some(good) = goods.get(place).filter(|good| !taken && good.stock.get() >= 1_000) {
            let quantity = quantity(dice, good, business);
            basket.push((place, line(good, quantity, day)));
        }
    }
    basket
}

fn quantity(dice: &Dice, good: &Good, business: bool) -> Milli {
    let times = if business { dice.between(2, 6) } else { 1 };
    let thousandths = match (good.loose, good.item.unit.as_str()) {
        (true, "KGS") => {
            // Nobody asks for five kilograms of cardamom.
            let most = if good.item.price.get() > 2_500_000 { 2 } else { GRAMS.len() };
            GRAMS.get(dice.index(most)).copied().unwrap_or(1_000)
        }
        (true, "PCS") => dice.between(2, 12).saturating_mul(1_000),
        _ if dice.chance(700) => 1_000,
        _ => dice.between(2, 4).saturating_mul(1_000),
    };
    let wanted = thousandths.saturating_mul(times).min(good.stock.get());
    // Packs and pieces are whole.
    let whole = if good.item.unit == "KGS" { wanted } else { (wanted / 1_000).saturating_mul(1_000) };
    Milli::new(whole.max(1)).unwrap_or(Milli::units(1))
}

/// A line as the counter makes it when the item is picked.
pub fn line(good: &Good, quantity: Milli, day: Date) -> DraftLine {
    let item = &good.item;
    let mut line = DraftLine {
        item: Some(item.id),
        name: item.name.clone(),
        hsn: item.hsn.clone(),
        unit: item.unit.clone(),
        quantity,
        price: item.price,
        price_includes_tax: item.price_includes_tax,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Cess::NONE,
        retail_price: None,
        rate_of_item: true,
        treatment: item.treatment,
    };
    rates::take(&mut line, item, day);
    line
}

/// Money for a whole amount: notes at the counter, or the exact sum by UPI or card.
pub fn money(dice: &Dice, amount: Paise) -> Result<Vec<Tender>> {
    let by = |mode: Mode, amount: Paise, reference: String| vec![Tender { mode, amount, reference }];
    Ok(match dice.below(100) {
        0..=46 => by(Mode::Cash, notes(dice, amount)?, String::new()),
        47..=96 => by(Mode::Upi, amount, String::new()),
        _ => by(Mode::Card, amount, format!("{:04}", dice.below(10_000))),
    })
}

/// Cash that somebody hands over for an amount: exact, or the next round sum.
fn notes(dice: &Dice, amount: Paise) -> Result<Paise> {
    let round = [1_000_i64, 5_000, 10_000, 50_000];
    let to = if dice.chance(350) { 100 } else { dice.pick(&round).copied().unwrap_or(100) };
    let steps = amount.get().saturating_add(to.saturating_sub(1)).checked_div(to).unwrap_or(0);
    Paise::new(steps.saturating_mul(to), "cash")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handed_over_cash_covers_the_amount() {
        let dice = Dice::new(9);
        for paise in [100, 4_500, 123_400] {
            let amount = Paise::new(paise, "amount").unwrap();
            for _ in 0..100 {
                let cash = notes(&dice, amount).unwrap();
                assert!(cash >= amount && cash.get() < paise + 50_000);
            }
        }
    }

    #[test]
    fn the_average_of_lines_is_what_stock_is_planned_with() {
        let (weight, sum) = (1_u64..).zip(LINES).fold((0, 0), |(w, s), (n, weight)| (w + weight, s + n * weight));
        assert!((sum * 10 / weight).abs_diff(LINES_OF_TEN_BILLS) <= 3, "{}", sum * 10 / weight);
    }
}
