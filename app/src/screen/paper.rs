//! A report on paper: its PDF to the reader, and to the device's share sheet where there is one.
//!
//! Test ids: `report-pdf`, `report-share`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::report::{PrintOutstanding, PrintReport};
use smartkhata_part::part;

use crate::part::Button;
use crate::state::share::{self, Printed};
use crate::{browser, t};

/// The buttons.
#[part]
pub fn PaperButtons(of: Printed) -> Element {
    let asks = if of == Printed::Outstanding { PrintOutstanding::NAME } else { PrintReport::NAME };
    rsx! {
        Button { say: t!("do-pdf"), testid: "report-pdf", icon: "pdf", asks, onclick: move |()| share::download_report(of) }
        if browser::shares_files() {
            Button { say: t!("do-share"), testid: "report-share", icon: "share", asks, bare: true, onclick: move |()| share::share_report(of) }
        }
    }
}
