//! What outlives a screen: the shop, the width, toasts, the bills being typed.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::shop::GetStatus;
use smartkhata_core::business::Shop;
use smartkhata_core::date::Date;
use smartkhata_core::{Error, clock};

use crate::{api, browser};

pub mod accountant;
pub mod answer;
pub mod bill;
mod boxed;
pub mod ids;
pub mod kept;
pub mod keys;
pub mod pages;
pub mod place;
pub mod role;
pub mod saving;
pub mod session;
pub mod share;
pub mod standing;
pub mod submit;

/// What screens ask of Dioxus.
pub use boxed::{run, spawn, use_callback, use_signal};

/// The shop, as soon as it is known.
pub static SHOP: GlobalSignal<Option<Shop>> = Signal::global(|| None);

/// Wide enough for the counter and the rail.
pub static WIDE: GlobalSignal<bool> = Signal::global(browser::is_wide);

/// Another window or program writes these books, or the disk is full; here they can only be read.
pub static READ_ONLY: GlobalSignal<bool> = Signal::global(|| false);

/// Asks whether the books can be written here; the window tries again when it is asked.
pub async fn look_whether_read_only() {
    if let Ok(status) = api::call(GetStatus {}).await {
        *READ_ONLY.write() = status.read_only;
    }
}

/// Raised after every save: lists that are on the screen read again.
pub static CHANGES: GlobalSignal<u64> = Signal::global(|| 0);

/// Tells the screens that the books have changed.
pub fn books_changed() {
    let next = CHANGES.peek().wrapping_add(1);
    *CHANGES.write() = next;
}

/// Today in India.
pub fn today() -> Date {
    clock::day_in_india(browser::now_ms())
}

/// What a toast is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Done,
    /// It did not.
    Trouble,
}

/// Something that a toast offers to do.
#[derive(Clone)]
pub struct Offer {
    /// The key of its words.
    pub words: &'static str,
    /// For the browser journeys.
    pub testid: &'static str,
    /// What it does.
    pub act: Rc<dyn Fn()>,
}

/// A sentence that stands for ten seconds at the foot of the screen.
#[derive(Clone)]
pub struct Toast {
    /// Tells toasts apart.
    pub id: u64,
    /// The sentence, in the language of the moment.
    pub say: String,
    /// Worked or not.
    pub tone: Tone,
    /// Undo, share, print.
    pub offers: Vec<Offer>,
}

impl PartialEq for Toast {
    /// A toast never changes after it is made.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// How long a save can be undone.
const STANDS_MS: u32 = 10_000;

/// How long a toast goes on that somebody has reached by the keyboard, before it looks again.
const READ_MS: u32 = 1_000;

/// How many toasts were made: none has the id of one whose time still runs.
static MADE: AtomicU64 = AtomicU64::new(0);

/// The toasts that stand, oldest first.
pub static TOASTS: GlobalSignal<Vec<Toast>> = Signal::global(Vec::new);

/// Shows a toast. Each stands its ten seconds, so that each can be undone; the style sheet shows the newest of them.
pub fn toast(say: String, tone: Tone, mut offers: Vec<Offer>) {
    // The undo of a save takes a voucher back, which is not for every role.
    offers.retain(|offer| offer.words != "do-undo" || role::may::<CancelVoucher>());
    show(say, tone, offers);
}

/// Says what was done to a bill being typed, with the way back, which is for everybody: nothing of it is in the books.
pub fn toast_typed(say: String, undo: impl Fn() + 'static) {
    show(say, Tone::Done, vec![Offer { words: "do-undo", testid: "toast-undo", act: Rc::new(undo) }]);
}

fn show(say: String, tone: Tone, offers: Vec<Offer>) {
    let id = MADE.fetch_add(1, Ordering::Relaxed);
    TOASTS.write().push(Toast { id, say, tone, offers });
    // Not with its drawing: another screen has another place for it.
    run(stand(id));
}

/// A toast's time, to its end.
async fn stand(id: u64) {
    TimeoutFuture::new(STANDS_MS).await;
    // It does not go from under the focus.
    while browser::has(&format!("[data-toast='{id}'] :focus-visible")) {
        TimeoutFuture::new(READ_MS).await;
    }
    dismiss(id);
}

/// Says that something worked.
pub fn say_done(say: String) {
    toast(say, Tone::Done, Vec::new());
}

/// Says what an error means.
pub fn say_error(error: &Error) {
    toast(crate::part::sentence(error), Tone::Trouble, Vec::new());
}

/// Takes a toast away.
pub fn dismiss(id: u64) {
    TOASTS.write().retain(|toast| toast.id != id);
}

/// The undo of the newest toast that has one, for Ctrl+Z.
pub fn newest_undo() -> Option<(u64, Rc<dyn Fn()>)> {
    TOASTS.peek().iter().rev().find_map(|toast| {
        toast.offers.iter().find(|offer| offer.words == "do-undo").map(|offer| (toast.id, Rc::clone(&offer.act)))
    })
}
