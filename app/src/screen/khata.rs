//! The khata: who owes whom. On a phone the list is the home screen and a name opens its own screen; on a
//! wide screen the statement stands beside the list.
//!
//! Test ids: `khata`, `khata-youll-get`, `khata-youll-give`, `khata-search`, `khata-search-clear`, `khata-keypad`,
//! `khata-add`, `khata-add-named`, `khata-chip-all`, `khata-chip-due`, `khata-chip-overdue`, `khata-chip-advance`,
//! `khata-chip-suppliers`, `khata-chip-hidden`, `khata-by-age`, `khata-list`, `khata-row` (with `data-id`).
//! A long press or a right click on a row opens what `khata_actions.rs` names.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{GetOutstanding, KhataSide, ListParties, Page, PartyFilter, SaveParty};
use smartkhata_core::api::shop::GetHome;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::terms::USUAL_DAYS;
use smartkhata_core::party::{PartyEdit, PartyRole, PartyRow};
use smartkhata_part::part;

use super::entry::{EntrySheet, Whom};
use super::khata_actions::KhataActions;
use super::khata_sample::Sample;
use super::party::Party;
use super::party_form::save;
use crate::part::{
    self, Amount, Button, Chip, Empty, Icon, LinkButton, Look, Overflow, SearchBox, Trouble, VirtualList, chip_row,
};
use crate::route::{self, ROUTE, Route};
use crate::state::answer::use_answer;
use crate::state::pages::{Question, use_pages};
use crate::state::{self, CHANGES, WIDE, use_signal};
use crate::{api, t};

/// Height of a row in rem: a name, a line below it, and room for a thumb.
const ROW_REM: f64 = 4.5;

/// Which parties the chips choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Khatas {
    /// As the core filters them.
    Filter(PartyFilter),
    /// Something is overdue.
    Overdue,
}

impl Khatas {
    /// Each with its name in addresses and words.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Filter(PartyFilter::All), "all"),
        (Self::Filter(PartyFilter::Due), "due"),
        (Self::Overdue, "overdue"),
        (Self::Filter(PartyFilter::Advance), "advance"),
        (Self::Filter(PartyFilter::Suppliers), "suppliers"),
        (Self::Filter(PartyFilter::Archived), "hidden"),
    ];
}

/// A row of the list; `overdue` is what is, where that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    party: PartyRow,
    overdue: Option<Paise>,
}

/// The list, and the party that was chosen from it.
#[part]
pub fn KhataScreen(chosen: Option<PartyId>) -> Element {
    rsx! {
        main { class: "screen full khata", "data-testid": "khata",
            div { class: "khata-panes",
                // On a phone the list waits behind the statement, with its search and its place.
                section { class: "khata-list-pane", hidden: !WIDE() && chosen.is_some(), aria_label: t!("khata-title"),
                    List { chosen }
                }
                if let Some(id) = chosen {
                    Party { key: "{id}", id }
                } else if WIDE() {
                    div { class: "khata-nobody",
                        Empty { title: t!("khata-choose"), hint: t!("khata-choose-hint") }
                    }
                }
            }
        }
    }
}

