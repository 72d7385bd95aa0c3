//! A list of any length of which only the rows in sight are drawn: 50,000 rows scroll as 50 do.

use dioxus::prelude::*;
use smartkhata_part::part;

use crate::browser;
use crate::state::use_signal;

/// Rows drawn above and below the ones in sight, so that a flick shows no gap.
const SPARE: usize = 8;

/// A screen narrower than this, in the reader's own letters, has no room for a name beside an amount.
const ROOMY_BELOW_REM: f64 = 16.0;

/// How much higher a row is there.
const ROOMY: f64 = 1.5;

/// The rows to draw for a scroll position: first and one past the last.
fn window(top: usize, height: usize, row: usize, count: usize) -> (usize, usize) {
    let first = (top / row).saturating_sub(SPARE).min(count);
    let last = (top.saturating_add(height) / row).saturating_add(SPARE + 1).min(count);
    (first, last)
}

/// Whole pixels: above the list (a rubber band) there are none.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(pixels: f64) -> usize {
    pixels.max(0.0) as usize
}

/// The list. Rows have one height, in rem, so that it grows with the reader's text.
#[part]
pub fn VirtualList(
    label: String,
    testid: String,
    /// How many rows are there.
    count: usize,
    /// Height of a row in rem.
    row_rem: f64,
    /// Draws a row by its place.
    row: Callback<usize, Element>,
    /// A key that stays with a row.
    row_key: Callback<usize, String>,
    /// The end is near: fetch the next page.
    #[props(default)]
    onend: EventHandler<()>,
) -> Element {
    let mut top = use_signal(|| 0_usize);
    let mut height = use_signal(|| 900_usize);
    // Large text on a small screen: what stands side by side elsewhere stands one below the other, in higher rows.
    let roomy = use_hook(|| browser::width() < ROOMY_BELOW_REM * browser::rem());
    let pixels = whole(use_hook(browser::rem) * row_rem * if roomy { ROOMY } else { 1.0 }).max(1);
    let (first, last) = window(top(), height(), pixels, count);
    let (all, above) = (pixels.saturating_mul(count), pixels.saturating_mul(first));
    rsx! {
        div {
            class: if roomy { "list scroll fixed roomy" } else { "list scroll fixed" },
            role: "list",
            aria_label: label,
            "data-testid": testid,
            "data-count": "{count}",
            tabindex: "-1",
            onmounted: move |element| async move {
                if let Ok(rect) = element.get_client_rect().await {
                    height.set(whole(rect.height()).max(200));
                }
                onend_if_short(count, pixels, height(), onend);
            },
            onscroll: move |event| {
                // Redrawn only when another row comes into sight.
                let (now, seen) = (whole(event.scroll_top()), whole(event.client_height().into()));
                if window(now, seen, pixels, count) != (first, last) {
                    top.set(now);
                    if seen.abs_diff(height()) > 1 {
                        height.set(seen);
                    }
                }
                if now.saturating_add(seen.saturating_mul(3)) > all {
                    onend.call(());
                }
            },
            div { style: "height: {all}px; position: relative;",
                div { style: "position: absolute; inset-inline: 0; top: {above}px;",
                    for place in first..last {
                        div { key: "{row_key.call(place)}", role: "listitem", style: "height: {pixels}px;", {row.call(place)} }
                    }
                }
            }
        }
    }
}

/// A first page that does not fill the screen cannot be scrolled: fetch on.
fn onend_if_short(count: usize, pixels: usize, height: usize, onend: EventHandler<()>) {
    if count.saturating_mul(pixels) < height {
        onend.call(());
    }
}

#[cfg(test)]
mod tests {
    use super::{whole, window};

    #[test]
    fn few_rows_are_drawn_of_however_many() {
        assert_eq!(window(0, 700, 70, 50_000), (0, 19));
        assert_eq!(window(70_000, 700, 70, 50_000), (992, 1_019));
        assert_eq!(window(3_500_000, 700, 70, 50_000), (49_992, 50_000));
        assert_eq!(window(whole(-50.0), 700, 70, 3), (0, 3));
        assert_eq!(window(900, 700, 70, 0), (0, 0));
    }
}
