//! Search terms that find `रमेश` by `ramesh`, `rmesh` or `98765`.
//!
//! A text gives two kinds of terms: its words as they are, lower-cased (`=ramesh`), and a sound key of each
//! word (`~rms`): Indian scripts are read in Latin letters, aspirates and look-alikes are folded, inner vowels
//! dropped. Both are found by prefix, on SQLite and PostgreSQL alike.

use uuid::Uuid;

use super::engine::Engine;
use super::statements::master as sql;
use crate::api::Session;
use crate::error::{Code, Error, Result};

/// Longest term, in characters; what is behind does not help to find anything.
const LONGEST: usize = 32;

/// Whether a field of a party or an item is searched.
pub fn is_searched(field: &str) -> bool {
    matches!(field, "name" | "phone" | "code" | "hsn")
}

/// The terms of a field's text.
pub fn terms(field: &str, text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words(text) {
        if field == "name" {
            let key = sound(&word);
            if !key.is_empty() {
                out.push(format!("~{}", cut(&key)));
            }
        }
        out.push(format!("={}", cut(&word)));
    }
    out.sort();
    out.dedup();
    out
}

/// The bounds of the terms that begin as a word does: as it is, and by its sound.
pub fn ranges(word: &str) -> Vec<(String, String)> {
    let key = sound(word);
    let exact = format!("={}", cut(word));
    let by_sound = (!key.is_empty()).then(|| format!("~{}", cut(&key)));
    std::iter::once(exact).chain(by_sound).map(|from| (from.clone(), format!("{from}\u{10ffff}"))).collect()
}

