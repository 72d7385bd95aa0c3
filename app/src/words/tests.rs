//! The words of all languages: whole, used, and said as Fluent says them.

use super::*;
use crate::part::count;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use smartkhata_core::Code;
use smartkhata_core::code::state::StateCode;
use smartkhata_core::code::unit::{Uqc, kept};
use smartkhata_core::ledger::Account;
use smartkhata_core::report::account_words::account;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use xtask_words::File;

const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../../assets/words/en.ftl"),
        Language::Hindi => include_str!("../../../assets/words/hi.ftl"),
        Language::Hinglish => include_str!("../../../assets/words/hi-Latn.ftl"),
    }
}

/// The words as the page's build writes them, by language in the order of [`ALL`].
static WRITTEN: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let files = ALL.map(|language| File { name: tag(language), text: source(language) });
    let written = xtask_words::written(&files).expect("the page can say what the files say");
    ALL.into_iter().zip(written).map(|(language, written)| Words::read(language, written)).collect()
});

fn text(language: Language, key: &str, given: &[(&str, Given<'_>)]) -> String {
    let (_, words) = ALL.into_iter().zip(&*WRITTEN).find(|(known, _)| *known == language).expect("all are written");
    words.say(key, given)
}

fn keys(language: Language) -> BTreeSet<&'static str> {
    source(language)
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .collect()
}

/// The names of all that any sentence is given.
fn arguments() -> BTreeSet<&'static str> {
    let after = ALL.into_iter().flat_map(|language| source(language).split('$').skip(1));
    after.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

/// What Fluent's own reader makes of a language.
fn fluent(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![tag(language).parse().unwrap()]);
    // Isolation marks around arguments confuse copying and some printers; our texts are all left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => number.as_string().parse().ok().map(count),
        _ => None,
    }));
    bundle.add_resource(FluentResource::try_new(source(language).to_owned()).unwrap()).unwrap();
    bundle
}

#[test]
fn every_sentence_is_said_as_fluent_says_it() {
    let names = arguments();
    assert!(names.len() > 20, "{names:?}");
    let counts = [0, 1, 2, 3, 5, 10, 11, 21, 100, 101, 1_000, 123_456, 10_000_000].map(Some);
    for language in ALL {
        let (bundle, keys) = (fluent(language), keys(language));
        assert!(keys.len() > 300, "{}", tag(language));
        for key in keys {
            let pattern = bundle.get_message(key).and_then(|message| message.value()).expect(key);
            // Texts, and then numbers, in every place.
            for number in counts.into_iter().chain([None]) {
                let (mut theirs, mut ours) = (FluentArgs::new(), Vec::new());
                for name in &names {
                    match number {
                        Some(number) => theirs.set(*name, number),
                        None => theirs.set(*name, format!("⟨{name}⟩")),
                    }
                    ours.push((*name, number.map_or_else(|| format!("⟨{name}⟩").into(), Given::Count)));
                }
                let mut errors = Vec::new();
                let said = bundle.format_pattern(pattern, Some(&theirs), &mut errors);
                assert!(errors.is_empty(), "{key} in {}: {errors:?}", tag(language));
                assert_eq!(text(language, key, &ours), said, "{key} in {} of {number:?}", tag(language));
            }
        }
    }
}

#[test]
fn what_is_not_there_shows_itself() {
    let words = Words::read(Language::English, "a\tA {name} {open\nb\nc\tn\tone\n\n".to_owned());
    let say = |key| words.say(key, &[]);
    assert_eq!(["a", "b", "c", "d", ""].map(say), ["A name open", "b", "n", "d", ""]);
    assert_eq!(words.say("a", &[("name", "B".into())]), "A B open");
}

/// The sources of the UI, without these of its words.
fn sources() -> String {
    fn read(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.ends_with("words") || path.ends_with("words.rs") {
                continue;
            }
            if path.is_dir() {
                read(&path, into);
            } else {
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
const BUILT: [(&str, Option<&str>); 11] = [
    ("account", None),
    ("invite-may", None),
    ("items-treatment", Some("screen/item_form/mod.rs")),
    ("khata", Some("screen/khata.rs")),
    ("party-registration", Some("screen/party_form/mod.rs")),
    ("payments-mode", None),
    ("period", Some("part/period.rs")),
    ("role", None),
    ("settings-theme", Some("theme.rs")),
    ("state", None),
    ("unit", None),
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
    let unused: Vec<_> =
        known.iter().filter(|key| !of_error(key) && !sources.contains(&format!("\"{key}\"")) && !built(key)).collect();
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
fn a_unit_that_is_read_means_its_code() {
    for (language, kilo) in [(Language::English, "kg"), (Language::Hindi, "किलो"), (Language::Hinglish, "kilo")]
    {
        let key = |code: &str| format!("unit-{}", code.to_ascii_lowercase());
        assert_eq!(text(language, &key("KGS"), &[]), kilo);
        for unit in Uqc::all().filter(|unit| keys(language).contains(key(unit.as_str()).as_str())) {
            let word = text(language, &key(unit.as_str()), &[]);
            assert_eq!(kept(&word), unit.as_str(), "{}", tag(language));
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
    let given = [("number", "A/26-27/1".into()), ("total", "₹1,23,456".into())];
    assert_eq!(text(Language::English, "bill-saved", &given), "Bill A/26-27/1 saved · ₹1,23,456");
    assert_eq!(text(Language::Hindi, "bill-saved", &given), "बिल A/26-27/1 सेव हुआ · ₹1,23,456");
    let days = |n: i64| text(Language::English, "days-ago", &[("days", n.into())]);
    assert_eq!([days(0), days(1), days(23)], ["today", "1 day", "23 days"].map(str::to_owned));
    let entries = |n: i64| text(Language::English, "devices-holds", &[("entries", n.into())]);
    assert_eq!([entries(1), entries(123_456)], ["1 entry", "1,23,456 entries"].map(str::to_owned));
    // What is said of none is said as of one in Hindi, and as of many in English.
    let waits = |language, n: i64| text(language, "bill-scans-wait", &[("count", n.into())]);
    assert_eq!(waits(Language::Hindi, 0), "0 स्कैन आपके चुनने का इंतज़ार कर रहा है।");
    assert_eq!(waits(Language::English, 0), "0 scans wait for your choice.");
}
