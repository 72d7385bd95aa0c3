//! The UPI code with the amount. Plain UPI tells nobody that money came: the shopkeeper looks at the phone and
//! says so.
//!
//! Test ids: `upi-code`, `upi-paid`.

use std::cell::Cell;
use std::rc::Rc;

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::money::Paise;
use smartkhata_core::upi;
use smartkhata_part::part;

use crate::part::{Button, LinkButton, Look, QrCode, pressed, rupees_short};
use crate::route::Route;
use crate::state::SHOP;
use crate::{browser, t};

/// The code, or the way to the settings when the shop has no UPI id.
#[part]
pub fn UpiCode(amount: Paise, onpaid: EventHandler<()>) -> Element {
    let (vpa, payee) = SHOP.read().as_ref().map_or_else(Default::default, |shop| {
        let payee = if shop.upi_name.is_empty() { shop.name.clone() } else { shop.upi_name.clone() };
        (shop.upi.clone(), payee)
    });
    let scanning = use_hook(|| Rc::new(Cell::new(false)));
    rsx! {
        p {
            class: "upi-amount",
            // The sheet takes the focus first.
            onmounted: move |_| async move {
                TimeoutFuture::new(0).await;
                browser::focus_at("[data-testid='upi-paid']");
            },
            {rupees_short(amount)}
        }
        if vpa.is_empty() {
            p { {t!("bill-qr-missing")} }
            LinkButton { say: t!("nav-settings"), testid: "upi-settings", to: Route::Settings, icon: "settings" }
        } else {
            QrCode { link: upi::link(&vpa, &payee, amount, "", ""), label: t!("bill-show-qr"), testid: "upi-code" }
            p { {t!("bill-qr-hint", amount = rupees_short(amount))} }
            p { class: "muted", "{payee} · {vpa}" }
        }
        div {
            // Enter behind a code is the scanner's: nobody has said yet that money came.
            onkeydown: move |event| match pressed(&event).as_str() {
                "Enter" if scanning.take() => event.prevent_default(),
                key => scanning.set(key != " " && key.chars().count() == 1),
            },
            Button {
                say: t!("bill-qr-paid"),
                testid: "upi-paid",
                look: Look::In,
                icon: "check",
                class: "large wide",
                onclick: move |()| onpaid.call(()),
            }
        }
    }
}
