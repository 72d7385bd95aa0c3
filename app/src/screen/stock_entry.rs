//! Goods that come in or go out without a bill: opening stock, a delivery, waste, a count that came short.
//!
//! Test ids: `stock-entry`, `stock-in`, `stock-out`, `stock-opening`, `field-quantity`, `field-cost`, `stock-cash`,
//! `stock-supplier`, `field-supplier`, `day-…`, `field-note`, `stock-save`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::AddStock;
use smartkhata_core::api::party::{ListParties, PartyFilter};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::item::{Item, StockEntry};
use smartkhata_core::money::Paise;
use smartkhata_core::quantity::Milli;
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;

use super::entry::undo;
use crate::part::{
    Button, Chip, Choice, DayChips, Field, Look, Overflow, Select, Sheet, Trouble, chip_row, said_of, unit,
};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::state::{self, Tone, use_callback, use_signal};
use crate::{api, t};

const FIELDS: [&str; 4] = ["quantity", "cost", "supplier", "note"];

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
    Opening,
}

/// What is typed, as the request says it.
fn entry(way: Way, quantity: &str, cost: &str, supplier: Option<PartyId>) -> Result<(Milli, Paise, Option<PartyId>)> {
    let quantity: Milli = quantity.trim().parse()?;
    if quantity <= Milli::ZERO {
        return Err(Error::field(Code::NotPositive, "quantity", "The quantity has to be more than zero."));
    }
    let cost = match cost.trim() {
        _ if way == Way::Out => Paise::ZERO,
        // Goods that cost nothing say so with a zero: left out by oversight it would pull the average down.
        "" if way == Way::In => return Err(Error::field(Code::Required, "cost", "Say what the goods cost.")),
        "" => Paise::ZERO,
        text => text.parse().map_err(|error| said_of(error, "cost"))?,
    };
    Ok(match way {
        Way::In => (quantity, cost, supplier),
        Way::Opening => (quantity, cost, None),
        Way::Out => (quantity.neg(), cost, None),
    })
}

/// The sheet.
#[part]
pub fn StockSheet(item: Item, onclose: EventHandler<()>) -> Element {
    let today = state::today();
    let mut way = use_signal(|| Way::In);
    let mut quantity = use_signal(String::new);
    let mut cost = use_signal(String::new);
    let mut on_khata = use_signal(bool::default);
    let mut supplier = use_signal(String::new);
    let mut day = use_signal(|| today);
    let mut note = use_signal(String::new);
    let submit = use_submit();
    let suppliers = use_answer(|| async {
        api::call(ListParties { filter: PartyFilter::Suppliers, limit: 500, ..ListParties::default() }).await
    });
    let (id, name) = (item.id, item.name.clone());
    let save = use_callback(move |()| {
        let from = if on_khata() { supplier.peek().parse().ok() } else { None };
        if way() == Way::In && on_khata() && from.is_none() {
            return submit.refuse(Error::field(Code::Required, "supplier", "Choose the supplier."));
        }
        let (quantity, cost, supplier) = match entry(way(), &quantity.peek(), &cost.peek(), from) {
            Ok(entry) => entry,
            Err(error) => return submit.refuse(error),
        };
        let entry = StockEntry {
            item: id,
            quantity,
            cost,
            supplier,
            opening: way() == Way::Opening,
            date: Some(*day.peek()),
            note: note.peek().trim().to_owned(),
        };
        submit.send(store(submit.record(), entry, name.clone()), move || onclose.call(()));
    });
    let at = submit.problem();
    let chip = |value: Way, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let paid = |value: bool, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let choices = suppliers().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
    let choices = std::iter::once(Choice { value: String::new(), say: t!("do-choose") })
        .chain(choices.into_iter().map(|party| Choice { value: party.id.to_string(), say: party.name }))
        .collect::<Vec<_>>();
    rsx! {
        Sheet { title: t!("items-stock-of", name = item.name.clone()), testid: "stock-entry", onclose,
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
                &way(),
                move |chosen| way.set(chosen),
            )}
            if way() == Way::Out {
                p { class: "muted", {t!("items-stock-out-hint")} }
            } else if way() == Way::Opening {
                p { class: "muted", {t!("items-stock-opening-hint")} }
            }
            div { class: "fields",
                Field {
                    name: "quantity", label: format!("{} ({})", t!("items-stock-quantity"), unit(&item.unit)), value: quantity(),
                    mode: "decimal", autofocus: true, problem: at.clone(),
                    oninput: move |text| quantity.set(text), onenter: move |()| save.call(()),
                }
                if way() != Way::Out {
                    Field {
                        name: "cost", label: t!("items-stock-cost"), value: cost(), mode: "decimal", problem: at.clone(),
                        oninput: move |text| cost.set(text), onenter: move |()| save.call(()),
                    }
                }
            }
            if way() == Way::In {
                {chip_row(
                    t!("items-stock-how-paid"),
                    Overflow::Wraps,
                    [
                        paid(false, "items-stock-paid-cash", "stock-cash"),
                        paid(true, "items-stock-owed-to", "stock-supplier"),
                    ],
                    &on_khata(),
                    move |chosen| on_khata.set(chosen),
                )}
                if on_khata() {
                    Select {
                        name: "supplier", label: t!("items-stock-supplier"), value: supplier(), choices, problem: at.clone(),
                        onchange: move |id| supplier.set(id),
                    }
                }
            }
            DayChips { label: t!("entry-day"), today, value: day(), onchoose: move |chosen| day.set(chosen) }
            Field {
                name: "note", label: t!("party-note"), value: note(), problem: at,
                oninput: move |text| note.set(text), onenter: move |()| save.call(()),
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

    #[test]
    fn goods_that_go_out_are_below_zero_and_cost_nothing() {
        let milli = |text: &str| text.parse::<Milli>().expect("a quantity");
        assert_eq!(entry(Way::Out, "2.5", "90", None), Ok((milli("-2.5"), Paise::ZERO, None)));
        assert_eq!(entry(Way::In, "10 kg", "400", None), Ok((milli("10"), Paise::rupees(400), None)));
        assert_eq!(entry(Way::Opening, "3", "", None), Ok((milli("3"), Paise::ZERO, None)));
    }

    #[test]
    fn a_wrong_figure_is_said_at_its_field() {
        let field =
            |quantity: &str, cost: &str| entry(Way::In, quantity, cost, None).err().and_then(|error| error.field);
        assert_eq!(field("x", "1").as_deref(), Some("quantity"));
        assert_eq!(field("0", "1").as_deref(), Some("quantity"));
        assert_eq!(field("-1", "1").as_deref(), Some("quantity"));
        assert_eq!(field("1", "x").as_deref(), Some("cost"));
        assert_eq!(field("1", " ").as_deref(), Some("cost"), "nobody means that goods cost nothing");
        assert_eq!(field("1", "0"), None);
    }
}
