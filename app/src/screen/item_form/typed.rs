//! What is typed in the form of an item, and the edit that it comes to.

use smartkhata_core::Result;
use smartkhata_core::code::measure;
use smartkhata_core::code::unit::kept;
use smartkhata_core::item::{Item, ItemEdit, OpeningStock};
use smartkhata_core::money::{Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::rate::{DatedRate, Treatment};

use crate::part::{said_of, unit};
use crate::screen::item_rates::{NextRate, with_next};
use crate::state::kept::fields;

/// What is typed, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub name: String,
    pub code: String,
    pub hsn: String,
    pub unit: String,
    pub price: String,
    pub price_includes_tax: bool,
    pub mrp: String,
    pub treatment: Treatment,
    pub rates: Vec<DatedRate>,
    /// A rate as typed that cannot be read; `rates` has the one before it.
    pub unread_rate: Option<String>,
    /// A rate from another day on that is typed and not yet among `rates`.
    pub next_rate: Option<NextRate>,
    pub track_stock: bool,
    pub low_stock: String,
    /// What of a new item lies there already.
    pub stock_now: String,
    /// What one of it had cost.
    pub cost: String,
}

fields! {
    Form: name code hsn unit price price_includes_tax mrp treatment rates unread_rate next_rate track_stock low_stock
        stock_now cost
}

impl Form {
    /// A new item, with the shop's habit of pricing.
    pub fn new(price_includes_tax: bool) -> Self {
        Self {
            name: String::new(),
            code: String::new(),
            hsn: String::new(),
            unit: String::new(),
            price: String::new(),
            price_includes_tax,
            mrp: String::new(),
            treatment: Treatment::Taxable,
            rates: Vec::new(),
            unread_rate: None,
            next_rate: None,
            track_stock: true,
            low_stock: String::new(),
            stock_now: String::new(),
            cost: String::new(),
        }
    }

    pub fn of(item: &Item) -> Self {
        let price = |price: UnitPrice| if price == UnitPrice::ZERO { String::new() } else { price.to_string() };
        let quantity = |milli: Milli| if milli == Milli::ZERO { String::new() } else { milli.to_string() };
        Self {
            name: item.name.clone(),
            code: item.code.clone(),
            hsn: item.hsn.clone(),
            unit: unit(&item.unit),
            price: price(item.price),
            price_includes_tax: item.price_includes_tax,
            mrp: price(item.mrp),
            treatment: item.treatment,
            rates: item.rates.clone(),
            unread_rate: None,
            next_rate: None,
            track_stock: item.track_stock,
            low_stock: quantity(item.low_stock),
            stock_now: String::new(),
            cost: String::new(),
        }
    }

    /// What differs from `before`; everything that is filled in where there is nothing before.
    pub fn edit(&self, before: Option<&Item>) -> Result<ItemEdit> {
        let text = |now: &String, then: Option<&String>| {
            let now = now.trim();
            (now != then.map_or("", |then| then.trim())).then(|| now.to_owned())
        };
        let price = |text: &str, field: &str| match text.trim() {
            "" => Ok(UnitPrice::ZERO),
            text => text.parse().map_err(|error| said_of(error, field)),
        };
        let low = match self.low_stock.trim() {
            "" => Milli::ZERO,
            text => measure::typed(text, &self.unit).map_err(|error| said_of(error, "low_stock"))?,
        };
        if let Some(text) = self.unread_rate.as_ref().filter(|_| self.treatment.is_taxed()) {
            text.parse::<Rate>().map_err(|error| said_of(error, "rate"))?;
        }
        let change = match self.next_rate.as_ref().filter(|_| self.treatment.is_taxed()) {
            Some(next) => next.change()?,
            None => None,
        };
        let rates = change.map_or_else(|| self.rates.clone(), |change| with_next(&self.rates, change));
        let (now_price, now_mrp) = (price(&self.price, "price")?, price(&self.mrp, "mrp")?);
        // The field has the word of the shop, the books have its code.
        let (now_unit, unit_before) = (kept(&self.unit), before.map(|item| kept(&item.unit)));
        // A new item says all that is not left to the core.
        let differs = |same: Option<bool>| !same.unwrap_or(false);
        Ok(ItemEdit {
            name: text(&self.name, before.map(|item| &item.name)),
            code: text(&self.code, before.map(|item| &item.code)),
            hsn: text(&self.hsn, before.map(|item| &item.hsn)),
            unit: text(&now_unit, unit_before.as_ref()),
            price: differs(before.map(|item| item.price == now_price)).then_some(now_price),
            price_includes_tax: differs(before.map(|item| item.price_includes_tax == self.price_includes_tax))
                .then_some(self.price_includes_tax),
            mrp: differs(before.map(|item| item.mrp == now_mrp)).then_some(now_mrp),
            treatment: differs(before.map(|item| item.treatment == self.treatment)).then_some(self.treatment),
            rates: differs(before.map(|item| item.rates == rates)).then_some(rates),
            track_stock: differs(before.map(|item| item.track_stock == self.track_stock)).then_some(self.track_stock),
            low_stock: differs(before.map(|item| item.low_stock == low)).then_some(low),
            archived: None,
        })
    }

