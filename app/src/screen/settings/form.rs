//! The shop's own details, as one form.

use dioxus::prelude::*;
use smartkhata_core::business::{Paper, Shop, ShopEdit};
use smartkhata_core::code::state::StateCode;
use smartkhata_core::money::Rate;
use smartkhata_core::party::Registration;
use smartkhata_part::part;

use super::edit;
use crate::part::{
    Button, Chip, Choice, Field, Look, Overflow, Problem, Select, StandsAgain, Switch, Trouble, chip_row,
};
use crate::state::kept::{self, Fields, use_typing};
use crate::state::{spawn, use_signal};
use crate::{browser, t};

/// The fields that show their own error.
const FIELDS: [&str; 18] = [
    "name",
    "registration",
    "gstin",
    "state",
    "address",
    "pin",
    "phone",
    "email",
    "pan",
    "licence",
    "upi",
    "upi_name",
    "bank_name",
    "bank_account",
    "bank_ifsc",
    "terms",
    "series",
    "device_name",
];

const REGISTRATIONS: [(Registration, &str, &str); 3] = [
    (Registration::Unregistered, "unregistered", "settings-scheme-unregistered"),
    (Registration::Regular, "regular", "settings-scheme-regular"),
    (Registration::Composition, "composition", "settings-scheme-composition"),
];

/// What makes one shop of another, but for its logo and language, which are no fields of the form.
pub fn changes(from: &Shop, to: &Shop) -> ShopEdit {
    fn changed<T: Clone + PartialEq>(from: &T, to: &T) -> Option<T> {
        (from != to).then(|| to.clone())
    }
    ShopEdit {
        name: changed(&from.name, &to.name),
        language: None,
        registration: changed(&from.registration, &to.registration),
        gstin: changed(&from.gstin, &to.gstin),
        state: changed(&from.state, &to.state),
        address: changed(&from.address, &to.address),
        pin: changed(&from.pin, &to.pin),
        phone: changed(&from.phone, &to.phone),
        email: changed(&from.email, &to.email),
        pan: changed(&from.pan, &to.pan),
        licence: changed(&from.licence, &to.licence),
        upi: changed(&from.upi, &to.upi),
        upi_name: changed(&from.upi_name, &to.upi_name),
        bank_name: changed(&from.bank_name, &to.bank_name),
        bank_account: changed(&from.bank_account, &to.bank_account),
        bank_ifsc: changed(&from.bank_ifsc, &to.bank_ifsc),
        terms: changed(&from.terms, &to.terms),
        logo: None,
        round_to_rupee: changed(&from.round_to_rupee, &to.round_to_rupee),
        prices_include_tax: changed(&from.prices_include_tax, &to.prices_include_tax),
        open_rate: changed(&from.open_rate, &to.open_rate),
        paper: changed(&from.paper, &to.paper),
        series: changed(&from.device.series, &to.device.series),
        device_name: changed(&from.device.name, &to.device.name),
    }
}

impl Fields for Shop {
    fn fields(&mut self) -> Vec<&mut dyn kept::Field> {
        vec![self]
    }
}

/// The shop as the form has it: its logo is chosen beside it, and too large to be kept with what is typed.
fn fields_of(shop: &Shop) -> Shop {
    Shop { logo: String::new(), ..shop.clone() }
}

/// A text of the shop: its name in the request, the key of its words, the key of its hint, the keyboard.
struct Line {
    name: &'static str,
    words: &'static str,
    hint: &'static str,
    mode: &'static str,
    get: fn(&mut Shop) -> &mut String,
}

const fn line(
    name: &'static str,
    words: &'static str,
    hint: &'static str,
    mode: &'static str,
    get: fn(&mut Shop) -> &mut String,
) -> Line {
    Line { name, words, hint, mode, get }
}

const SHOP: [Line; 7] = [
    line("name", "settings-shop-name", "", "text", |shop| &mut shop.name),
    line("phone", "settings-phone", "", "tel", |shop| &mut shop.phone),
    line("email", "settings-email", "", "email", |shop| &mut shop.email),
    line("pin", "settings-pin", "", "numeric", |shop| &mut shop.pin),
    line("gstin", "settings-gstin", "settings-gstin-hint", "text", |shop| &mut shop.gstin),
    line("pan", "settings-pan", "", "text", |shop| &mut shop.pan),
    line("licence", "settings-licence", "settings-licence-hint", "text", |shop| &mut shop.licence),
];

const MONEY: [Line; 5] = [
    line("upi", "settings-upi-id", "settings-upi-hint", "email", |shop| &mut shop.upi),
    line("upi_name", "settings-upi-name", "", "text", |shop| &mut shop.upi_name),
    line("bank_name", "settings-bank-name", "", "text", |shop| &mut shop.bank_name),
    line("bank_account", "settings-bank-account", "", "numeric", |shop| &mut shop.bank_account),
    line("bank_ifsc", "settings-bank-ifsc", "", "text", |shop| &mut shop.bank_ifsc),
];

const NUMBERS: [Line; 2] = [
    line("series", "settings-series", "settings-series-hint", "text", |shop| &mut shop.device.series),
    line("device_name", "settings-device", "", "text", |shop| &mut shop.device.name),
];