/// Records whose words begin as those of `text` do: as they are written first, then by sound. At most `limit`.
pub async fn find<E: Engine>(session: &mut Session<'_, E>, kind: &str, text: &str, limit: i64) -> Result<Vec<Uuid>> {
    let business = session.business().await?;
    let mut words = words(text);
    // The longest word leaves the fewest to look at; the next longest is asked of each.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let mut found: Vec<Uuid> = Vec::new();
    for (way, (from, to)) in ranges(first).into_iter().enumerate() {
        let params = [business.into(), kind.into(), from.into(), to.into(), limit.into()];
        let rows = match words.get(1).map(|word| ranges(word)) {
            None => session.rows(&sql::TERM_FIND.with(params)).await?,
            Some(second) => {
                let Some((from, to)) = second.into_iter().nth(way) else { continue };
                let [business, kind, first_from, first_to, limit] = params;
                let both = [business, kind, first_from, first_to, limit, from.into(), to.into()];
                session.rows(&sql::TERM_FIND_BOTH.with(both)).await?
            }
        };
        for row in rows {
            let id = Uuid::from_slice(row.bytes(0)?)
                .map_err(|_| Error::new(Code::CorruptDatabase, "A stored id is not 16 bytes."))?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// How many a search looks at before it puts them in order: those whose name begins as was typed come first, and are not
/// cut off by others.
const LOOKED_AT: i64 = 40;

/// So many records to look at for an answer of `limit` rows.
pub fn looked_at(limit: i64) -> i64 {
    limit.max(LOOKED_AT)
}

/// Which of the records that a search found comes first: 0 where the name begins with what was typed, 1 where another of
/// its words or codes does, 2 where it only sounds like it.
pub fn rank(typed: &str, name: &str, others: &[&str]) -> u8 {
    let name_words = words(name);
    let begins_name = || name_words.first().zip(words(typed).first()).is_some_and(|(word, typed)| begins(word, typed));
    match is_written(typed, name, others) {
        true if begins_name() => 0,
        true => 1,
        false => 2,
    }
}

/// Whether a record is what was typed, so that it may be taken without being looked at: each word that was typed begins
/// one of the record's. Between two scripts it goes by what is read; what only sounds alike has to be chosen.
pub fn is_written(typed: &str, name: &str, others: &[&str]) -> bool {
    let mut written = words(name);
    written.extend(others.iter().flat_map(|text| words(text)));
    words(typed).iter().all(|typed| written.iter().any(|word| begins(word, typed)))
}

fn begins(word: &str, typed: &str) -> bool {
    word.starts_with(typed) || (script(word) != script(typed) && reading(word).starts_with(&reading(typed)))
}

/// The block of an Indian script; none for Latin letters.
fn script(word: &str) -> Option<u32> {
    word.chars().find(|c| position(*c).is_some()).map(|c| u32::from(c) & !0x7f)
}

/// Words of a text, lower-cased. Marks (matras, virama) belong to their word.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || is_mark(c)))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .take(12)
        .collect()
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// Signs of the Indian blocks that are no letters: candrabindu to visarga, nukta, matras, virama.
fn is_mark(c: char) -> bool {
    matches!(position(c), Some(0x00..=0x03 | 0x3c | 0x3e..=0x4d | 0x51..=0x57 | 0x62 | 0x63)) || c == '\u{200d}'
}

/// Place inside an Indian script's block. From Devanagari (U+0900) to Malayalam (U+0D7F) every block of 128 has
/// the letters of ISCII at the same places.
fn position(c: char) -> Option<u32> {
    let code = u32::from(c);
    (0x0900..=0x0d7f).contains(&code).then_some(code & 0x7f)
}

/// The sound key of a word: its first letter, then its consonants, folded. An h is heard where a word begins with it.
fn sound(word: &str) -> String {
    let mut key = String::new();
    for folded in folded(word) {
        match folded.as_str() {
            "a" | "e" | "i" | "o" | "u" if key.is_empty() => key.push('a'),
            "-" if key.is_empty() => key.push('h'),
            "a" | "e" | "i" | "o" | "u" | "-" => {}
            consonant if key.ends_with(consonant) => {}
            consonant => key.push_str(consonant),
        }
    }
    key
}

/// A word as it is read in Latin letters, nearer to its spelling than its sound key: vowels stay, however long, but for
/// the `a` that Indian scripts do not write.
fn reading(word: &str) -> String {
    let mut read = String::new();
    let mut before = String::new();
    for folded in folded(word) {
        let folded = match (folded.as_str(), before.as_str()) {
            ("e", "e") => {
                read.pop();
                "i"
            }
            ("o", "o") => {
                read.pop();
                "u"
            }
            ("-", _) if read.is_empty() => "h",
            ("a", _) if !read.is_empty() => "",
            ("-", _) => "",
            (folded, _) => folded,
        }
        .to_owned();
        if !read.ends_with(&folded) || folded.is_empty() {
            read.push_str(&folded);
        }
        before = folded;
    }
    read
}

/// The letters of a word in Latin ones, each folded onto what sounds alike.
fn folded(word: &str) -> Vec<String> {
    let latin: String = word.chars().filter(|c| *c != '\u{200d}').map(latin).collect();
    let mut all = Vec::new();
    let mut rest = latin.as_str();
    while let Some(first) = rest.chars().next() {
        let (from, to) = FOLDS
            .iter()
            .find(|(from, _)| rest.starts_with(from))
            .copied()
            .unwrap_or((rest.get(..first.len_utf8()).unwrap_or(rest), ""));
        all.push(if to.is_empty() { from } else { to }.to_owned());
        rest = rest.get(from.len()..).unwrap_or("");
    }
    all
}

/// Spellings that sound alike, longer ones first; `-` is silent inside a word.
const FOLDS: &[(&str, &str)] = &[
    ("ksh", "ks"),
    ("chh", "c"),
    ("sh", "s"),
    ("ch", "c"),
    ("kh", "k"),
    ("gh", "g"),
    ("jh", "j"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("bh", "b"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("z", "j"),
    ("y", "i"),
    ("h", "-"),
];

/// A letter of an Indian script as Latin letters; others as they are.
fn latin(c: char) -> String {
    let Some(place) = position(c) else { return c.to_string() };
    let letters = match place {
        0x01 | 0x02 => "n",
        0x05 | 0x06 | 0x3e => "a",
        0x07 | 0x08 | 0x3f | 0x40 => "i",
        0x09 | 0x0a | 0x41 | 0x42 => "u",
        0x0b | 0x43 => "ri",
        0x0d..=0x10 | 0x45..=0x48 => "e",
        0x11..=0x14 | 0x49..=0x4c => "o",
        0x15 => "k",
        0x16 => "kh",
        0x17 => "g",
        0x18 => "gh",
        0x19 | 0x1e | 0x23 | 0x28 | 0x29 => "n",
        0x1a => "ch",
        0x1b => "chh",
        0x1c => "j",
        0x1d => "jh",
        0x1f | 0x24 => "t",
        0x20 | 0x25 => "th",
        0x21 | 0x26 | 0x5c => "d",
        0x22 | 0x27 | 0x5d => "dh",
        0x2a => "p",
        0x2b | 0x5e => "ph",
        0x2c => "b",
        0x2d => "bh",
        0x2e => "m",
        0x2f | 0x5f => "y",
        0x30 | 0x31 => "r",
        0x32..=0x34 => "l",
        0x35 => "v",
        0x36 | 0x37 => "sh",
        0x38 => "s",
        0x39 => "h",
        0x66..=0x6f => {
            return place
                .checked_sub(0x66)
                .and_then(|digit| char::from_digit(digit, 10))
                .map_or(String::new(), String::from);
        }
        _ => "",
    };
    letters.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sound_key_for_many_spellings() {
        for (key, spellings) in [
            ("rms", &["ramesh", "rmesh", "रमेश", "રમેશ", "ਰਮੇਸ਼"][..]),
            ("cn", &["chini", "cheeni", "चीनी"]),
            ("lksm", &["lakshmi", "laxmi", "लक्ष्मी"]),
            ("vkl", &["vakeel", "wakil", "वकील"]),
            ("at", &["aata", "atta", "आटा", "ఆటా"]),
            ("hld", &["haldi", "huldi", "हल्दी", "હળદી"]),
            ("hr", &["hari", "hurry", "हरि"]),
            ("bn", &["bahan", "behen", "बहन"]),
        ] {
            for spelling in spellings {
                assert_eq!(sound(spelling), key, "{spelling}");
            }
        }
    }

    #[test]
    fn what_only_sounds_alike_is_not_what_was_typed() {
        for (typed, name) in [
            ("sug", "Sugar"),
            ("green", "Tata Green Tea"),
            ("tea green", "Tata Green Tea"),
            ("biskut", "पारले बिस्कुट"),
            ("parle bis", "पारले बिस्कुट"),
            ("ramesh", "रमेश कुमार"),
            ("rmesh", "रमेश कुमार"),
            ("रमेश", "Ramesh Kumar"),
            ("રમેશ", "रमेश"),
            ("cheeni", "चीनी"),
            ("chini", "चीनी"),
            ("doodh", "दूध"),
            ("aata", "आटा"),
            ("atta", "आटा"),
            ("chai", "चाय"),
            ("haldi", "हल्दी"),
            ("imli", "इमली"),
            ("laxmi", "लक्ष्मी"),
        ] {
            assert!(is_written(typed, name, &[]), "{typed} is {name}: {} {}", reading(typed), reading(name));
        }
        for (typed, name) in [
            ("toy", "Tata Green Tea"),
            ("toy", "टी"),
            ("suger", "Sugar"),
            ("rmesh", "Ramesh Kumar"),
            ("sugar oil", "Sugar"),
            ("atta", "टमाटर"),
        ] {
            assert!(!is_written(typed, name, &[]), "{typed} only sounds like {name}");
        }
        assert!(is_written("98765", "Ramesh", &["9876543210"]));
    }

    #[test]
    fn names_that_begin_as_was_typed_come_first() {
        let mut names = ["Brown Sugar", "Sagar Paan", "Sugar"];
        names.sort_by_key(|name| rank("sug", name, &[]));
        assert_eq!(names, ["Sugar", "Brown Sugar", "Sagar Paan"]);
    }

    #[test]
    fn matras_do_not_split_words() {
        assert_eq!(words("रमेश कुमार, चीनी-2kg"), ["रमेश", "कुमार", "चीनी", "2kg"]);
    }

    #[test]
    fn phones_are_found_by_their_first_digits() {
        assert_eq!(terms("phone", "9876543210"), ["=9876543210"]);
        let (from, to) = ranges("98765").remove(0);
        assert!((from.as_str()..to.as_str()).contains(&"=9876543210"));
    }
}
