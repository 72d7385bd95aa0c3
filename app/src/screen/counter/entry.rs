//! The grammar of the one box: what a scan, a code, a name, a price, a quantity or a phone number means.

use smartkhata_core::money::{Paise, UnitPrice};
use smartkhata_core::quantity::Milli;

/// What was typed, taken apart. Nothing is guessed about money: what is no figure is a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `3*` before anything.
    pub quantity: Option<Milli>,
    /// `₹20` before an item: so much of it.
    pub worth: Option<Paise>,
    /// The rest.
    pub what: What,
}

/// What is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Nothing more.
    Nothing,
    /// `*45` or `*45 chai`: an item that is not in the list.
    Open(UnitPrice, String),
    /// Ten digits of a mobile.
    Phone(String),
    /// Digits: a barcode or short code.
    Code(String),
    /// `/hold`.
    Command(String),
    /// The name of an item.
    Name(String),
    /// A figure before `*` that is no quantity to sell: below zero, nothing, too large.
    NoQuantity,
}

impl Entry {
    /// Takes apart what was typed.
    pub fn of(typed: &str) -> Self {
        let mut rest = typed.trim();
        let (mut quantity, mut worth) = (None, None);
        if let Some(command) = rest.strip_prefix('/') {
            return Self { quantity, worth, what: What::Command(command.trim().to_lowercase()) };
        }
        if let Some((before, after)) = rest.split_once('*')
            && before.contains(char::is_numeric)
            && before.chars().all(|c| c.is_numeric() || " .,+-−".contains(c))
        {
            match before.trim().parse::<Milli>().ok().filter(|figure| figure.is_positive()) {
                Some(figure) => quantity = Some(figure),
                None => return Self { quantity, worth, what: What::NoQuantity },
            }
            rest = after.trim_start();
        }
        if let Some(after) = rest.strip_prefix(['₹', '=']) {
            let (figure, name) = after.trim_start().split_once(' ').unwrap_or((after.trim(), ""));
            if let Some(amount) = figure.parse::<Paise>().ok().filter(|amount| *amount > Paise::ZERO) {
                worth = Some(amount);
                rest = name.trim();
            }
        }
        Self { quantity, worth, what: What::of(rest) }
    }
}

impl What {
    fn of(rest: &str) -> Self {
        if rest.is_empty() {
            return Self::Nothing;
        }
        if let Some(after) = rest.strip_prefix('*') {
            let (figure, name) = after.trim().split_once(' ').unwrap_or((after.trim(), ""));
            return match figure.parse::<UnitPrice>() {
                Ok(price) => Self::Open(price, name.trim().to_owned()),
                Err(_) => Self::Name(after.trim().to_owned()),
            };
        }
        if rest.chars().all(|c| c.is_ascii_digit()) {
            let is_mobile = rest.len() == 10 && rest.starts_with(['6', '7', '8', '9']);
            return if is_mobile { Self::Phone(rest.to_owned()) } else { Self::Code(rest.to_owned()) };
        }
        Self::Name(rest.to_owned())
    }
}

/// How much of an item a sum of money buys, to the thousandth of a unit, where a customer pays so much for a thousand.
/// The line may miss the sum by what a thousandth costs.
pub fn quantity_worth(sum: Paise, thousand: Paise) -> Option<Milli> {
    let thousandths = sum.mul_div(1_000_000, thousand.get(), "quantity").ok()?;
    Milli::new(thousandths.get()).ok().filter(|quantity| quantity.is_positive())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> UnitPrice {
        text.parse().expect("a price")
    }

    #[test]
    fn the_box_understands_what_cashiers_type() {
        let name = |text: &str| What::Name(text.to_owned());
        let table = [
            ("", None, None, What::Nothing),
            ("8901058000123", None, None, What::Code("8901058000123".to_owned())),
            ("12", None, None, What::Code("12".to_owned())),
            ("9822012345", None, None, What::Phone("9822012345".to_owned())),
            ("1234567890", None, None, What::Code("1234567890".to_owned())),
            ("3*", Some("3"), None, What::Nothing),
            ("3*8901058000123", Some("3"), None, What::Code("8901058000123".to_owned())),
            ("2.5 * चीनी", Some("2.5"), None, name("चीनी")),
            ("*45", None, None, What::Open(price("45"), String::new())),
            ("*45.50 chai", None, None, What::Open(price("45.50"), "chai".to_owned())),
            ("3**45", Some("3"), None, What::Open(price("45"), String::new())),
            ("₹20 sugar", None, Some("20"), name("sugar")),
            ("₹20", None, Some("20"), What::Nothing),
            ("=20 1001", None, Some("20"), What::Code("1001".to_owned())),
            ("/Hold", None, None, What::Command("hold".to_owned())),
            ("amul*gold", None, None, name("amul*gold")),
            ("1,200*1001", Some("1200"), None, What::Code("1001".to_owned())),
            ("0*x", None, None, What::NoQuantity),
            ("-3*sugar", None, None, What::NoQuantity),
            ("99999999999*sugar", None, None, What::NoQuantity),
            ("1.2.3*sugar", None, None, What::NoQuantity),
            ("7-up*", None, None, name("7-up*")),
            ("*abc", None, None, name("abc")),
        ];
        for (typed, quantity, worth, what) in table {
            let entry = Entry {
                quantity: quantity.map(|text| text.parse().expect("a quantity")),
                worth: worth.map(|text| text.parse().expect("an amount")),
                what,
            };
            assert_eq!(Entry::of(typed), entry, "{typed}");
        }
    }

    #[test]
    fn twenty_rupees_of_sugar() {
        let paise = |text: &str| text.parse::<Paise>().expect("an amount");
        let of = |sum: &str, thousand: &str| {
            quantity_worth(paise(sum), paise(thousand)).map(|quantity| quantity.to_string())
        };
        assert_eq!(of("20", "45000").as_deref(), Some("0.444"));
        assert_eq!(of("20", "40000").as_deref(), Some("0.5"));
        assert_eq!(of("20", "0"), None, "what costs nothing has no quantity for money");
        assert_eq!(of("0.01", "1000000"), None, "less than a thousandth");
    }
}
