//! The UPI code with the amount. Plain UPI tells nobody that money came: the shopkeeper looks at the phone and
//! says so.
//!
//! Test ids: `upi-code`, `upi-paid`.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::upi;

use crate::part::{Button, LinkButton, Look, rupees_short};
use crate::route::Route;
use crate::state::SHOP;
use crate::t;

/// The code, or the way to the settings when the shop has no UPI id.
#[component]
pub fn UpiCode(amount: Paise, onpaid: EventHandler<()>) -> Element {
    let (vpa, payee) = SHOP.read().as_ref().map_or_else(Default::default, |shop| {
        let payee = if shop.upi_name.is_empty() { shop.name.clone() } else { shop.upi_name.clone() };
        (shop.upi.clone(), payee)
    });
    rsx! {
        p { class: "upi-amount", {rupees_short(amount)} }
        if vpa.is_empty() {
            p { {t!("bill-qr-missing")} }
            LinkButton { say: t!("nav-settings"), testid: "upi-settings", to: Route::Settings, icon: "settings" }
        } else {
            QrCode { link: upi::link(&vpa, &payee, amount, "", "") }
            p { {t!("bill-qr-hint", amount = rupees_short(amount))} }
            p { class: "muted", "{payee} · {vpa}" }
        }
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

/// A code as one path of squares; black on white in the dark too, because cameras want it so.
#[component]
fn QrCode(link: String) -> Element {
    let Ok(matrix) = upi::qr(&link) else { return rsx! {} };
    // Four modules of white all around.
    let side = matrix.side().saturating_add(8);
    let path: String = matrix
        .stretches()
        .into_iter()
        .map(|(row, column, length)| {
            format!("M{} {}h{length}v1h-{length}z", column.saturating_add(4), row.saturating_add(4))
        })
        .collect();
    rsx! {
        svg {
            class: "qr",
            view_box: "0 0 {side} {side}",
            role: "img",
            "aria-label": t!("bill-show-qr"),
            "data-testid": "upi-code",
            "data-link": link,
            rect { width: "{side}", height: "{side}", fill: "#ffffff" }
            path { d: path, fill: "#000000", shape_rendering: "crispEdges" }
        }
    }
}
