//! Goods that come in or go out without a bill: opening stock, a delivery, waste, a count that came short.
//!
//! Test ids: `stock-entry`, `stock-in`, `stock-out`, `stock-opening`, `field-quantity`, `field-cost`, `stock-cash`,
//! `stock-supplier`, `field-supplier`, `day-…`, `field-note`, `stock-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::AddStock;
use smartkhata_core::api::party::{ListParties, PartyFilter};
use smartkhata_core::code::measure;
use smartkhata_core::date::Date;
use smartkhata_core::id::{ItemId, VoucherId};
use smartkhata_core::item::{Item, StockEntry};
use smartkhata_core::money::Paise;
use smartkhata_core::quantity::Milli;
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;

use super::entry::undo;
use crate::part::{
    Button, Chip, Choice, DayChips, Field, Look, Overflow, Select, Sheet, StandsAgain, Trouble, TypedDay, chip_row,
    said_of, unit,
};
use crate::state::answer::use_answer;
use crate::state::kept::{fields, use_typing};
use crate::state::submit::use_submit_of;
use crate::state::{self, Tone, use_callback};
use crate::{api, t};

const FIELDS: [&str; 5] = ["quantity", "cost", "supplier", "date", "note"];

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Way {
    In,
    Out,
    Opening,
}

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    way: Way,
    quantity: String,
    cost: String,
    /// Not paid yet.
    on_khata: bool,
    supplier: String,
    day: TypedDay,
    note: String,
}

fields!(Typed: way quantity cost on_khata supplier day note);

impl Typed {
    fn nothing(today: Date) -> Self {
        let none = String::new;
        let (quantity, cost, supplier, note) = (none(), none(), none(), none());
        Self { way: Way::In, quantity, cost, on_khata: false, supplier, day: today.into(), note }
    }

    /// As the request says it, of an item. An error names its field.
    fn read(&self, item: ItemId, unit: &str) -> Result<StockEntry> {
        let quantity = measure::typed(&self.quantity, unit).map_err(|error| said_of(error, "quantity"))?;
        if quantity <= Milli::ZERO {
            return Err(Error::field(Code::NotPositive, "quantity", "The quantity has to be more than zero."));
        }
        let cost = match self.cost.trim() {
            _ if self.way == Way::Out => Paise::ZERO,
            // Goods that cost nothing say so with a zero: left out by oversight it would pull the average down.
            "" if self.way == Way::In => return Err(Error::field(Code::Required, "cost", "Say what the goods cost.")),
            "" => Paise::ZERO,
            text => text.parse().map_err(|error| said_of(error, "cost"))?,
        };
        let supplier = match self.supplier.parse().ok() {
            _ if self.way != Way::In || !self.on_khata => None,
            None => return Err(Error::field(Code::Required, "supplier", "Choose the supplier.")),
            Some(supplier) => Some(supplier),
        };
        Ok(StockEntry {
            item,
            quantity: if self.way == Way::Out { quantity.neg() } else { quantity },
            cost,
            supplier,
            opening: self.way == Way::Opening,
            date: Some(self.day.read("date")?),
            note: self.note.trim().to_owned(),
        })
    }
}

