//! Every word on the screen, by key, from `assets/words/*.ftl`; switching the language redraws, nothing restarts.
//!
//! The page brings the words of one language and fetches another's when it is chosen: a phone reads a third of them.
//!
//! Amounts, quantities and dates come into a sentence already written: grouping is the core's. How many of something
//! comes as a number, so that the sentence says one or many.

use std::cell::{Cell, OnceCell};

use dioxus::prelude::*;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use smartkhata_core::business::Language;
use smartkhata_core::{Error, Result};

use crate::part::count;
use crate::{api, browser, state};

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

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    static BUNDLES: [OnceCell<Bundle>; 3] = const { [OnceCell::new(), OnceCell::new(), OnceCell::new()] };
    /// The language that was chosen last; its words may be on their way.
    static WANTED: Cell<Option<Language>> = const { Cell::new(None) };
}

fn with_cell<T>(language: Language, act: impl FnOnce(&OnceCell<Bundle>) -> T) -> T {
    BUNDLES.with(|[english, hindi, hinglish]| {
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
        let source = api::words(tag(language)).await?;
        // Whoever was first has set the same words.
        with_cell(language, |cell| drop(cell.set(bundle(language, source))));
    }
    Ok(())
}

fn bundle(language: Language, source: String) -> Bundle {
    let mut bundle = FluentBundle::new(vec![tag(language).parse().unwrap_or_default()]);
    // Isolation marks around arguments confuse copying and some printers; our texts are all left to right.
    bundle.set_use_isolating(false);
    // How many of something is a figure that the sentence goes by, and is grouped as amounts are.
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => number.as_string().parse().ok().map(count),
        _ => None,
    }));
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The words of a key in a language that is loaded; a missing key shows itself.
fn text(language: Language, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    with_cell(language, |cell| cell.get().map_or_else(|| key.to_owned(), |bundle| filled(bundle, key, args)))
}

fn filled(bundle: &Bundle, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
    let mut given = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        given.set(*name, value.clone());
    }
    bundle.format_pattern(pattern, Some(&given), &mut Vec::new()).into_owned()
}

/// The words of a key in the language of the screen; use [`t!`](crate::t).
pub fn say(key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    text(LANGUAGE(), key, args)
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
        $crate::words::say($key, &[$((stringify!($name), fluent_bundle::FluentValue::from($value))),+])
    };
}

