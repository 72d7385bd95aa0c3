//! What lines of a tax invoice should say and do not. An invoice to a registered buyer names the HSN or SAC of all goods:
//! four digits up to a turnover of ₹5 crore, six above (Notification 78/2020 under Rule 46); to others it is a matter of
//! choice up to that turnover. A code that is there has four digits at least, or the line is refused.

use serde::{Deserialize, Serialize};

use crate::document::{DraftLine, PartySnapshot};
use crate::tax::compute::TaxMode;
use crate::tax::rate::Treatment;

/// Something that a line lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Its HSN or SAC.
    Hsn,
    /// A tax rate, though it is taxed.
    Rate,
}

/// What one line lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Lacking {
    /// Place of the line, from 0.
    pub line: u32,
    /// What.
    pub what: Lack,
}

/// What the lines of a bill lack. Worth a word, never a refusal: the shop knows its goods. Something that is sold by its
/// price alone has the shop's own rate for that, unless the buyer is registered.
pub fn lacking(mode: TaxMode, buyer: &PartySnapshot, lines: &[DraftLine]) -> Vec<Lacking> {
    if mode == TaxMode::None {
        return Vec::new();
    }
    let registered = !buyer.gstin.is_empty();
    let mut out = Vec::new();
    for (place, line) in (0_u32..).zip(lines) {
        let untaxed = line.treatment == Treatment::Taxable && line.rate.is_zero() && line.cess.is_none();
        for (what, lacks) in [
            (Lack::Hsn, registered && line.hsn.trim().is_empty()),
            (Lack::Rate, untaxed && (registered || line.item.is_some())),
        ] {
            if lacks {
                out.push(Lacking { line: place, what });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ItemId;
    use crate::money::Rate;
    use crate::quantity::Milli;

    #[test]
    fn what_a_line_lacks_depends_on_who_buys() {
        let line = |listed: bool, hsn: &str, rate: u16, treatment| DraftLine {
            item: listed.then(|| ItemId::new(uuid::Uuid::nil())),
            name: "Oil".into(),
            hsn: hsn.into(),
            unit: String::new(),
            quantity: Milli::ONE,
            price: "100".parse().unwrap(),
            price_includes_tax: false,
            discount: Default::default(),
            rate: Rate::percent(rate),
            cess: Default::default(),
            retail_price: None,
            rate_of_item: false,
            treatment,
        };
        use Treatment::{Exempt, Taxable, ZeroRated};
        let lines = [
            line(true, "1512", 5, Taxable),
            line(true, "", 5, Taxable),
            line(true, "1512", 0, Taxable),
            line(false, "", 0, Taxable),
            line(true, "0401", 0, Exempt),
            line(true, "1512", 0, ZeroRated),
        ];
        let told = |mode, gstin: &str| {
            let buyer = PartySnapshot { gstin: gstin.into(), ..PartySnapshot::default() };
            lacking(mode, &buyer, &lines).into_iter().map(|lacks| (lacks.line, lacks.what)).collect::<Vec<_>>()
        };
        let business = "27ABCDE1234F1Z5";
        assert_eq!(told(TaxMode::Inter, business), [(1, Lack::Hsn), (2, Lack::Rate), (3, Lack::Hsn), (3, Lack::Rate)]);
        assert_eq!(told(TaxMode::Intra, ""), [(2, Lack::Rate)]);
        assert_eq!(told(TaxMode::None, business), []);
    }
}