#[part]
fn List(chosen: Option<PartyId>) -> Element {
    let mut search = use_signal(String::new);
    let mut digits = use_signal(bool::default);
    let mut shown = use_signal(|| asked_for(*ROUTE.peek()).unwrap_or(Khatas::Filter(PartyFilter::All)));
    use_effect(move || {
        if let Some(asked) = asked_for(ROUTE()) {
            shown.set(asked);
        }
    });
    let mut acting = use_signal(|| None::<PartyRow>);
    let mut entering = use_signal(|| None::<(Whom, KhataSide)>);
    let ask = move |after, limit| Asked { shown: shown(), search: search(), after, limit };
    let pages = use_pages(ask);
    let today = state::today();
    let (keyboard, other, other_icon) =
        if digits() { ("tel", "khata-letters", "letters") } else { ("search", "khata-number-pad", "keypad") };
    let chips = Khatas::ALL.map(|(value, name)| Chip {
        value,
        say: t!(&format!("khata-{name}")),
        testid: format!("khata-chip-{name}"),
    });
    rsx! {
        header { class: "screen-head",
            h1 { {t!("khata-title")} }
            LinkButton { say: t!("khata-add"), testid: "khata-add", to: Route::NewParty, icon: "plus", look: Look::Main }
        }
        if !WIDE() {
            part::StepSign {}
            super::attention::Sign {}
        }
        Totals {
            onget: move |()| shown.set(Khatas::Filter(PartyFilter::Due)),
            ongive: move |()| shown.set(Khatas::Filter(PartyFilter::Advance)),
        }
        div { class: "khata-find",
            SearchBox {
                label: t!("khata-search"),
                testid: "khata-search",
                mode: keyboard,
                value: search(),
                oninput: move |typed| search.set(typed),
            }
            Button {
                say: t!(other),
                testid: "khata-keypad",
                icon: other_icon,
                bare: true,
                onclick: move |()| {
                    digits.toggle();
                    crate::browser::focus("khata-search");
                },
            }
        }
        {chip_row(t!("khata-show"), Overflow::Scrolls, chips, &shown(), move |value| shown.set(value))}
        if matches!(shown(), Khatas::Overdue | Khatas::Filter(PartyFilter::Due)) {
            p { class: "khata-rule",
                if shown() == Khatas::Overdue {
                    {t!("khata-overdue-rule", days = i64::from(USUAL_DAYS))}
                }
                a { href: Route::Outstanding.href(), "data-testid": "khata-by-age", {t!("khata-by-age")} }
            }
        }
        if let Some(error) = pages.error() {
            Trouble { error }
        }
        if pages.is_empty() {
            Nobody { search: search(), shown: shown() }
        } else {
            VirtualList {
                label: t!("khata-title"),
                testid: "khata-list",
                count: pages.count(),
                row_rem: ROW_REM,
                row_key: move |place| pages.row(place).map(|row| row.party.id.to_string()).unwrap_or_default(),
                row: move |place| match pages.row(place) {
                    Some(row) => rsx! {
                        RowLink {
                            chosen: chosen == Some(row.party.id),
                            row,
                            today,
                            onact: move |party| acting.set(Some(party)),
                        }
                    },
                    None => rsx! {},
                },
                onend: move |()| pages.more(ask),
            }
        }
        if let Some(party) = acting() {
            KhataActions {
                party,
                onclose: move |()| acting.set(None),
                onenter: move |entry| {
                    acting.set(None);
                    entering.set(Some(entry));
                },
            }
        }
        if let Some((whom, side)) = entering() {
            EntrySheet { whom, side, onclose: move |()| entering.set(None) }
        }
    }
}

/// A page of the list as the chip and the search have it.
struct Asked {
    shown: Khatas,
    search: String,
    after: Option<String>,
    limit: u32,
}

impl Question<Row> for Asked {
    async fn page(self) -> Result<Page<Row>> {
        let Self { shown, search, mut after, limit } = self;
        let filter = match shown {
            Khatas::Filter(filter) if search.trim().is_empty() || filter == PartyFilter::Archived => filter,
            // A search looks among all, whatever the chip says: the reader means the name.
            Khatas::Filter(_) => PartyFilter::All,
            Khatas::Overdue if !search.trim().is_empty() => PartyFilter::All,
            Khatas::Overdue => loop {
                let answer = api::call(GetOutstanding { after, limit, ..GetOutstanding::default() }).await?;
                let overdue = answer.page.rows.into_iter().filter(|row| row.overdue > Paise::ZERO);
                let rows: Vec<Row> = overdue.map(|row| Row { party: row.party, overdue: Some(row.overdue) }).collect();
                // A page on which no one is overdue says nothing about the next.
                match answer.page.next {
                    next @ Some(_) if rows.is_empty() => after = next,
                    next => return Ok(Page { rows, next }),
                }
            },
        };
        let asked = ListParties { filter, search, after, limit, ages: true, ..ListParties::default() };
        let page = api::call(asked).await?;
        let rows = page.rows.into_iter().map(|party| Row { party, overdue: None }).collect();
        Ok(Page { rows, next: page.next })
    }
}

/// What an address asks the list to show.
const fn asked_for(route: Route) -> Option<Khatas> {
    match route {
        Route::KhataOf(shown) => Some(shown),
        _ => None,
    }
}

