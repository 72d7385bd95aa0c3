//! What is typed in a form and not saved yet, kept for as long as the tab is open: a phone throws the page of an app
//! away that is left for a call, and a press beside the form leaves it.

use std::pin::Pin;
use std::rc::Rc;

use dioxus::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use smartkhata_core::Result;

use super::SHOP;
use crate::browser;

/// How long it is kept: afterwards it is about something else.
const KEPT_MS: i64 = 15 * 60_000;

/// Where a form is kept, with what it is about: the form of one customer is not that of another.
#[derive(Clone, PartialEq)]
pub struct Kept(Rc<str>);

/// Keeps a form for as long as it stands; `start` is what the form says untouched, `typed` reads what it says now.
pub fn use_keeping<T: Serialize + PartialEq + 'static>(kept: &Kept, start: T, typed: impl Fn() -> T + 'static) {
    let json = move || {
        let typed = typed();
        if typed == start { None } else { serde_json::to_string(&typed).ok() }
    };
    use_hold(kept.clone(), Box::new(json));
}

fn use_hold(kept: Kept, typed: Box<dyn Fn() -> Option<String>>) {
    use_effect(move || match typed() {
        // In the tab's storage: when, a blank, what.
        Some(json) => browser::hold(&kept.0, &format!("{} {json}", browser::now_ms())),
        None => kept.forget(),
    });
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
        serde_json::from_str(&self.fresh()?).ok()
    }

    fn fresh(&self) -> Option<String> {
        let held = browser::held(&self.0)?;
        let (at_ms, json) = held.split_once(' ')?;
        let age_ms = browser::now_ms().saturating_sub(at_ms.parse().ok()?);
        (age_ms < KEPT_MS).then(|| json.to_owned())
    }

    /// Keeps it until the work that saves it is done.
    pub fn until(
        &self,
        work: impl Future<Output = Result<()>> + 'static,
    ) -> impl Future<Output = Result<()>> + 'static {
        forget_after(self.clone(), Box::pin(work))
    }

    /// It is given up, or saved.
    pub fn forget(&self) {
        browser::release(&self.0);
    }
}

async fn forget_after(kept: Kept, work: Pin<Box<dyn Future<Output = Result<()>>>>) -> Result<()> {
    work.await?;
    kept.forget();
    Ok(())
}
