//! Whom an invoice names. Rule 46(d): one to a registered buyer carries name and address beside the GSTIN. Rule 46(e):
//! from a taxable supply of ₹50,000 on, an invoice to an unregistered buyer carries name, address and State of the buyer,
//! too. The State is the place of supply, which every tax invoice prints.

use serde::{Deserialize, Serialize};

use crate::document::{Draft, PartySnapshot};
use crate::error::Result;
use crate::money::Paise;
use crate::tax::compute::{BillResult, TaxMode};

/// The value of the taxable supply from which on an unregistered buyer is named.
pub const NAMED_FROM: Paise = Paise::rupees(50_000);

/// Something of the buyer that an invoice should carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Particular {
    /// A name; digits alone, as of a customer known by phone, are none.
    Name,
    /// An address.
    Address,
}

/// What the law asks for of this buyer and the bill would not carry. Worth a word, never a refusal: the goods are on
/// the counter, and a bill without an address is better than none.
///
/// ```
/// use smartkhata_core::document::PartySnapshot;
/// use smartkhata_core::document::recipient::{Particular, missing};
/// use smartkhata_core::money::Paise;
/// use smartkhata_core::tax::compute::TaxMode;
/// let asha = PartySnapshot { name: "Asha".to_owned(), ..PartySnapshot::default() };
/// assert_eq!(missing(TaxMode::Intra, &asha, Paise::rupees(50_000)), [Particular::Address]);
/// assert!(missing(TaxMode::Intra, &asha, "49999.99".parse()?).is_empty());
/// // A bill of supply names the buyer at no value (Rule 49).
/// assert!(missing(TaxMode::None, &asha, Paise::rupees(90_000)).is_empty());
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn missing(mode: TaxMode, buyer: &PartySnapshot, taxable: Paise) -> Vec<Particular> {
    let named = if buyer.gstin.is_empty() { taxable >= NAMED_FROM } else { taxable > Paise::ZERO };
    if mode == TaxMode::None || !named {
        return Vec::new();
    }
    let name = buyer.name.chars().any(char::is_alphabetic);
    let address = !buyer.address.trim().is_empty();
    [(Particular::Name, name), (Particular::Address, address)]
        .into_iter()
        .filter_map(|(particular, there)| (!there).then_some(particular))
        .collect()
}

/// The value of a draft's taxable supply: its taxed lines and charges, without tax and without what is exempt.
pub fn taxable(draft: &Draft, result: &BillResult) -> Result<Paise> {
    let lines = draft.lines.iter().zip(&result.lines).filter(|(line, _)| line.treatment.is_taxed());
    Paise::sum(lines.map(|(_, sum)| sum).chain(&result.charges).map(|sum| sum.amounts.taxable), "taxable_value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_to_be_named_on_an_invoice() {
        use Particular::{Address, Name};
        let lakh = "100000";
        // Which tax, name, GSTIN, address, taxable value; what is missing.
        let cases: [(TaxMode, [&str; 3], &str, &[Particular]); 15] = [
            (TaxMode::Intra, ["", "", ""], "49999.99", &[]),
            (TaxMode::Intra, ["", "", ""], "50000", &[Name, Address]),
            (TaxMode::IntraUt, ["", "", ""], "50000", &[Name, Address]),
            (TaxMode::Inter, ["Asha", "", ""], lakh, &[Address]),
            (TaxMode::Inter, ["", "", "4 Park St, Kolkata"], lakh, &[Name]),
            (TaxMode::Intra, ["Asha", "", " \n"], lakh, &[Address]),
            (TaxMode::Intra, ["98300 12345", "", "4 Park St"], lakh, &[Name]),
            (TaxMode::Intra, ["आशा", "", "४ पार्क स्ट्रीट"], lakh, &[]),
            // A registered buyer at any value.
            (TaxMode::Intra, ["Asha", "19ABCPK5678L1Z1", ""], "0.01", &[Address]),
            (TaxMode::Intra, ["Asha", "19ABCPK5678L1Z1", "4 Park St"], lakh, &[]),
            (TaxMode::Intra, ["Asha", "19ABCPK5678L1Z1", ""], "0", &[]),
            (TaxMode::None, ["Asha", "19ABCPK5678L1Z1", ""], lakh, &[]),
            // Bills of supply and plain bills.
            (TaxMode::None, ["", "", ""], lakh, &[]),
            // What comes back, or nothing yet.
            (TaxMode::Intra, ["", "", ""], "0", &[]),
            (TaxMode::Intra, ["", "", ""], "-60000", &[]),
        ];
        for (mode, [name, gstin, address], value, expected) in cases {
            let buyer = PartySnapshot {
                name: name.to_owned(),
                gstin: gstin.to_owned(),
                address: address.to_owned(),
                ..PartySnapshot::default()
            };
            let told = missing(mode, &buyer, value.parse().unwrap());
            assert_eq!(told, expected, "{mode:?} {name:?} {gstin:?} {address:?} {value}");
        }
    }
}
