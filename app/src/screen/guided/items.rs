//! The items: found by name or code, changed in place.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::code::measure;
use smartkhata_core::document::DraftLine;
use smartkhata_core::item::Item;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_part::part;

use crate::part::{Button, Empty, Look, SearchBox, rupees};
use crate::screen::best_match;
use crate::screen::figure::{discount_of, discount_text};
use crate::state::answer::use_answer;
use crate::state::bill::{self, BILLS};
use crate::state::{spawn, use_signal};
use crate::{api, t};

/// Search, matches, lines.
#[part]
pub fn Items() -> Element {
    let mut search = use_signal(String::new);
    let found = use_answer(move || {
        let search = search();
        async move { api::call(ListItems { search, limit: 8, ..ListItems::default() }).await.map(|page| page.rows) }
    });
    let rows: Vec<Item> = found().and_then(Result::ok).unwrap_or_default();
    let mut take = move |item: &Item| {
        bill::add_line(bill::line_of(item, Milli::ONE));
        search.set(String::new());
    };
    let (lines, amounts) = {
        let bills = BILLS.read();
        let amounts: Vec<Paise> =
            bills.current.totals().map(|r| r.lines.iter().map(|l| l.total).collect()).unwrap_or_default();
        (bills.current.draft.lines.clone(), amounts)
    };
    rsx! {
        section { class: "card stack",
            SearchBox {
                label: t!("bill-add-item"),
                testid: "guided-item-search",
                value: search(),
                autofocus: true,
                oninput: move |text| search.set(text),
                onenter: move |()| {
                    let typed = search.peek().clone();
                    spawn(async move {
                        if let Some(item) = best_match::item("guided-item-search", &typed).await {
                            take(&item);
                        }
                    });
                },
            }
            if !search().trim().is_empty() {
                div { class: "list finder-list",
                    for item in rows {
                        button {
                            key: "{item.id}",
                            r#type: "button",
                            class: "list-row",
                            "data-testid": "guided-item-result",
                            onclick: {
                                let item = item.clone();
                                move |_| take(&item)
                            },
                            span { class: "grow",
                                span { class: "name block", "{item.name}" }
                                span { class: "more block", "{item.code} {item.hsn}" }
                            }
                            span { class: "amount", "₹{item.price}" }
                        }
                    }
                    Button {
                        say: t!("bill-open-item-sell", text = search().trim()),
                        testid: "guided-item-open",
                        look: Look::Quiet,
                        onclick: move |()| {
                            bill::add_line(bill::open_line(search().trim().to_owned(), UnitPrice::ZERO, Milli::ONE));
                            search.set(String::new());
                        },
                    }
                }
            }
        }
        if lines.is_empty() {
            Empty { title: t!("bill-no-lines-phone") }
        }
        for (at , line) in lines.into_iter().enumerate() {
            Line { key: "{at}", at, line, amount: amounts.get(at).copied() }
        }
    }
}

/// A line with everything that a B2B bill says of it.
#[part]
fn Line(at: usize, line: DraftLine, amount: Option<Paise>) -> Element {
    let mut wrong = use_signal(|| None::<&'static str>);
    let mut take =
        move |name: &'static str, done: Option<()>| wrong.set(if done.is_none() { Some(name) } else { None });
    let change = move |act: &dyn Fn(&mut DraftLine)| {
        bill::edit(|draft| {
            if let Some(line) = draft.lines.get_mut(at) {
                act(line);
            }
        });
        Some(())
    };
    let unit = line.unit.clone();
    rsx! {
        section { class: "card stack", "data-testid": "guided-line",
            div { class: "list-head",
                h3 { class: "grow", "{at + 1}. {line.name}" }
                span { class: "amount", {amount.map(rupees).unwrap_or_default()} }
                Button {
                    say: t!("bill-remove-line"),
                    testid: "guided-line-remove",
                    icon: "remove",
                    bare: true,
                    look: Look::Quiet,
                    onclick: move |()| bill::take_off(at),
                }
            }
            div { class: "fields tight",
                LineField {
                    name: "quantity",
                    words: "bill-quantity",
                    value: line.quantity.to_string(),
                    wrong: wrong() == Some("quantity"),
                    onchange: move |text: String| {
                    let quantity = measure::typed(&text, &unit).ok().filter(|q| q.is_positive());
                    take("quantity", quantity.and_then(|quantity| change(&|line| line.quantity = quantity)));
                    },
                }
                LineField {
                    name: "price",
                    words: "bill-price",
                    value: line.price.to_string(),
                    wrong: wrong() == Some("price"),
                    onchange: move |text: String| {
                    let price = text.parse::<UnitPrice>().ok();
                    take("price", price.and_then(|price| change(&|line| line.price = price)));
                    },
                }
                LineField {
                    name: "discount",
                    words: "bill-discount",
                    value: discount_text(line.discount),
                    wrong: wrong() == Some("discount"),
                    onchange: move |text: String| {
                    let discount = discount_of(&text);
                    take("discount", discount.and_then(|discount| change(&|line| line.discount = discount)));
                    },
                }
                LineField {
                    name: "rate",
                    words: "bill-tax-rate",
                    value: line.rate.to_string(),
                    wrong: wrong() == Some("rate"),
                    onchange: move |text: String| {
                    let rate = text.parse::<Rate>().ok();
                    take("rate", rate.and_then(|rate| change(&|line| (line.rate, line.rate_of_item) = (rate, false))));
                    },
                }
                if let Some(printed) = line.retail_price {
                    LineField {
                        name: "retail_price",
                        words: "items-mrp",
                        value: printed.to_string(),
                        wrong: wrong() == Some("retail_price"),
                        onchange: move |text: String| {
                        let printed = text.parse::<UnitPrice>().ok();
                        take("retail_price", printed.and_then(|printed| change(&|line| (line.retail_price, line.rate_of_item) = (Some(printed), false))));
                        },
                    }
                }
                LineField {
                    name: "hsn",
                    words: "items-hsn",
                    value: line.hsn.clone(),
                    wrong: wrong() == Some("hsn"),
                    onchange: move |text: String| {
                    take("hsn", change(&|line| line.hsn = text.trim().to_owned()));
                    },
                }
                label { class: "check",
                    input {
                        r#type: "checkbox",
                        "data-testid": "guided-line-includes-tax",
                        checked: line.price_includes_tax,
                        onchange: move |event| {
                            change(&|line| line.price_includes_tax = event.checked());
                        },
                    }
                    span { {t!("items-price-includes-tax")} }
                }
            }
        }
    }
}

/// A figure or code of a line.
#[part]
fn LineField(
    name: &'static str,
    words: &'static str,
    value: String,
    wrong: bool,
    onchange: EventHandler<String>,
) -> Element {
    let is_code = name == "hsn";
    rsx! {
        label { class: "field",
            span { class: "label", {t!(words)} }
            input {
                class: if is_code { "input" } else { "input number" },
                "data-testid": "guided-line-{name}",
                inputmode: if is_code { "numeric" } else { "decimal" },
                autocomplete: "off",
                aria_invalid: if wrong { "true" } else { "false" },
                value: "{value}",
                onchange: move |event| onchange.call(event.value()),
            }
            if wrong {
                span { class: "error", role: "alert",
                    {t!(match name {
                        "quantity" => "error-invalid_quantity",
                        "rate" => "error-invalid_rate",
                        _ => "error-invalid_amount",
                    })}
                }
            }
        }
    }
}
