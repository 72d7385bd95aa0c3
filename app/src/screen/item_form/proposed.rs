//! What the table of GST rates says of the goods whose code or name is typed: a press fills in code, treatment and rate.
//!
//! Test ids: `proposed-0`, `proposed-1`, ….

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::item::ProposeRates;
use smartkhata_core::tax::rate::{DatedRate, RateEntry, rate_on};
use smartkhata_part::part;

use super::typed::Form;
use crate::part::{Chip, Overflow, chip_row, short};
use crate::screen::item_rates::changed_now;
use crate::state::answer::use_answer;
use crate::state::kept::Typing;
use crate::{api, state, t};

/// Letters or digits typed before the table is asked.
const FEWEST: usize = 3;

/// How long nothing is typed before it is.
const PAUSE_MS: u32 = 250;

/// What to look up: the code, else the name.
fn asked(form: &Form) -> String {
    let code = form.hsn.trim();
    if code.is_empty() { form.name.trim().to_owned() } else { code.to_owned() }
}

/// The form with what an entry says.
fn with_entry(mut form: Form, entry: &RateEntry) -> Form {
    if !form.hsn.trim().starts_with(&entry.hsn) {
        form.hsn.clone_from(&entry.hsn);
    }
    form.treatment = entry.treatment;
    form.rates = changed_now(&form.rates, state::today(), &|dated| {
        *dated =
            DatedRate { from: dated.from, rate: entry.rate, cess: entry.cess, on_retail_price: entry.on_retail_price };
    });
    form.unread_rate = None;
    form
}

/// Whether the form says what the entry does.
fn agrees(form: &Form, entry: &RateEntry) -> bool {
    let rate = rate_on(&form.rates, state::today()).map(|dated| (dated.rate, dated.on_retail_price));
    let same = rate == Some((entry.rate, entry.on_retail_price));
    form.hsn.trim().starts_with(&entry.hsn) && form.treatment == entry.treatment && same
}

/// The entries to choose from.
#[part]
pub fn Proposed(form: Typing<Form>) -> Element {
    let text = use_memo(move || asked(&form.read()));
    let found = use_answer(move || {
        let text = text();
        async move {
            if text.chars().count() < FEWEST {
                return None;
            }
            // A word is typed in one go; what comes next drops this question.
            TimeoutFuture::new(PAUSE_MS).await;
            let found = api::call(ProposeRates { text: text.clone(), date: None }).await.ok()?;
            Some((text, found))
        }
    });
    let Some((_, found)) = found().flatten().filter(|(asked, _)| *asked == text()) else { return rsx! {} };
    let entries: Vec<RateEntry> = found.entries;
    if entries.is_empty() {
        return rsx! {};
    }
    // Of several that say the same none is marked: the form does not tell which was meant.
    let mut agreeing = (0..).zip(&entries).filter(|(_, entry)| agrees(&form.read(), entry)).map(|(at, _)| at);
    let chosen = agreeing.next().filter(|_| agreeing.next().is_none());
    let chips = entries.iter().enumerate().map(|(at, entry)| {
        // Goods that stand beside others of their code are told by their name alone.
        let condition = entry.condition.as_ref().filter(|condition| !condition.eq_ignore_ascii_case(&entry.goods));
        let condition = condition.map(|condition| format!(" ({condition})")).unwrap_or_default();
        let basis = if entry.on_retail_price { t!("items-on-mrp") } else { String::new() };
        Chip {
            value: Some(at),
            say: format!("{}{condition}: {}% {basis}", entry.goods, entry.rate).trim_end().to_owned(),
            testid: format!("proposed-{at}"),
        }
    });
    let chips: Vec<_> = chips.collect();
    let choose = move |at: Option<usize>| {
        if let Some(entry) = at.and_then(|at| entries.get(at)) {
            form.change(|now| *now = with_entry(now.clone(), entry));
        }
    };
    rsx! {
        div { class: "whole stack",
            span { class: "muted", {t!("items-proposed", date = short(found.as_of))} }
            {chip_row(t!("items-rate"), Overflow::Wraps, chips, &chosen, choose)}
        }
    }
}