#[part]
fn Totals(onget: EventHandler<()>, ongive: EventHandler<()>) -> Element {
    let figures = use_answer(|| async {
        let _ = CHANGES();
        api::call(GetHome {}).await
    });
    let home = figures().and_then(Result::ok);
    let (get, give) = home.map_or((Paise::ZERO, Paise::ZERO), |home| (home.to_collect, home.to_give));
    rsx! {
        div { class: "khata-totals", role: "group", aria_label: t!("khata-totals"),
            button { r#type: "button", class: "card figure out", "data-testid": "khata-youll-get", onclick: move |_| onget.call(()),
                span { class: "label",
                    Icon { name: "out", small: true }
                    {t!("youll-get")}
                }
                Amount { value: get, short: true, class: "out" }
            }
            button { r#type: "button", class: "card figure in", "data-testid": "khata-youll-give", onclick: move |_| ongive.call(()),
                span { class: "label",
                    Icon { name: "in", small: true }
                    {t!("youll-give")}
                }
                Amount { value: give, short: true, class: "in" }
            }
        }
    }
}

/// No one is in the list: a search that found nobody offers to add the name.
#[part]
fn Nobody(search: String, shown: Khatas) -> Element {
    let text = search.trim().to_owned();
    if text.is_empty() {
        return match shown {
            Khatas::Filter(PartyFilter::All) => rsx! {
                Sample {}
                Empty { title: t!("khata-none"), hint: t!("khata-none-hint") }
            },
            Khatas::Filter(PartyFilter::Due) => rsx! { Empty { title: t!("khata-nobody-due") } },
            Khatas::Overdue => rsx! { Empty { title: t!("khata-nobody-overdue") } },
            Khatas::Filter(PartyFilter::Advance) => rsx! { Empty { title: t!("khata-nobody-advance") } },
            Khatas::Filter(PartyFilter::Suppliers) => rsx! { Empty { title: t!("khata-no-suppliers") } },
            Khatas::Filter(PartyFilter::Archived) => rsx! { Empty { title: t!("khata-nobody-hidden") } },
        };
    }
    let name = text.clone();
    rsx! {
        Empty { title: t!("khata-no-match", text = text.clone()),
            Button {
                say: t!("khata-add-named", name = text),
                testid: "khata-add-named", asks: SaveParty::NAME,
                look: Look::Main,
                icon: "plus",
                onclick: move |()| {
                    let name = name.clone();
                    state::run(async move {
                        let edit = PartyEdit { name: Some(name), ..PartyEdit::default() };
                        match save(None, edit).await {
                            Ok(saved) => route::go(Route::Party(saved.party.id)),
                            Err(error) => state::say_error(&error),
                        }
                    });
                },
            }
        }
    }
}

#[part]
fn RowLink(row: Row, chosen: bool, today: smartkhata_core::date::Date, onact: EventHandler<PartyRow>) -> Element {
    let party = row.party.clone();
    let initial: String = party.name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    // When there was an entry, and before that for how long money is due.
    let mut when = party.last_date.map_or_else(|| party.phone.clone(), |day| part::age(day, today));
    if let Some(since) = party.due_since.filter(|since| *since < today) {
        let due = t!("party-due-for", days = part::age(since, today));
        when = if party.last_date == Some(since) { due } else { format!("{due} · {when}") };
    }
    let over = !party.credit_limit.is_zero() && party.balance > party.credit_limit;
    let acts = party.clone();
    rsx! {
        a {
            class: if chosen { "list-row chosen" } else { "list-row" },
            href: Route::Party(party.id).href(),
            "data-testid": "khata-row",
            "data-id": "{party.id}",
            aria_current: chosen.then_some("true"),
            oncontextmenu: move |event| {
                event.prevent_default();
                onact.call(acts.clone());
            },
            span { class: "initial", aria_hidden: "true", "{initial}" }
            span { class: "grow",
                span { class: "name khata-name", "{party.name}" }
                span { class: "more khata-more",
                    if over {
                        span { class: "tag out",
                            Icon { name: "alert", small: true }
                            {t!("khata-over-limit")}
                        }
                    }
                    span { "{when}" }
                }
            }
            Balance { value: row.overdue.unwrap_or(party.balance), role: party.role }
        }
    }
}

/// A balance as the list says it: a supplier below zero is owed, a customer below zero paid in advance.
#[part]
pub fn Balance(value: Paise, role: PartyRole) -> Element {
    let below = if role == PartyRole::Supplier { "youll-give" } else { "advance" };
    rsx! {
        part::Khata { value, below }
    }
}