/// What an error says to the shopkeeper, by its code.
pub fn error_sentence(error: &Error) -> String {
    say(&format!("error-{}", error.code().as_str()), &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::Code;
    use smartkhata_core::code::state::StateCode;
    use smartkhata_core::ledger::Account;
    use smartkhata_core::report::account_words::account;
    use std::collections::BTreeSet;

    const fn source(language: Language) -> &'static str {
        match language {
            Language::English => include_str!("../../assets/words/en.ftl"),
            Language::Hindi => include_str!("../../assets/words/hi.ftl"),
            Language::Hinglish => include_str!("../../assets/words/hi-Latn.ftl"),
        }
    }

    fn text(language: Language, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        filled(&bundle(language, source(language).to_owned()), key, args)
    }

    fn keys(language: Language) -> BTreeSet<&'static str> {
        source(language)
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

    #[test]
    fn all_languages_have_the_same_keys_and_parse() {
        let english = keys(Language::English);
        assert!(english.len() > 300);
        for language in ALL {
            assert_eq!(keys(language), english, "{}", tag(language));
            let parsed = FluentResource::try_new(source(language).to_owned());
            assert!(parsed.is_ok(), "{}: {:?}", tag(language), parsed.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn the_arguments_of_a_key_are_the_same_in_every_language() {
        let arguments = |language: Language, key: &str| -> BTreeSet<String> {
            let mut inside = false;
            let mut found = BTreeSet::new();
            for line in source(language).lines() {
                if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    inside = line.split_once(" =").is_some_and(|(name, _)| name == key);
                }
                if inside {
                    found.extend(line.split('$').skip(1).map(|rest| {
                        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
                    }));
                }
            }
            found
        };
        for key in keys(Language::English) {
            let english = arguments(Language::English, key);
            for language in ALL {
                assert_eq!(arguments(language, key), english, "{key} in {}", tag(language));
            }
        }
    }

    /// The sources of the UI, without this file.
    fn sources() -> String {
        fn read(folder: &std::path::Path, into: &mut String) {
            for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    read(&path, into);
                } else if !path.ends_with("words.rs") {
                    into.push_str(&std::fs::read_to_string(&path).expect("a source can be read"));
                }
            }
        }
        let mut text = String::new();
        read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        text
    }

    /// Keys that are not written out but built: how they begin, and where the names stand that follow. Those of the
    /// others come from the core, or from the shop's server.
    const BUILT: [(&str, Option<&str>); 10] = [
        ("account", None),
        ("invite-may", None),
        ("items-treatment", Some("screen/item_form/mod.rs")),
        ("khata", Some("screen/khata.rs")),
        ("party-registration", Some("screen/party_form.rs")),
        ("payments-mode", None),
        ("period", Some("part/period.rs")),
        ("role", None),
        ("settings-theme", Some("theme.rs")),
        ("state", None),
    ];

    /// The sources without the names by which tests find an element: such a name says no word, though it may be a key.
    fn without_test_ids(sources: &str) -> String {
        let mut parts = sources.split("testid");
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let name = part.trim_start_matches('"').strip_prefix(": \"").and_then(|name| name.split_once('"'));
            kept.push_str(name.map_or(part, |(_, rest)| rest));
        }
        kept
    }

    #[test]
    fn every_word_is_used_and_every_key_that_is_used_has_words() {
        let sources = without_test_ids(&sources());
        let known = keys(Language::English);
        let read = |file: &str| std::fs::read_to_string(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR")));
        let built = |key: &str| {
            BUILT.iter().any(|(family, names)| {
                let name = key.strip_prefix(family).and_then(|rest| rest.strip_prefix('-'));
                let names = names.map(|file| read(file).expect("a source can be read"));
                name.is_some_and(|name| names.is_none_or(|names| names.contains(&format!("\"{name}\""))))
            })
        };
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let of_error = |key: &str| key.strip_prefix("error-").is_some_and(|code| codes.contains(code));
        let unused: Vec<_> = known
            .iter()
            .filter(|key| !of_error(key) && !sources.contains(&format!("\"{key}\"")) && !built(key))
            .collect();
        assert!(unused.is_empty(), "nobody says {unused:?}");
        let asked = sources.split("t!(\"").skip(1).filter_map(|rest| rest.split_once('"').map(|(key, _)| key));
        let is_key = |key: &&str| key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let missing: Vec<_> = asked.filter(is_key).filter(|key| !known.contains(key)).collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    #[test]
    fn every_error_code_has_words_in_every_language() {
        for language in ALL {
            for code in Code::ALL {
                let key = format!("error-{}", code.as_str());
                assert_ne!(text(language, &key, &[]), key, "{}", tag(language));
            }
        }
    }

    #[test]
    fn states_are_named_as_on_paper() {
        for state in StateCode::offered() {
            for (language, name) in [
                (Language::English, state.name()),
                (Language::Hindi, state.hindi_name()),
                (Language::Hinglish, state.name()),
            ] {
                assert_eq!(text(language, &format!("state-{state}"), &[]), name, "{}", tag(language));
            }
        }
    }

    #[test]
    fn accounts_are_named_as_on_paper() {
        let codes = Account::KNOWN.iter().map(Account::code).chain(["party.debtors", "party.creditors"]);
        for code in codes {
            // Paper has no Hinglish: it is English there.
            for language in [Language::English, Language::Hindi] {
                let key = format!("account-{}", code.replace('.', "-"));
                assert_eq!(text(language, &key, &[]), account(code, language), "{}", tag(language));
            }
        }
    }

    #[test]
    fn sentences_take_amounts_and_plurals() {
        let args = [("number", FluentValue::from("A/26-27/1")), ("total", FluentValue::from("₹1,23,456"))];
        assert_eq!(text(Language::English, "bill-saved", &args), "Bill A/26-27/1 saved · ₹1,23,456");
        assert_eq!(text(Language::Hindi, "bill-saved", &args), "बिल A/26-27/1 सेव हुआ · ₹1,23,456");
        let days = |n: i64| text(Language::English, "days-ago", &[("days", FluentValue::from(n))]);
        assert_eq!([days(0), days(1), days(23)], ["today", "1 day", "23 days"].map(str::to_owned));
        let entries = |n: i64| text(Language::English, "devices-holds", &[("entries", FluentValue::from(n))]);
        assert_eq!([entries(1), entries(123_456)], ["1 entry", "1,23,456 entries"].map(str::to_owned));
    }
}