/// The form.
#[part]
pub fn Form(shop: Shop) -> Element {
    let form = use_typing("settings", || fields_of(&shop));
    let mut problem = use_signal(Problem::default);
    let mut saving = use_signal(bool::default);
    let asked = changes(&shop, &form.read());
    let changed = asked != ShopEdit::default();
    let mut save = move |asked: ShopEdit| {
        saving.set(true);
        spawn(async move {
            let answer = edit(asked).await;
            if answer.error.is_none()
                && let Some(shop) = crate::state::SHOP.peek().as_ref()
            {
                form.begin(fields_of(shop));
            }
            if answer.error.is_some() {
                // The field that was refused may be far up the page.
                browser::show_wrong();
            }
            problem.set(answer);
            saving.set(false);
        });
    };
    let lines = move |lines: &'static [Line]| {
        rsx! {
            for line in lines {
                Field {
                    key: "{line.name}",
                    name: line.name,
                    label: t!(line.words),
                    hint: if line.hint.is_empty() { String::new() } else { t!(line.hint) },
                    mode: line.mode,
                    value: (line.get)(&mut form.peek()).clone(),
                    problem: problem(),
                    oninput: move |text: String| form.change(|shop| *(line.get)(shop) = text),
                }
            }
        }
    };
    let now = form.read();
    rsx! {
        StandsAgain { again: form.again(), onempty: move |()| form.empty() }
        section { class: "card",
            h2 { {t!("settings-shop")} }
            div { class: "fields",
                {lines(&SHOP)}
                Select {
                    name: "registration",
                    label: t!("settings-scheme"),
                    value: REGISTRATIONS.iter().find(|(kind, _, _)| *kind == now.registration).map_or("", |(_, name, _)| name).to_owned(),
                    choices: REGISTRATIONS
                        .map(|(_, name, words)| Choice { value: name.to_owned(), say: t!(words) })
                        .to_vec(),
                    problem: problem(),
                    onchange: move |name: String| {
                        if let Some((kind, _, _)) = REGISTRATIONS.iter().find(|(_, known, _)| *known == name) {
                            form.change(|shop| shop.registration = *kind);
                        }
                    },
                }
                Select {
                    name: "state",
                    label: t!("settings-state"),
                    value: now.state.clone(),
                    choices: states(),
                    problem: problem(),
                    onchange: move |code: String| form.change(|shop| shop.state = code),
                }
                Field {
                    name: "address",
                    class: "whole",
                    label: t!("settings-address"),
                    long: true,
                    value: now.address.clone(),
                    problem: problem(),
                    oninput: move |text: String| form.change(|shop| shop.address = text),
                }
            }
        }
        section { class: "card",
            h2 { {t!("settings-upi")} }
            div { class: "fields", {lines(&MONEY)} }
        }
        section { class: "card",
            h2 { {t!("settings-numbering")} }
            div { class: "fields", {lines(&NUMBERS)} }
            Switch {
                name: "round_to_rupee",
                label: t!("settings-round-off"),
                value: now.round_to_rupee,
                onchange: move |on| form.change(|shop| shop.round_to_rupee = on),
            }
            Switch {
                name: "prices_include_tax",
                label: t!("settings-prices-include-tax"),
                value: now.prices_include_tax,
                onchange: move |on| form.change(|shop| shop.prices_include_tax = on),
            }
            if now.registration.charges_tax() {
                div { class: "field",
                    span { class: "label", {t!("settings-open-rate")} }
                    {chip_row(
                        t!("settings-open-rate"),
                        Overflow::Wraps,
                        [0_u16, 5, 18, 40].map(|percent| Chip {
                            value: Rate::percent(percent),
                            say: format!("{percent}%"),
                            testid: format!("setting-open-rate-{percent}"),
                        }),
                        &now.open_rate,
                        move |rate| form.change(|shop| shop.open_rate = rate),
                    )}
                }
            }
            div { class: "field",
                span { class: "label", {t!("settings-paper")} }
                {chip_row(
                    t!("settings-paper"),
                    Overflow::Wraps,
                    [(Paper::Mm80, "80"), (Paper::Mm58, "58")].map(|(value, mm)| Chip {
                        value,
                        say: t!("settings-paper-mm", mm = mm),
                        testid: format!("setting-paper-{mm}"),
                    }),
                    &now.paper,
                    move |paper| form.change(|shop| shop.paper = paper),
                )}
            }
            Field {
                name: "terms",
                label: t!("settings-terms"),
                long: true,
                value: now.terms.clone(),
                problem: problem(),
                oninput: move |text: String| form.change(|shop| shop.terms = text),
            }
        }
        if changed || problem().error.is_some() {
            div { class: "save-bar",
                if let Some(error) = problem().besides(&FIELDS) {
                    Trouble { error }
                }
                Button {
                    say: t!("do-cancel"),
                    testid: "settings-undo",
                    onclick: move |()| {
                        form.begin(fields_of(&shop));
                        problem.set(Problem::default());
                    },
                }
                Button {
                    say: t!("do-save"),
                    testid: "settings-save",
                    look: Look::Main,
                    class: "large grow",
                    disabled: saving(),
                    onclick: move |()| save(asked.clone()),
                }
            }
        }
    }
}

/// The States to choose from, none first.
pub fn states() -> Vec<Choice> {
    let none = Choice { value: String::new(), say: "—".to_owned() };
    let known = StateCode::offered()
        .map(|state| Choice { value: state.to_string(), say: format!("{state} {}", t!(&format!("state-{state}"))) });
    std::iter::once(none).chain(known).collect()
}
