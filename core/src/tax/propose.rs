//! Which rates the table proposes for goods that a shopkeeper names, or whose code was typed.

use crate::api::Session;
use crate::api::item::{ProposeRates, RateProposals};
use crate::code::hsn::Hsn;
use crate::date::Date;
use crate::error::Result;
use crate::store::Engine;
use crate::tax::rate::{RateEntry, RateTable};

/// As many as one chooses among.
const MOST: usize = 6;

/// Letters that a word needs before anything is proposed for it, and that it shares with one of the table.
const FEWEST_LETTERS: usize = 3;

/// Rates for a code, else for words, on a day of supply.
pub async fn propose<E: Engine>(session: &mut Session<'_, E>, request: ProposeRates) -> Result<RateProposals> {
    let day = request.date.unwrap_or_else(|| session.today());
    let table = RateTable::bundled();
    let found = match request.text.trim().parse::<Hsn>() {
        Ok(hsn) => table.lookup(&hsn, day),
        Err(_) => by_words(table, &request.text, day),
    };
    Ok(RateProposals { as_of: table.as_of(), entries: found.into_iter().take(MOST).cloned().collect() })
}

/// Entries that most of the words speak of, those of the fewest words first: "Soap" before "Detergents, soap powder".
fn by_words<'a>(table: &'a RateTable, text: &str, day: Date) -> Vec<&'a RateEntry> {
    let asked = words(text);
    let mut found: Vec<(usize, usize, &RateEntry)> = Vec::new();
    for entry in table.entries().filter(|entry| entry.holds_on(day)) {
        let known = words(&entry.goods);
        let shared = asked.iter().filter(|word| known.iter().any(|known| is_same(word, known))).count();
        if shared > 0 {
            found.push((shared, known.len(), entry));
        }
    }
    let most = found.iter().map(|(shared, ..)| *shared).max().unwrap_or(0);
    found.retain(|(shared, ..)| *shared == most);
    found.sort_by(|(_, one, a), (_, other, b)| (one, &a.hsn, &a.condition).cmp(&(other, &b.hsn, &b.condition)));
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

fn words(text: &str) -> Vec<String> {
    let letters = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    letters.filter(|word| word.chars().count() >= FEWEST_LETTERS && !FILLERS.contains(&word.as_str())).collect()
}

/// Words of the table that name nothing.
const FILLERS: [&str; 5] = ["and", "for", "not", "other", "without"];

/// One word, or its plural.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let ending = long.strip_prefix(short.strip_suffix('y').unwrap_or(short));
    ending.is_some_and(|ending| matches!(ending, "" | "s" | "es" | "y" | "ies"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, day: &str) -> Vec<String> {
        let entries = by_words(RateTable::bundled(), text, day.parse().unwrap());
        entries.iter().map(|entry| format!("{} {} {}", entry.hsn, entry.goods, entry.rate)).collect()
    }

    #[test]
    fn goods_are_found_by_a_word_of_their_name() {
        let first = |text: &str| found(text, "2026-11-30").into_iter().next();
        for (text, expected) in [
            ("Parle-G biscuit 100 g", Some("1905 Biscuits, cakes, pastry 5")),
            ("Amul MILK 500 ml", Some("0401 Milk 0")),
            ("UltraTech cement", Some("2523 Cement 18")),
            ("Honey Dabur", Some("0409 Honey 0")),
            ("other", None),
            ("ab", None),
            ("साबुन", None),
            ("", None),
        ] {
            assert_eq!(first(text).as_deref(), expected, "{text}");
        }
        assert!(found("toilet soap", "2025-09-21")[0].ends_with(" 18"), "as the law was that day");
        assert!(found("toilet soap", "2025-09-22")[0].ends_with(" 5"));
    }

    #[test]
    fn a_plural_is_the_same_word_and_a_longer_one_is_not() {
        for (one, other, same) in
            [("pen", "pens", true), ("pastry", "pastries", true), ("pen", "pencils", false), ("mat", "matches", false)]
        {
            assert_eq!(is_same(one, other), same, "{one} {other}");
            assert_eq!(is_same(other, one), same, "{other} {one}");
        }
    }
}
