//! The cells of the lines. What is typed in one is on the bill before a key does anything with the bill, not only when
//! the cell is left; what is no figure stays where it was typed, and no money is taken for the bill meanwhile.

use dioxus::prelude::*;
use smartkhata_core::Error;
use smartkhata_core::document::DraftLine;
use smartkhata_core::id::DraftId;
use smartkhata_part::part;

use super::{Counter, goods, one_box};
use crate::part::takes_enter;
use crate::screen::figure::Figure;
use crate::state::bill::{self, BILLS};
use crate::{browser, t};

/// What is typed in a cell and is not on the bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    draft: DraftId,
    line: usize,
    figure: Figure,
    text: String,
    /// The bill refused it.
    wrong: bool,
}

fn in_hand() -> DraftId {
    BILLS.read().current.draft.id
}

/// What is typed in a cell of the bill in hand.
fn typed(counter: Counter, line: usize, figure: Figure) -> Option<Typed> {
    let cells = counter.cells.read();
    cells.iter().find(|cell| cell.line == line && cell.figure == figure && cell.draft == in_hand()).cloned()
}

/// Something is typed in a cell.
fn change(mut counter: Counter, line: usize, figure: Figure, text: String) {
    let draft = BILLS.peek().current.draft.id;
    let mut cells = counter.cells.write();
    if cells.iter().any(|cell| cell.wrong) {
        counter.says.set(None);
    }
    cells.retain(|cell| cell.draft == draft && (cell.line != line || cell.figure != figure));
    cells.push(Typed { draft, line, figure, text, wrong: false });
}

/// Puts what is typed in cells on the bill in hand; false where something is no figure, which is said.
pub fn take(mut counter: Counter) -> bool {
    if counter.cells.peek().is_empty() {
        return true;
    }
    let draft = BILLS.peek().current.draft.id;
    let cells = counter.cells.take();
    let mut priced = Vec::new();
    let refused = cells.into_iter().filter(|cell| cell.draft == draft).filter_map(|cell| {
        let mut taken = true;
        bill::edit(|draft| {
            let Some(line) = draft.lines.get_mut(cell.line) else { return };
            let waited = bill::is_unpriced(line);
            taken = cell.figure.take(line, &cell.text);
            if waited && !bill::is_unpriced(line) {
                priced.push(line.name.clone());
            }
        });
        (!taken).then_some(Typed { wrong: true, ..cell })
    });
    let refused: Vec<Typed> = refused.collect();
    for name in priced {
        goods::no_longer_waits(counter, &name);
    }
    let Some(first) = refused.first().map(|cell| cell.figure) else { return true };
    counter.cells.set(refused);
    one_box::refuse(counter, &Error::new(first.refusal(), "This cannot stand in a line."));
    browser::focus_at(".cell[aria-invalid='true']");
    false
}

/// Leaves what is typed in cells and not on the bill; false where nothing is.
pub fn leave(mut counter: Counter) -> bool {
    let typed = !counter.cells.peek().is_empty();
    if typed {
        counter.cells.set(Vec::new());
        counter.says.set(None);
    }
    typed
}

/// A figure that is changed where it stands; Enter goes back to the one box.
#[part]
pub fn Cell(at: usize, figure: Figure, line: DraftLine) -> Element {
    let counter: Counter = use_context();
    let typed = use_memo(move || typed(counter, at, figure));
    let (words, testid) = match figure {
        Figure::Quantity => (t!("bill-quantity"), "line-quantity"),
        Figure::Price => (t!("bill-price"), "line-price"),
        Figure::Discount => (t!("bill-discount-line"), "line-discount"),
    };
    let wrong = typed.read().as_ref().is_some_and(|typed| typed.wrong);
    let value = typed.read().as_ref().map_or_else(|| figure.text(&line), |typed| typed.text.clone());
    rsx! {
        input {
            class: "cell",
            "data-testid": testid,
            aria_label: words + " " + &line.name,
            aria_invalid: if wrong { "true" } else { "false" },
            inputmode: "decimal",
            autocomplete: "off",
            style: "--n: {value.chars().count()}",
            value: "{value}",
            oninput: move |event| change(counter, at, figure, event.value()),
            onchange: move |_| {
                take(counter);
            },
            onkeydown: move |event: KeyboardEvent| {
                if takes_enter(&event) && take(counter) {
                    browser::focus(one_box::ID);
                }
            },
        }
    }
}
