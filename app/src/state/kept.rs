//! What is typed in a form and not saved yet, kept for as long as the tab is open: a phone throws the page of an app
//! away that is left for a call, and a press beside the form leaves it.

use std::pin::Pin;
use std::rc::Rc;

use dioxus::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use smartkhata_core::Result;

use super::{SHOP, use_signal};
use crate::browser;
use crate::photo::Chosen;

/// How long it is kept: afterwards it is about something else.
const KEPT_MS: i64 = 15 * 60_000;

/// What a form says that was left half typed, as it stands again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// Photos were chosen, too; they are too large to be kept.
    pub photos: bool,
}

/// What is typed in a form, kept while it is typed and there again when that form is opened next.
pub struct Typing<T: 'static> {
    now: Signal<T>,
    /// What the form says untouched.
    start: Signal<T>,
    rest: Rest,
}

/// What is alike for all forms.
#[derive(Clone, Copy, PartialEq)]
struct Rest {
    place: Signal<Rc<str>>,
    again: Signal<Option<Again>>,
    photos: Signal<Vec<Chosen>>,
}

impl<T> Clone for Typing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Typing<T> {}

impl<T> PartialEq for Typing<T> {
    fn eq(&self, other: &Self) -> bool {
        self.now == other.now && self.start == other.start && self.rest == other.rest
    }
}

/// Begins a form, or goes on with what was typed in it a moment ago. `form` is its name and what it is about: the form of
/// one customer is not that of another.
pub fn use_typing<T>(form: &str, start: impl FnOnce() -> T) -> Typing<T>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + 'static,
{
    let start = use_signal(start);
    let place = use_signal(|| place_of(form));
    let found = use_hook(|| {
        let (photos, json) = fresh(&place.peek())?;
        Some((Again { photos }, serde_json::from_str::<T>(&json).ok()?))
    });
    let again = use_signal(|| found.as_ref().map(|(again, _)| *again));
    let now = use_signal(|| found.map_or_else(|| start.peek().clone(), |(_, typed)| typed));
    let rest = Rest { place, again, photos: use_signal(Vec::new) };
    let json = move || {
        let typed = now.read();
        if *typed == *start.peek() { None } else { Some(serde_json::to_string(&*typed).unwrap_or_default()) }
    };
    let untouched = move || serde_json::to_string(&*start.peek()).unwrap_or_default();
    use_keeping(rest, Box::new(json), Box::new(untouched));
    Typing { now, start, rest }
}

/// Keeps a form for as long as it stands: what is typed, or that photos were chosen in it.
fn use_keeping(rest: Rest, typed: Box<dyn Fn() -> Option<String>>, untouched: Box<dyn Fn() -> String>) {
    use_effect(move || {
        let lost = (rest.again)().is_some_and(|again| again.photos);
        let photos = lost || !rest.photos.read().is_empty();
        let json = typed().or_else(|| photos.then(&untouched));
        match json {
            // In the tab's storage: when, whether with photos, what; between blanks.
            Some(json) => browser::hold(&rest.place.peek(), &format!("{} {photos} {json}", browser::now_ms())),
            None => browser::release(&rest.place.peek()),
        }
    });
}

/// Where a form is kept. Each shop has its own.
fn place_of(form: &str) -> Rc<str> {
    let shop = SHOP.peek().as_ref().map(|shop| shop.id.to_string()).unwrap_or_default();
    format!("typed.{form}.{shop}").into()
}

/// What is kept there, if that was a moment ago, and whether there were photos.
fn fresh(place: &str) -> Option<(bool, String)> {
    let held = browser::held(place)?;
    let (at_ms, rest) = held.split_once(' ')?;
    let (photos, json) = rest.split_once(' ')?;
    let age_ms = browser::now_ms().saturating_sub(at_ms.parse().ok()?);
    (age_ms < KEPT_MS).then(|| (photos == "true", json.to_owned()))
}

impl<T: Clone + PartialEq + 'static> Typing<T> {
    /// What is typed now; whoever draws it draws again when it is another.
    pub fn read(self) -> T {
        self.now.read().clone()
    }

    /// The same, as it is at this moment.
    pub fn peek(self) -> T {
        self.now.peek().clone()
    }

    /// Something is typed.
    pub fn change(mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.now.write());
    }

    /// The same from work that goes on when the form may be gone.
    pub fn change_if_here(mut self, change: impl FnOnce(&mut T)) {
        if let Ok(mut now) = self.now.try_write() {
            change(&mut now);
        }
    }

    /// The photos that were chosen for it.
    pub fn photos(self) -> Signal<Vec<Chosen>> {
        self.rest.photos
    }

    /// It stands as it was left.
    pub fn again(self) -> Option<Again> {
        (self.rest.again)()
    }

    /// Begins with nothing typed.
    pub fn empty(self) {
        let start = self.start.peek().clone();
        self.begin(start);
    }

    /// Begins with this as what the form says untouched.
    pub fn begin(mut self, start: T) {
        self.start.set(start.clone());
        self.rest.photos.write().clear();
        self.rest.again.set(None);
        self.now.set(start);
    }

    /// Keeps it until the work that saves it is done.
    pub fn until(self, work: impl Future<Output = Result<()>> + 'static) -> impl Future<Output = Result<()>> + 'static {
        forget_after(Rc::clone(&self.rest.place.peek()), Box::pin(work))
    }

    /// It is given up.
    pub fn forget(self) {
        browser::release(&self.rest.place.peek());
    }
}

/// What is typed in the form of this name is given up.
pub fn forget(form: &str) {
    browser::release(&place_of(form));
}

async fn forget_after(place: Rc<str>, work: Pin<Box<dyn Future<Output = Result<()>>>>) -> Result<()> {
    work.await?;
    browser::release(&place);
    Ok(())
}
