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
fn window(top: f64, height: f64, row: f64, count: usize) -> (usize, usize) {
    // Row numbers from pixels: negative (rubber band) and huge values are held inside the list.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let at = |pixels: f64| (pixels / row).max(0.0) as usize;
    let first = at(top).saturating_sub(SPARE).min(count);
    let last = at(top + height).saturating_add(SPARE + 1).min(count);
    (first, last)
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
    let mut top = use_signal(|| 0.0_f64);
    let mut height = use_signal(|| 900.0_f64);
    // Large text on a small screen: what stands side by side elsewhere stands one below the other, in higher rows.
    let roomy = use_hook(|| browser::width() < ROOMY_BELOW_REM * browser::rem());
    let pixels = use_hook(browser::rem) * row_rem * if roomy { ROOMY } else { 1.0 };
    let (first, last) = window(top(), height(), pixels, count);
    let all = pixels * f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let above = pixels * f64::from(u32::try_from(first).unwrap_or(u32::MAX));
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
                    height.set(rect.height().max(200.0));
                }
                onend_if_short(count, pixels, height(), onend);
            },
            onscroll: move |event| {
                // Redrawn only when another row comes into sight.
                let (now, seen) = (event.scroll_top(), f64::from(event.client_height()));
                if window(now, seen, pixels, count) != (first, last) {
                    top.set(now);
                    if (seen - height()).abs() > 1.0 {
                        height.set(seen);
                    }
                }
                if now + seen * 3.0 > all {
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
fn onend_if_short(count: usize, pixels: f64, height: f64, onend: EventHandler<()>) {
    if f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * pixels < height {
        onend.call(());
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn few_rows_are_drawn_of_however_many() {
        assert_eq!(window(0.0, 700.0, 70.0, 50_000), (0, 19));
        assert_eq!(window(70_000.0, 700.0, 70.0, 50_000), (992, 1_019));
        assert_eq!(window(3_500_000.0, 700.0, 70.0, 50_000), (49_992, 50_000));
        assert_eq!(window(-50.0, 700.0, 70.0, 3), (0, 3));
        assert_eq!(window(900.0, 700.0, 70.0, 0), (0, 0));
    }
}
