//! A QR code on the screen.

use dioxus::prelude::*;
use smartkhata_core::upi;
use smartkhata_part::part;

/// A code as one path of squares; black on white in the dark too, because cameras want it so.
#[part]
pub fn QrCode(link: String, label: String, testid: String) -> Element {
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
            "aria-label": label,
            "data-testid": testid,
            "data-link": link,
            rect { width: "{side}", height: "{side}", fill: "#ffffff" }
            path { d: path, fill: "#000000", shape_rendering: "crispEdges" }
        }
    }
}
