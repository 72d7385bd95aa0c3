//! A quantity as it is typed of goods that are kept in a unit: `500 g` of what is kept by the kilogram are half of one.

use super::unit;
use crate::error::{Code, Error, Result};
use crate::quantity::Milli;

/// What units measure; those of one kind stand for each other, by how many of the smallest each is.
const KINDS: [&[(&str, i64)]; 4] = [
    &[("GMS", 1), ("TGM", 10), ("KGS", 1_000), ("QTL", 100_000), ("TON", 1_000_000), ("MTS", 1_000_000)],
    &[("MLT", 1), ("LTR", 1_000), ("KLR", 1_000_000)],
    &[("CMS", 1), ("MTR", 100), ("KME", 100_000)],
    &[("PCS", 1), ("NOS", 1), ("UNT", 1), ("PRS", 2), ("DOZ", 12), ("GRS", 144)],
];

/// Reads a quantity of goods that are kept in `unit`, a code of the GST list or a shop's own word: a figure alone, or with a
/// unit that can be counted in that one.
///
/// ```
/// use smartkhata_core::code::measure::typed;
/// assert_eq!(typed("500 g", "KGS")?.to_string(), "0.5");
/// assert_eq!(typed("2 dozen", "PCS")?.to_string(), "24");
/// assert!(typed("2 bori", "KGS").is_err());
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_quantity` for what is no figure, and for a unit that says nothing of how much that is in `unit`;
/// `overflow` for more than there can be.
pub fn typed(text: &str, unit: &str) -> Result<Milli> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_alphabetic() && !c.is_numeric()).unwrap_or(text.len());
    let (figure, word) = text.split_at_checked(end).unwrap_or((text, ""));
    let quantity: Milli = figure.parse().map_err(|error: Error| match error.code() {
        Code::InvalidQuantity => Milli::no_quantity(text),
        _ => error,
    })?;
    let word = word.trim_end_matches('.');
    if word.is_empty() { Ok(quantity) } else { counted(quantity, word, unit)?.ok_or_else(|| Milli::no_quantity(text)) }
}

/// How much a quantity in the unit that `word` means is in `unit`, rounded half up to a thousandth; none where the one says
/// nothing of the other: bags of rice are not so many kilograms.
///
/// # Errors
/// `overflow` for more than there can be.
pub fn counted(quantity: Milli, word: &str, unit: &str) -> Result<Option<Milli>> {
    let (from, to) = (unit::kept(word), unit::kept(unit));
    // Goods without a unit are counted as they are said.
    if to.is_empty() || from.to_lowercase().trim_end_matches('s') == to.to_lowercase().trim_end_matches('s') {
        return Ok(Some(quantity));
    }
    let of = |kind: &[(&str, i64)], unit: &str| kind.iter().find(|(code, _)| *code == unit).map(|(_, size)| *size);
    let Some((from, to)) = KINDS.iter().find_map(|kind| of(kind, &from).zip(of(kind, &to))) else { return Ok(None) };
    let scaled = i128::from(quantity.get()).saturating_mul(i128::from(from)).saturating_mul(2);
    let divisor = i128::from(to).saturating_mul(2);
    let rounded = scaled.saturating_add(i128::from(to)).div_euclid(divisor);
    Milli::new(i64::try_from(rounded).unwrap_or(i64::MAX)).map(Some)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::unit::Uqc;
    use super::*;

    #[test]
    fn quantities_as_typed() {
        for (text, unit, quantity) in [
            ("2.5", "KGS", "2.5"),
            ("2.5kg", "KGS", "2.5"),
            ("2.5 Kgs.", "KGS", "2.5"),
            ("500g", "KGS", "0.5"),
            ("1,500 gms", "KGS", "1.5"),
            ("500 ग्राम", "KGS", "0.5"),
            ("2 किग्रा", "KGS", "2"),
            ("१० किलो", "KGS", "10"),
            ("2kg", "GMS", "2,000"),
            ("1 quintal", "KGS", "100"),
            ("250ml", "LTR", "0.25"),
            ("75 cm", "MTR", "0.75"),
            ("2 dozen", "PCS", "24"),
            ("2 दर्जन", "NOS", "24"),
            ("12 pcs", "NOS", "12"),
            ("6 नग", "DOZ", "0.5"),
            ("3 डिब्बा", "BOX", "3"),
            ("3 plates", "plate", "3"),
            ("3 plates", "", "3"),
            ("-250 g", "KGS", "-0.25"),
            ("1 g", "KGS", "0.001"),
        ] {
            assert_eq!(typed(text, unit).map(|read| read.to_string()).as_deref(), Ok(quantity), "{text} of {unit}");
        }
    }

    #[test]
    fn what_says_nothing_of_how_much_is_refused() {
        for (text, unit) in [
            ("", "KGS"),
            ("kg", "KGS"),
            ("2 bori", "KGS"),
            ("1 box", "PCS"),
            ("500 ml", "KGS"),
            ("2 kg", "plate"),
            ("2.5.1", "KGS"),
            ("1 2", "KGS"),
            ("2kg5", "KGS"),
            ("12,50", "KGS"),
            ("0.0001 kg", "KGS"),
        ] {
            assert_eq!(typed(text, unit).unwrap_err().code(), Code::InvalidQuantity, "{text} of {unit}");
        }
        assert_eq!(typed("9999999999 kg", "GMS").unwrap_err(), Error::overflow("quantity"));
    }

    #[test]
    fn units_of_a_kind_are_of_the_list() {
        for (code, size) in KINDS.iter().flat_map(|kind| kind.iter()) {
            assert!(*size > 0 && code.parse::<Uqc>().is_ok(), "{code}");
        }
    }

    proptest! {
        #[test]
        fn what_is_counted_in_the_smaller_unit_comes_back(grams in 0..1_000_000_000_i64) {
            let kilograms = Milli::new(grams).unwrap();
            let back = counted(counted(kilograms, "kg", "GMS").unwrap().unwrap(), "g", "KGS").unwrap();
            prop_assert_eq!(back, Some(kilograms));
        }
    }
}
