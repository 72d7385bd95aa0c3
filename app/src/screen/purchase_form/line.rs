//! A line of a supplier's bill as it is typed: how much, what it cost, at which rate of GST.

use serde::{Deserialize, Serialize};
use smartkhata_core::api::item::PurchaseLine;
use smartkhata_core::code::measure;
use smartkhata_core::date::Date;
use smartkhata_core::item::input_tax::{self, Bought};
use smartkhata_core::item::{InputTax, Item};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_core::{Code, Error, Result};

use crate::part::said_of;

/// A line as typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub item: Item,
    pub quantity: String,
    pub cost: String,
    /// Its rate, once that is typed; until then it is the one that is proposed.
    #[serde(default)]
    pub rate: Option<String>,
}

/// How the bill is taxed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Its day: rates are that day's.
    pub day: Date,
    /// The shop gets tax back.
    pub gets_back: bool,
    /// The supplier is known to charge it: the rate of an item is proposed.
    pub proposes: bool,
    /// Its heads.
    pub heads: TaxMode,
}

impl Line {
    /// One of an item.
    pub fn of(item: Item) -> Self {
        Self { item, quantity: "1".to_owned(), cost: String::new(), rate: None }
    }

    /// The rate as it stands in its field.
    pub fn rate_text(&self, terms: Terms) -> String {
        match &self.rate {
            Some(typed) => typed.clone(),
            None if !terms.proposes => String::new(),
            None if self.item.treatment.is_taxed() => self.item.rate_on(terms.day).0.to_string(),
            None => Rate::ZERO.to_string(),
        }
    }

    /// The line as the request has it. An error names the line's field.
    fn read(&self, place: usize, terms: Terms) -> Result<PurchaseLine> {
        let at = |figure| move |error| said_of(error, &field(place, figure));
        let quantity = measure::typed(&self.quantity, &self.item.unit).map_err(at("quantity"))?;
        let cost = match self.cost.trim() {
            "" => Err(Error::new(Code::Required, "Say what the goods cost.")),
            text => text.parse::<Paise>(),
        };
        let cost = cost.map_err(at("cost"))?;
        let rate = match self.rate_text(terms).trim() {
            "" => None,
            _ if !terms.gets_back => None,
            text => Some(text.parse().map_err(at("rate"))?),
        };
        Ok(PurchaseLine { item: self.item.id, quantity, cost, rate })
    }
}

/// The figures of a line that have a field.
pub const FIGURES: [&str; 3] = ["quantity", "cost", "rate"];

/// A figure of a line, as the request names it.
pub fn field(place: usize, figure: &str) -> String {
    format!("lines.{place}.{figure}")
}

/// The lines as the request has them. An error names the line's field.
pub fn read(lines: &[Line], terms: Terms) -> Result<Vec<PurchaseLine>> {
    lines.iter().enumerate().map(|(place, line)| line.read(place, terms)).collect()
}

/// What the lines cost so far.
pub fn cost(lines: &[Line]) -> Paise {
    let costs = lines.iter().filter_map(|line| line.cost.trim().parse::<Paise>().ok());
    Paise::sum(costs, "amount").unwrap_or(Paise::ZERO)
}

/// The tax of what can be read so far, by rate.
pub fn tax(lines: &[Line], terms: Terms) -> Vec<InputTax> {
    let bought = lines.iter().enumerate().filter_map(|(place, line)| {
        let PurchaseLine { quantity, cost, rate, .. } = line.read(place, terms).ok()?;
        Some((place, Bought { quantity, cost, rate: rate?, retail_price: line.item.retail_price_on(terms.day) }))
    });
    input_tax::by_rate(bought, terms.heads).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cost: &str, rate: Option<&str>) -> Line {
        let item = r#"{"id":"00000000-0000-0000-0000-000000000001","name":"Soap","code":"","hsn":"","unit":"PCS","price":0,
            "price_includes_tax":true,"mrp":0,"treatment":"taxable","rates":[{"from":"2025-09-22","rate":1800}],
            "track_stock":true,"low_stock":0,"archived":false,"stock":0}"#;
        let item = serde_json::from_str(item).expect("an item");
        Line { cost: cost.to_owned(), rate: rate.map(str::to_owned), ..Line::of(item) }
    }

    #[test]
    fn the_items_rate_is_proposed_where_the_supplier_charges_gst_and_what_is_typed_goes_before() {
        let day = "2026-11-23".parse().expect("a day");
        let known = Terms { day, gets_back: true, proposes: true, heads: TaxMode::Inter };
        let rates = |lines: &[Line], terms| -> Vec<Option<Rate>> {
            read(lines, terms).expect("lines").into_iter().map(|line| line.rate).collect()
        };
        let lines = [line("100", None), line("100", Some("5")), line("100", Some(""))];
        assert_eq!(rates(&lines, known), [Some(Rate::percent(18)), Some(Rate::percent(5)), None]);
        let unknown = Terms { proposes: false, ..known };
        assert_eq!(rates(&lines, unknown), [None, Some(Rate::percent(5)), None]);
        assert_eq!(rates(&lines, Terms { gets_back: false, ..known }), [None, None, None]);
        let sums = |lines: &[Line]| -> Vec<Paise> { tax(lines, known).iter().map(|row| row.amounts.igst).collect() };
        assert_eq!(sums(&lines), [Paise::rupees(5), Paise::rupees(18)]);
        assert_eq!(sums(&[line("", None), line("x", None)]), []);
        let refused = read(&[line("100", Some("x"))], known).expect_err("no rate");
        assert_eq!(refused.field.as_deref(), Some("lines.0.rate"));
    }
}
