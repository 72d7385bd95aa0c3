//! Stock valued by the periodic weighted average of each item and financial year.
//!
//! Average = (opening value + value in) ÷ (opening quantity + quantity in); closing value = closing quantity ×
//! average. Goods sold before they were entered (stock below zero) are worth nothing.

use crate::money::div_round;

/// What moved of an item in a year: thousandths and paise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Came in.
    pub quantity_in: i64,
    /// What it cost.
    pub value_in: i64,
    /// Went out.
    pub quantity_out: i64,
}

impl Moved {
    /// What moved beside this part of it.
    #[must_use]
    pub const fn without(self, part: Self) -> Self {
        Self {
            quantity_in: self.quantity_in.saturating_sub(part.quantity_in),
            value_in: self.value_in.saturating_sub(part.value_in),
            quantity_out: self.quantity_out.saturating_sub(part.quantity_out),
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            quantity_in: self.quantity_in.saturating_add(other.quantity_in),
            value_in: self.value_in.saturating_add(other.value_in),
            quantity_out: self.quantity_out.saturating_add(other.quantity_out),
        }
    }
}

/// An item's stock at the end of a year: thousandths and paise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// How much; below zero where more was sold than was entered.
    pub quantity: i64,
    /// What it is worth.
    pub value: i64,
}

impl Held {
    /// By how much the stock rose in value in a year: paise.
    pub fn gained(self, year: Moved) -> i128 {
        i128::from(self.after(year).value).saturating_sub(i128::from(self.value))
    }

    /// The stock a year later. Figures that no shop has end at what a column holds: a change that was made is never
    /// refused for them.
    #[must_use]
    pub fn after(self, year: Moved) -> Self {
        let available = i128::from(self.quantity.max(0)).saturating_add(i128::from(year.quantity_in));
        let worth = i128::from(self.value).saturating_add(i128::from(year.value_in));
        let quantity = self.quantity.saturating_add(year.quantity_in).saturating_sub(year.quantity_out);
        let value = div_round(worth.saturating_mul(i128::from(quantity.max(0))), available).unwrap_or(0);
        let most = i128::from(i64::MAX);
        Self { quantity, value: i64::try_from(value.clamp(most.saturating_neg(), most)).unwrap_or(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(quantity_in: i64, value_in: i64, quantity_out: i64) -> Moved {
        Moved { quantity_in, value_in, quantity_out }
    }

    #[test]
    fn the_average_of_a_year_carries_into_the_next() {
        // 10 kg for 400.00 and 10 kg for 500.00 average 45.00; 5 kg are left: 225.00.
        let first = Held::default().after(moved(20_000, 90_000, 15_000));
        assert_eq!(first, Held { quantity: 5_000, value: 22_500 });
        // Next year 5 kg more for 275.00: 10 kg for 500.00, 4 left at 50.00.
        assert_eq!(first.after(moved(5_000, 27_500, 6_000)), Held { quantity: 4_000, value: 20_000 });
    }

    #[test]
    fn goods_sold_before_they_were_entered_are_worth_nothing() {
        assert_eq!(Held::default().after(moved(0, 0, 3_000)), Held { quantity: -3_000, value: 0 });
    }

    #[test]
    fn no_figure_is_too_large_to_be_taken_in() {
        let most = moved(i64::MAX, i64::MAX, 0);
        let held = Held::default().after(most).after(most);
        assert_eq!(held, Held { quantity: i64::MAX, value: i64::MAX });
    }
}
