//! The figures of a line that are changed by typing: how each stands there, and what it takes.

use smartkhata_core::Code;
use smartkhata_core::code::measure;
use smartkhata_core::document::DraftLine;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::tax::discount::Discount;

use crate::part::worth;

/// Which figure of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// How much of it.
    Quantity,
    /// What one costs; nothing stands there while it has no price.
    Price,
    /// What is off the line.
    Discount,
}

impl Figure {
    /// The figure of a line as it is typed.
    pub fn text(self, line: &DraftLine) -> String {
        match self {
            Self::Quantity => line.quantity.to_string(),
            Self::Price if line.price == UnitPrice::ZERO => String::new(),
            Self::Price => line.price.to_string(),
            Self::Discount => discount_text(line.discount),
        }
    }

    /// Takes what was typed over into the line; false when it is no such figure. A price may be a sum (`10+5`).
    pub fn take(self, line: &mut DraftLine, typed: &str) -> bool {
        match self {
            Self::Quantity => match measure::typed(typed, &line.unit) {
                Ok(quantity) if quantity.is_positive() => line.quantity = quantity,
                _ => return false,
            },
            Self::Price => {
                let sum = worth(typed).and_then(|sum| UnitPrice::from_paise(sum).ok());
                match typed.parse::<UnitPrice>().ok().or(sum) {
                    Some(price) => line.price = price,
                    None => return false,
                }
            }
            Self::Discount => match discount_of(typed) {
                Some(discount) => line.discount = discount,
                None => return false,
            },
        }
        true
    }

    /// What is said of what it does not take.
    pub const fn refusal(self) -> Code {
        match self {
            Self::Quantity => Code::InvalidQuantity,
            Self::Price | Self::Discount => Code::InvalidAmount,
        }
    }
}

/// `10%`, `10` rupees, or nothing.
pub fn discount_of(typed: &str) -> Option<Discount> {
    let typed = typed.trim();
    if typed.is_empty() || typed == "0" {
        Some(Discount::None)
    } else if typed.ends_with('%') {
        typed.parse::<Rate>().ok().map(Discount::Percent)
    } else {
        typed.parse::<Paise>().ok().filter(|amount| !amount.is_negative()).map(Discount::Amount)
    }
}

/// A discount as it is typed.
pub fn discount_text(discount: Discount) -> String {
    match discount {
        Discount::None => String::new(),
        Discount::Amount(amount) => amount.to_string(),
        Discount::Percent(rate) => format!("{rate}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::bill::line::open_line_with;

    #[test]
    fn a_discount_is_a_share_or_an_amount() {
        assert_eq!(discount_of("10%"), Some(Discount::Percent(Rate::percent(10))));
        assert_eq!(discount_of(" 12.50 "), Some(Discount::Amount("12.50".parse().expect("an amount"))));
        assert_eq!(discount_of(""), Some(Discount::None));
        assert_eq!(discount_of("-5"), None);
        assert_eq!(discount_of("ten"), None);
        for text in ["10%", "12.50", ""] {
            assert_eq!(discount_of(text).map(discount_text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_quantity_is_counted_in_the_unit_of_its_line() {
        let mut line = DraftLine { unit: "KGS".to_owned(), ..open_line_with("cheeni", true) };
        assert!(Figure::Quantity.take(&mut line, "500g"));
        assert_eq!(Figure::Quantity.text(&line), "0.5");
        assert!(!Figure::Quantity.take(&mut line, "2 box"), "nobody knows how much is in a box");
        assert_eq!(Figure::Quantity.text(&line), "0.5");
    }

    #[test]
    fn a_line_takes_figures_and_refuses_what_is_none() {
        let mut line = open_line_with("chai", true);
        assert_eq!(Figure::Price.text(&line), "", "it has no price yet");
        assert!(Figure::Quantity.take(&mut line, "2.5"));
        assert!(Figure::Price.take(&mut line, "10+5"));
        assert!(Figure::Discount.take(&mut line, "5%"));
        assert_eq!(Figure::Quantity.text(&line), "2.5");
        assert_eq!(Figure::Price.text(&line), "15.00");
        assert_eq!(Figure::Discount.text(&line), "5%");
        for (figure, typed) in
            [(Figure::Quantity, "0"), (Figure::Quantity, "x"), (Figure::Price, "10+"), (Figure::Discount, "-1")]
        {
            assert!(!figure.take(&mut line, typed), "{typed}");
        }
        assert_eq!(Figure::Price.text(&line), "15.00");
    }
}
