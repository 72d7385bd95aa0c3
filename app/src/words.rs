//! Every word on the screen, by key, from `assets/words/*.ftl`; switching the language redraws, nothing restarts.
//!
//! The page brings the words of one language and fetches another's when it is chosen: a phone reads a third of them.
//! The build writes them as [`written`] reads them.
//!
//! Amounts, quantities and dates come into a sentence already written: grouping is the core's. How many of something
//! comes as a number, so that the sentence says one or many.

use std::cell::{Cell, OnceCell};

use dioxus::prelude::*;
use smartkhata_core::business::Language;
use smartkhata_core::{Error, Result};

use crate::{api, browser, state};

mod written;

pub use written::Given;
use written::Words;

/// The languages, in the order of the first run.
pub const ALL: [Language; 3] = [Language::Hindi, Language::Hinglish, Language::English];

const KEPT_AS: &str = "smartkhata.language";

/// The BCP 47 tag.
pub const fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Hindi => "hi",
        Language::Hinglish => "hi-Latn",
    }
}

/// The language's own name for itself.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Hindi => "हिन्दी",
        Language::Hinglish => "Hinglish",
    }
}

/// A letter or two of its script, as a sign on the first screen.
pub const fn sample(language: Language) -> &'static str {
    match language {
        Language::English => "A",
        Language::Hindi => "अ",
        Language::Hinglish => "Aa",
    }
}

/// The language that was chosen on this device.
pub fn chosen() -> Option<Language> {
    let kept = browser::kept(KEPT_AS)?;
    ALL.into_iter().find(|language| tag(*language) == kept)
}

/// The language of the screen.
pub static LANGUAGE: GlobalSignal<Language> = Signal::global(|| chosen().unwrap_or(Language::English));

/// Chooses the language, on every screen at once, and keeps the choice; the words on the screen stay where those of
/// the language cannot be fetched.
pub fn choose(language: Language) {
    WANTED.set(Some(language));
    state::run(async move {
        match load(language).await {
            // Another was chosen meanwhile.
            Ok(()) if WANTED.get() != Some(language) => {}
            Ok(()) => {
                *LANGUAGE.write() = language;
                browser::keep(KEPT_AS, tag(language));
                mark_page(language);
            }
            Err(error) => state::say_error(&error),
        }
    });
}

/// Tells the page its language: screen readers and line breaking go by it.
pub fn mark_page(language: Language) {
    if let Some(root) = browser::root_element() {
        let _ = root.set_attribute("lang", tag(language));
    }
}

thread_local! {
    static WORDS: [OnceCell<Words>; 3] = const { [OnceCell::new(), OnceCell::new(), OnceCell::new()] };
    /// The language that was chosen last; its words may be on their way.
    static WANTED: Cell<Option<Language>> = const { Cell::new(None) };
}

fn with_cell<T>(language: Language, act: impl FnOnce(&OnceCell<Words>) -> T) -> T {
    WORDS.with(|[english, hindi, hinglish]| {
        act(match language {
            Language::English => english,
            Language::Hindi => hindi,
            Language::Hinglish => hinglish,
        })
    })
}

/// Fetches the words of a language, once.
pub async fn load(language: Language) -> Result<()> {
    if with_cell(language, |cell| cell.get().is_none()) {
        let written = api::words(tag(language)).await?;
        // Whoever was first has set the same words.
        with_cell(language, |cell| drop(cell.set(Words::read(language, written))));
    }
    Ok(())
}

/// The words of a key in the language of the screen; use [`t!`](crate::t).
pub fn say(key: &str, given: &[(&str, Given<'_>)]) -> String {
    with_cell(LANGUAGE(), |cell| cell.get().map_or_else(|| key.to_owned(), |words| words.say(key, given)))
}

/// The same without arguments, which is how most words are said.
#[inline(never)]
pub fn plain(key: &str) -> String {
    say(key, &[])
}

/// The words of a key: `t!("do-save")`, `t!("bill-saved", number = number, total = total)`.
#[macro_export]
macro_rules! t {
    ($key:expr) => { $crate::words::plain($key) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::say($key, &[$((stringify!($name), $crate::words::Given::from($value))),+])
    };
}

/// What an error says to the shopkeeper, by its code.
pub fn error_sentence(error: &Error) -> String {
    say(&format!("error-{}", error.code().as_str()), &[])
}

#[cfg(test)]
mod tests;