    /// The stock that a new item begins with; none where nothing is said of it.
    pub fn opening(&self) -> Result<Option<OpeningStock>> {
        let (stock, cost) = (self.stock_now.trim(), self.cost.trim());
        if !self.track_stock || stock.is_empty() && cost.is_empty() {
            return Ok(None);
        }
        let quantity = measure::typed(stock, &self.unit).map_err(|error| said_of(error, "opening.quantity"))?;
        let one: UnitPrice = match cost {
            "" => UnitPrice::ZERO,
            cost => cost.parse().map_err(|error| said_of(error, "opening.cost"))?,
        };
        let cost = one.times(quantity).map_err(|error| said_of(error, "opening.cost"))?;
        Ok(Some(OpeningStock { quantity, cost, date: None }))
    }

    /// The price is above the MRP, which the law forbids at retail.
    pub fn above_mrp(&self) -> bool {
        let both = self.price.parse::<UnitPrice>().ok().zip(self.mrp.parse::<UnitPrice>().ok());
        both.is_some_and(|(price, mrp)| mrp != UnitPrice::ZERO && price > mrp)
    }
}

/// The edit that takes another edit back.
pub fn way_back(edit: &ItemEdit, before: &Item) -> ItemEdit {
    ItemEdit {
        name: edit.name.as_ref().map(|_| before.name.clone()),
        code: edit.code.as_ref().map(|_| before.code.clone()),
        hsn: edit.hsn.as_ref().map(|_| before.hsn.clone()),
        unit: edit.unit.as_ref().map(|_| before.unit.clone()),
        price: edit.price.map(|_| before.price),
        price_includes_tax: edit.price_includes_tax.map(|_| before.price_includes_tax),
        mrp: edit.mrp.map(|_| before.mrp),
        treatment: edit.treatment.map(|_| before.treatment),
        rates: edit.rates.as_ref().map(|_| before.rates.clone()),
        track_stock: edit.track_stock.map(|_| before.track_stock),
        low_stock: edit.low_stock.map(|_| before.low_stock),
        archived: edit.archived.map(|_| before.archived),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_item_says_its_price_and_an_unreadable_one_is_said_at_its_field() {
        let form = Form { name: "Sugar".into(), price: "42.50".into(), unit: "kg".into(), ..Form::new(true) };
        let edit = form.edit(None).expect("an edit");
        assert_eq!(edit.name.as_deref(), Some("Sugar"));
        assert_eq!(edit.price, "42.50".parse().ok());
        assert_eq!(edit.price_includes_tax, Some(true));
        assert_eq!(edit.code, None);
        let field = |form: Form| form.edit(None).err().and_then(|error| error.field);
        assert_eq!(field(Form { price: "x".into(), ..form.clone() }).as_deref(), Some("price"));
        assert_eq!(field(Form { mrp: "x".into(), ..form.clone() }).as_deref(), Some("mrp"));
        assert_eq!(field(Form { low_stock: "x".into(), ..form.clone() }).as_deref(), Some("low_stock"));
        let unread = Form { unread_rate: Some("18x".into()), ..form };
        assert_eq!(field(unread.clone()).as_deref(), Some("rate"));
        assert_eq!(field(Form { treatment: Treatment::Exempt, ..unread }), None);
    }

    #[test]
    fn a_change_of_rate_that_is_typed_is_saved_with_the_rest() {
        let item = Form { name: "Oil".into(), rates: vec![dated("2017-07-01", 5)], ..Form::new(true) };
        let with = |rate: &str, from: &str| Form { next_rate: Some(NextRate::typed(rate, from)), ..item.clone() };
        let rates = |form: Form| form.edit(None).map(|edit| edit.rates);
        assert_eq!(rates(with("18", "2026-12-01")), Ok(Some(vec![dated("2017-07-01", 5), dated("2026-12-01", 18)])));
        assert_eq!(rates(with(" ", "2026-12-01")), rates(item.clone()), "begun and given up");
        let field = |form: Form| form.edit(None).err().and_then(|error| error.field);
        assert_eq!(field(with("18x", "2026-12-01")).as_deref(), Some("next_rate"));
        assert_eq!(field(with("18", "")).as_deref(), Some("next_from"));
        assert_eq!(field(Form { treatment: Treatment::Exempt, ..with("18x", "") }), None);
    }

    fn dated(from: &str, rate: u16) -> DatedRate {
        DatedRate {
            from: from.parse().expect("a day"),
            rate: Rate::percent(rate),
            cess: Default::default(),
            on_retail_price: false,
        }
    }

    #[test]
    fn what_lies_there_already_is_worth_what_it_had_cost() {
        let form =
            |stock_now: &str, cost: &str| Form { stock_now: stock_now.into(), cost: cost.into(), ..Form::new(true) };
        let opening = form("2.5", "40").opening().expect("a stock").expect("some");
        assert_eq!((opening.quantity.to_string(), opening.cost.to_string()), ("2.5".to_owned(), "100.00".to_owned()));
        assert_eq!(form("", " ").opening(), Ok(None));
        assert_eq!(Form { track_stock: false, ..form("2", "40") }.opening(), Ok(None));
        let field = |form: Form| form.opening().err().and_then(|error| error.field);
        assert_eq!(field(form("", "40")).as_deref(), Some("opening.quantity"));
        assert_eq!(field(form("x", "")).as_deref(), Some("opening.quantity"));
        assert_eq!(field(form("2", "x")).as_deref(), Some("opening.cost"));
    }

    #[test]
    fn a_price_above_the_mrp_is_noticed() {
        let above =
            |price: &str, mrp: &str| Form { price: price.into(), mrp: mrp.into(), ..Form::new(true) }.above_mrp();
        assert!(above("50.01", "50"));
        assert!(!above("50", "50"));
        assert!(!above("50", ""));
        assert!(!above("50", "0"));
    }
}
