//! Taking the money on a phone: the total, the customer if wanted, and three large buttons.

use dioxus::prelude::*;
use smartkhata_core::Error;
use smartkhata_core::api::party::PartyView;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use crate::part::{Button, Icon, Look, Sheet, Trouble, rupees_short};
use crate::screen::before_saving::{BelowCost, Lacking, SinceTyped};
use crate::screen::due::DueField;
use crate::screen::finder::CustomerFinder;
use crate::screen::khata::Balance;
use crate::screen::recipient::{Recipient, Unnamed};
use crate::screen::split::Split;
use crate::screen::upi::UpiCode;
use crate::state::bill::{self, BILLS};
use crate::state::{run, saving, say_error, use_signal};
use crate::t;

/// Which part of the sheet is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Total,
    Customer { then_udhar: bool },
    Recipient,
    Split,
    Upi,
}

/// The sheet.
#[part]
pub fn PaySheet(onclose: EventHandler<()>) -> Element {
    // What is paid is what the core says of the bill now: it may have been put aside yesterday.
    use_hook(|| {
        run(async {
            bill::look_again().await;
        });
    });
    let mut page = use_signal(|| Page::Total);
    let mut refused = use_signal(Option::<Error>::default);
    let mut busy = use_signal(bool::default);
    // What was handed over for a bill that wants a customer first: it is saved with that once there is one.
    let mut handed = use_signal(Vec::<Tender>::new);
    let total = use_memo(|| BILLS.read().current.to_pay().unwrap_or(Paise::ZERO));
    let save = move |tenders: Vec<Tender>| {
        if busy() {
            return;
        }
        busy.set(true);
        run(async move {
            let saved = saving::save(tenders.clone()).await;
            // The screen may have been left meanwhile; the bill is saved all the same.
            let stands = busy.try_write().is_ok();
            match (saved, stands) {
                (Ok(_), true) => onclose.call(()),
                (Ok(_), false) => {}
                (Err(error), true) => {
                    let needed = error.wants_customer();
                    page.set(if needed { Page::Customer { then_udhar: true } } else { Page::Total });
                    handed.set(tenders);
                    refused.set(Some(error));
                    busy.set(false);
                }
                (Err(error), false) => say_error(&error),
            }
        });
    };
    let pay = move |mode: Mode| {
        let mut save = save;
        save(vec![Tender { mode, amount: total(), reference: String::new() }]);
    };
    let party = BILLS.read().current.party.clone();
    let over_limit = BILLS.read().current.over_limit;
    let (title, testid) = match page() {
        Page::Total => (t!("bill-total"), "sheet-pay"),
        Page::Customer { then_udhar: true } => (t!("bill-customer-needed"), "sheet-customer"),
        Page::Customer { then_udhar: false } => (t!("bill-customer"), "sheet-customer"),
        Page::Recipient => (t!("unnamed-title"), "sheet-recipient"),
        Page::Split => (t!("bill-save-split"), "sheet-split"),
        Page::Upi => (t!("bill-show-qr"), "sheet-upi"),
    };
    let close = move |()| if page() == Page::Total { onclose.call(()) } else { page.set(Page::Total) };
    rsx! {
        Sheet { title, testid, onclose: close,
            match page() {
                Page::Total => rsx! {
                    p { class: "upi-amount", "data-testid": "pay-total", {rupees_short(total())} }
                    button {
                        r#type: "button",
                        class: "list-row pay-customer",
                        "data-testid": "pay-customer",
                        onclick: move |_| page.set(Page::Customer { then_udhar: false }),
                        Icon { name: "person" }
                        match &party {
                            None => rsx! {
                                span { class: "grow", {t!("bill-customer-optional")} }
                            },
                            Some(view) => rsx! {
                                span { class: "grow name", "{view.party.name}" }
                                Balance { value: view.balance, role: view.party.role }
                            },
                        }
                        Icon { name: "next", small: true }
                    }
                    if let Some(view) = &party {
                        if view.overdue > Paise::ZERO {
                            p { class: "tag out", "data-testid": "pay-overdue",
                                {t!("party-overdue", amount = rupees_short(view.overdue))}
                            }
                        }
                        DueField {}
                    }
                    SinceTyped {}
                    BelowCost {}
                    if over_limit > Paise::ZERO {
                        p { class: "strip wait", role: "status",
                            Icon { name: "alert" }
                            {t!("party-over-limit", limit = party.as_ref().map(|view| rupees_short(view.party.credit_limit)).unwrap_or_default())}
                        }
                    }
                    Lacking {}
                    Unnamed { onfill: move |()| page.set(Page::Recipient) }
                    if let Some(error) = refused() {
                        Trouble { error }
                    }
                    div { class: "pay-ways",
                        Button { say: t!("bill-save-cash"), testid: "pay-cash", look: Look::Main, class: "large", disabled: busy(), onclick: move |()| pay(Mode::Cash) }
                        Button { say: t!("bill-save-upi"), testid: "pay-upi", look: Look::Main, class: "large", disabled: busy(), onclick: move |()| page.set(Page::Upi) }
                        Button {
                            say: t!("bill-save-udhar"),
                            testid: "pay-udhar",
                            look: Look::Out,
                            class: "large",
                            disabled: busy(),
                            onclick: move |()| {
                                if BILLS.peek().current.draft.party.is_some() {
                                    let mut save = save;
                                    save(Vec::new());
                                } else {
                                    handed.set(Vec::new());
                                    page.set(Page::Customer { then_udhar: true });
                                }
                            },
                        }
                    }
                    div { class: "button-row",
                        Button { say: t!("bill-save-card"), testid: "pay-card", class: "grow", disabled: busy(), onclick: move |()| pay(Mode::Card) }
                        Button { say: t!("bill-save-split"), testid: "pay-split", class: "grow", disabled: busy(), onclick: move |()| page.set(Page::Split) }
                    }
                },
                Page::Customer { then_udhar } => rsx! {
                    CustomerFinder {
                        walk_in: !then_udhar,
                        onchoose: move |party: Option<PartyView>| {
                            let chosen = party.is_some();
                            bill::set_party(party);
                            refused.set(None);
                            page.set(Page::Total);
                            if then_udhar && chosen {
                                let mut save = save;
                                save(handed.take());
                            }
                        },
                    }
                },
                Page::Recipient => rsx! {
                    Recipient { ondone: move |()| page.set(Page::Total) }
                },
                Page::Split => rsx! {
                    Split {
                        total: total(),
                        onsave: move |tenders| {
                            let mut save = save;
                            save(tenders);
                        },
                    }
                },
                Page::Upi => rsx! {
                    UpiCode { amount: total(), onpaid: move |()| pay(Mode::Upi) }
                },
            }
        }
    }
}
