//! What is typed in a form and not saved yet, kept for as long as the tab is open: a phone throws the page of an app
//! away that is left for a call, and a press beside the form leaves it.

use std::rc::Rc;

use dioxus::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;

use super::SHOP;
use crate::browser;

/// How long it is kept: afterwards it is about something else.
const KEPT_MS: i64 = 15 * 60_000;

/// Where a form is kept, with what it is about: the form of one customer is not that of another.
#[derive(Clone, PartialEq)]
pub struct Kept(Rc<str>);

/// As it lies in the tab's storage.
#[derive(Serialize, Deserialize)]
struct Lying<T> {
    at_ms: i64,
    typed: T,
}

/// The place of a form; `start` is what the form says untouched, `typed` reads what it says now.
pub fn use_keeping<T: Serialize + PartialEq + 'static>(kept: &Kept, start: T, typed: impl Fn() -> T + 'static) {
    let kept = kept.clone();
    use_effect(move || kept.write(&typed(), &start));
}

/// The place of a form.
pub fn use_kept(form: &str) -> Kept {
    use_hook(|| {
        let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
        Kept(format!("typed.{form}.{shop}").into())
    })
}

impl Kept {
    /// What was typed before, if that was a moment ago.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let lying: Lying<T> = serde_json::from_str(&browser::held(&self.0)?).ok()?;
        let is_fresh = browser::now_ms().saturating_sub(lying.at_ms) < KEPT_MS;
        is_fresh.then_some(lying.typed)
    }

    fn write<T: Serialize + PartialEq>(&self, typed: &T, start: &T) {
        if typed == start {
            return self.forget();
        }
        if let Ok(json) = serde_json::to_string(&Lying { at_ms: browser::now_ms(), typed }) {
            browser::hold(&self.0, &json);
        }
    }

    /// Keeps it until the work that saves it is done.
    pub fn until(
        &self,
        work: impl Future<Output = Result<()>> + 'static,
    ) -> impl Future<Output = Result<()>> + 'static {
        let kept = self.clone();
        async move {
            work.await?;
            kept.forget();
            Ok(())
        }
    }

    /// It is given up, or saved.
    pub fn forget(&self) {
        browser::release(&self.0);
    }
}