/// The sheet.
#[part]
pub fn StockSheet(item: Item, onclose: EventHandler<()>) -> Element {
    let today = state::today();
    let form = use_typing(&format!("stock-{}", item.id), || Typed::nothing(today));
    let submit = use_submit_of(form.place());
    let suppliers = use_answer(|| async {
        api::call(ListParties { filter: PartyFilter::Suppliers, limit: 500, ..ListParties::default() }).await
    });
    let (id, name, counted_in) = (item.id, item.name.clone(), item.unit.clone());
    let save = use_callback(move |()| match form.peek().read(id, &counted_in) {
        Ok(entry) => {
            submit.send(store(submit.record(), entry, name.clone()), move || onclose.call(()));
        }
        Err(error) => submit.refuse(error),
    });
    // Only what is closed on purpose is given up.
    let give_up = move |()| {
        form.forget();
        onclose.call(());
    };
    let at = submit.problem();
    let now = form.read();
    let way = now.way;
    let chip = |value: Way, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let paid = |value: bool, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let choices = suppliers().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
    let choices = std::iter::once(Choice { value: String::new(), say: t!("do-choose") })
        .chain(choices.into_iter().map(|party| Choice { value: party.id.to_string(), say: party.name }))
        .collect::<Vec<_>>();
    rsx! {
        Sheet {
            title: t!("items-stock-of", name = item.name.clone()), testid: "stock-entry", onclose: give_up, onleave: onclose,
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            if let Some(error) = at.besides(&FIELDS) {
                Trouble { error }
            }
            {chip_row(
                t!("items-stock-entry"),
                Overflow::Wraps,
                [
                    chip(Way::In, "items-stock-in", "stock-in"),
                    chip(Way::Out, "items-stock-out", "stock-out"),
                    chip(Way::Opening, "items-stock-opening", "stock-opening"),
                ],
                &way,
                move |chosen| form.change(|now| now.way = chosen),
            )}
            if way == Way::Out {
                p { class: "muted", {t!("items-stock-out-hint")} }
            } else if way == Way::Opening {
                p { class: "muted", {t!("items-stock-opening-hint")} }
            }
            div { class: "fields",
                Field {
                    name: "quantity", label: format!("{} ({})", t!("items-stock-quantity"), unit(&item.unit)),
                    value: now.quantity, mode: "decimal", autofocus: true, problem: at.clone(),
                    oninput: move |text| form.change(|now| now.quantity = text), onenter: move |()| save.call(()),
                }
                if way != Way::Out {
                    Field {
                        name: "cost", label: t!("items-stock-cost"), value: now.cost, mode: "decimal", problem: at.clone(),
                        oninput: move |text| form.change(|now| now.cost = text), onenter: move |()| save.call(()),
                    }
                }
            }
            if way == Way::In {
                {chip_row(
                    t!("items-stock-how-paid"),
                    Overflow::Wraps,
                    [
                        paid(false, "items-stock-paid-cash", "stock-cash"),
                        paid(true, "items-stock-owed-to", "stock-supplier"),
                    ],
                    &now.on_khata,
                    move |chosen| form.change(|now| now.on_khata = chosen),
                )}
                if now.on_khata {
                    Select {
                        name: "supplier", label: t!("items-stock-supplier"), value: now.supplier, choices, problem: at.clone(),
                        onchange: move |id| form.change(|now| now.supplier = id),
                    }
                }
            }
            DayChips {
                label: t!("entry-day"), today, value: now.day, problem: at.clone(),
                onchoose: move |day| form.change(|now| now.day = day),
            }
            Field {
                name: "note", label: t!("party-note"), value: now.note, problem: at,
                oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
            }
            Button {
                say: t!("do-save"), testid: "stock-save", look: Look::Main, class: "large wide", disabled: submit.is_busy(),
                onclick: move |()| save.call(()),
            }
        }
    }
}

/// Saves, and says how much is there now, with the way back.
async fn store(id: Option<VoucherId>, entry: StockEntry, name: String) -> Result<()> {
    let saved = api::call(AddStock { id, entry }).await?;
    state::books_changed();
    let reason = t!("entry-reason-undone");
    let again = undo(move || {
        let asked = CancelVoucher { id: saved.voucher, reason: reason.clone() };
        async move { api::call(asked).await.map(drop) }
    });
    state::toast(t!("items-stock-saved", name = name, stock = saved.stock.to_string()), Tone::Done, vec![again]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn typed(way: Way, quantity: &str, cost: &str) -> Typed {
        Typed { way, quantity: quantity.into(), cost: cost.into(), ..Typed::nothing(day("2026-11-23")) }
    }

    fn read(typed: &Typed) -> Result<StockEntry> {
        typed.read(ItemId::new(uuid::Uuid::from_u128(1)), "KGS")
    }

    #[test]
    fn goods_that_go_out_are_below_zero_and_cost_nothing() {
        let milli = |text: &str| text.parse::<Milli>().expect("a quantity");
        let came = |way, quantity: &str, cost: &str| {
            let entry = read(&typed(way, quantity, cost)).expect("an entry");
            (entry.quantity, entry.cost, entry.opening)
        };
        assert_eq!(came(Way::Out, "2.5", "90"), (milli("-2.5"), Paise::ZERO, false));
        assert_eq!(came(Way::In, "10 kg", "400"), (milli("10"), Paise::rupees(400), false));
        assert_eq!(came(Way::In, "500g", "20"), (milli("0.5"), Paise::rupees(20), false));
        assert_eq!(came(Way::Opening, "3", ""), (milli("3"), Paise::ZERO, true));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let at = |typed: Typed| read(&typed).err().and_then(|error| error.field);
        let field = |quantity: &str, cost: &str| at(typed(Way::In, quantity, cost));
        assert_eq!(field("x", "1").as_deref(), Some("quantity"));
        assert_eq!(field("0", "1").as_deref(), Some("quantity"));
        assert_eq!(field("-1", "1").as_deref(), Some("quantity"));
        assert_eq!(field("1", "x").as_deref(), Some("cost"));
        assert_eq!(field("1", " ").as_deref(), Some("cost"), "nobody means that goods cost nothing");
        assert_eq!(field("1", "0"), None);
        let nobodys = |way| Typed { on_khata: true, ..typed(way, "1", "1") };
        assert_eq!(at(nobodys(Way::In)).as_deref(), Some("supplier"));
        assert_eq!(at(nobodys(Way::Out)), None, "nobody is owed for what went out");
        let another_century = Typed { day: "0026-11-23".to_owned().into(), ..typed(Way::In, "1", "1") };
        assert_eq!(at(another_century).as_deref(), Some("date"));
    }
}
