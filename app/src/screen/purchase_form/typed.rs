//! What is typed of goods bought, and the purchase that it comes to.

use smartkhata_core::api::item::SavePurchase;
use smartkhata_core::date::Date;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::{InputTax, input_tax};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Mode;
use smartkhata_core::{Error, Result};

use super::line::{self, Line, Terms};
use crate::part::{TypedDay, said_of};
use crate::state::kept::fields;

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    pub supplier: String,
    pub naming: Option<String>,
    pub lines: Vec<Line>,
    pub amount: String,
    pub tax: String,
    pub paid: String,
    pub mode: Mode,
    pub day: TypedDay,
    pub note: String,
}

fields!(Typed: supplier naming lines amount tax paid mode day note);

impl Typed {
    pub fn nothing(today: Date) -> Self {
        let none = String::new;
        let (supplier, amount, tax, paid, note) = (none(), none(), none(), none(), none());
        let day = today.into();
        Self { supplier, naming: None, lines: Vec::new(), amount, tax, paid, mode: Mode::Cash, day, note }
    }

    /// A name that was typed and not yet saved by itself: it is the supplier all the same.
    pub fn named(&self) -> Option<String> {
        self.naming.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
    }

    /// What is not typed is what the lines bear.
    fn tax(&self, terms: Terms) -> Result<Paise> {
        read_or(&self.tax, "tax", input_tax::sum(&self.by_rate(terms)).and_then(|sum| sum.tax()))
    }

    /// The tax of the lines that can be read so far, by rate.
    pub fn by_rate(&self, terms: Terms) -> Vec<InputTax> {
        line::tax(&self.lines, terms)
    }

    /// What is not typed is what the lines cost, and their tax.
    pub fn total(&self, terms: Terms) -> Result<Paise> {
        read_or(&self.amount, "amount", line::cost(&self.lines).add(self.tax(terms)?, "amount"))
    }

    /// As the request says it. An error names its field.
    pub fn read(&self, id: Option<VoucherId>, terms: Terms) -> Result<SavePurchase> {
        let supplier: Option<PartyId> = self.supplier.parse().ok();
        let lines = line::read(&self.lines, terms)?;
        let amount = self.total(terms)?;
        let tax = if self.tax.trim().is_empty() { None } else { Some(self.tax(terms)?) };
        let paid = match (supplier.is_some() || self.named().is_some(), self.paid.trim()) {
            // Without a supplier all of it is paid.
            (false, _) => amount,
            (true, "") => Paise::ZERO,
            (true, text) => text.parse().map_err(|error: Error| said_of(error, "paid"))?,
        };
        let (mode, date, note) = (Some(self.mode), Some(self.day.read("date")?), self.note.trim().to_owned());
        Ok(SavePurchase { id, supplier, amount, tax, lines, paid, mode, date, note })
    }
}

/// A sum as typed in a field; nothing typed is what it is otherwise.
fn read_or(typed: &str, field: &'static str, otherwise: Result<Paise>) -> Result<Paise> {
    match typed.trim() {
        "" => otherwise,
        text => text.parse().map_err(|error| said_of(error, field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::Code;
    use smartkhata_core::id::ItemId;
    use smartkhata_core::item::Item;
    use smartkhata_core::money::UnitPrice;
    use smartkhata_core::quantity::Milli;
    use smartkhata_core::tax::compute::TaxMode;
    use smartkhata_core::tax::rate::Treatment;

    /// Two lines of the same goods, with these costs.
    fn bought(first: &str, second: &str) -> Typed {
        let item = Item {
            id: ItemId::new(uuid::Uuid::from_u128(1)),
            name: "Sugar".into(),
            code: String::new(),
            hsn: String::new(),
            unit: "KGS".into(),
            price: UnitPrice::ZERO,
            price_includes_tax: true,
            mrp: UnitPrice::ZERO,
            treatment: Treatment::Taxable,
            rates: Vec::new(),
            track_stock: true,
            low_stock: Milli::ZERO,
            archived: false,
            stock: Milli::ZERO,
        };
        let line = |cost: &str| Line { quantity: "2".into(), cost: cost.into(), ..Line::of(item.clone()) };
        let today = "2026-11-23".parse().expect("a day");
        Typed { lines: vec![line(first), line(second)], ..Typed::nothing(today) }
    }

    /// Of a shop that gets no tax back.
    fn terms() -> Terms {
        let day = "2026-11-23".parse().expect("a day");
        Terms { day, gets_back: false, proposes: false, heads: TaxMode::Intra }
    }

    #[test]
    fn goods_without_their_cost_are_told_of_at_their_line() {
        let refused = |typed: &Typed| {
            typed.read(None, terms()).err().map(|error| (error.code(), error.field.unwrap_or_default()))
        };
        let at = |code: Code, field: &str| Some((code, field.to_owned()));
        assert_eq!(refused(&bought("80", "")), at(Code::Required, "lines.1.cost"));
        assert_eq!(refused(&bought("x", "")), at(Code::InvalidAmount, "lines.0.cost"));
        assert_eq!(refused(&Typed { amount: "500".into(), ..bought("80", " ") }), at(Code::Required, "lines.1.cost"));
        assert_eq!(refused(&Typed { tax: "x".into(), ..bought("80", "0") }), at(Code::InvalidAmount, "tax"));
        let another_century = Typed { day: "0026-11-23".to_owned().into(), ..bought("80", "0") };
        assert_eq!(refused(&another_century), at(Code::InvalidDate, "date"));
        let saved = bought("80", "0").read(None, terms()).expect("a purchase");
        assert_eq!((saved.amount, saved.paid), (Paise::rupees(80), Paise::rupees(80)));
    }
}
