//! Back closes what stands over the screen, the newest first, and only then leaves the screen: a phone's own button is
//! pressed a hundred times a day.
//!
//! Each sheet has an entry of its own in the browser's history. What opens and closes only says so here; once a drawing
//! is done, the entries are brought in line with what stands.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;

use crate::browser::{self, history};

/// What stands over the screen, oldest first.
static OPEN: GlobalSignal<Vec<(u64, EventHandler<()>)>> = Signal::global(Vec::new);

/// Since when the browser is on its way back to an entry, as it was asked to here.
static MOVING: GlobalSignal<Option<i64>> = Signal::global(|| None);

/// Where to go as soon as it is there.
static NEXT: GlobalSignal<Option<String>> = Signal::global(|| None);

/// How long the way back may take before it counts as refused.
const PATIENCE_MS: u32 = 500;

/// For as long as this stands, Back calls `close`.
pub fn use_back(close: EventHandler<()>) {
    let id = use_hook(|| {
        let mut open = OPEN.write();
        let id = open.last().map_or(1, |(last, _)| last.wrapping_add(1));
        open.push((id, close));
        id
    });
    use_hook(settle_soon);
    use_drop(move || {
        OPEN.write().retain(|(other, _)| *other != id);
        settle_soon();
    });
}

/// The browser has come to another entry: of its own when Back was pressed, or as it was asked to.
pub fn arrived() {
    if MOVING.write().take().is_some() {
        return settle();
    }
    let gone: Vec<EventHandler<()>> =
        OPEN.peek().iter().skip(history::sheets()).rev().map(|(_, close)| *close).collect();
    for close in gone {
        close.call(());
    }
    // What stays all the same gets its entry again; the entry of what is gone for other reasons is passed over.
    settle_soon();
}

/// Goes to a fragment, after what is under way.
pub fn go_to(hash: String) {
    if MOVING.peek().is_some() {
        *NEXT.write() = Some(hash);
    } else {
        history::set_hash(&hash);
    }
}

fn settle_soon() {
    crate::state::run(async {
        TimeoutFuture::new(0).await;
        settle();
    });
}

/// Brings the entries in line with what stands.
pub fn settle() {
    if MOVING.peek().is_some() {
        return;
    }
    let (open, entries) = (OPEN.peek().len(), history::sheets());
    if let Some(more) = entries.checked_sub(open).filter(|more| *more > 0) {
        let began = browser::now_ms();
        *MOVING.write() = Some(began);
        history::back(i32::try_from(more).unwrap_or(1));
        crate::state::run(async move {
            TimeoutFuture::new(PATIENCE_MS).await;
            let refused = *MOVING.peek() == Some(began);
            if refused {
                *MOVING.write() = None;
                follow();
            }
        });
        return;
    }
    for count in entries.saturating_add(1)..=open {
        history::push_sheet(u32::try_from(count).unwrap_or(u32::MAX));
    }
    follow();
}

fn follow() {
    if let Some(hash) = NEXT.write().take() {
        history::set_hash(&hash);
    }
}
