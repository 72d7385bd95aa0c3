//! The words of one language as the page's build writes them (`xtask/words`): lines sorted by key, parts of a message
//! between tabs.

use std::borrow::Cow;

use smartkhata_core::business::Language;

use crate::part::count;

/// What a sentence is given.
#[derive(Debug, Clone)]
pub enum Given<'a> {
    /// It stands in the sentence as it is.
    Text(Cow<'a, str>),
    /// How many of something: the sentence goes by it, and it is grouped as amounts are.
    Count(i64),
}

impl<'a> From<&'a str> for Given<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Given<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Given<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Given<'_> {
    fn from(number: i64) -> Self {
        Self::Count(number)
    }
}

impl From<usize> for Given<'_> {
    fn from(number: usize) -> Self {
        Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Everything that one language says.
#[derive(Debug)]
pub struct Words {
    language: Language,
    /// By key, sorted as they came.
    messages: Vec<(&'static str, &'static str)>,
}

impl Words {
    /// Reads what the build has written. Words stay as long as the page does.
    pub fn read(language: Language, written: String) -> Self {
        let messages = written.leak().lines().filter_map(|line| line.split_once('\t')).collect();
        Self { language, messages }
    }

    /// The sentence of a key; a missing key shows itself, and so does what a sentence was not given.
    pub fn say(&self, key: &str, given: &[(&str, Given<'_>)]) -> String {
        let place = self.messages.binary_search_by_key(&key, |(key, _)| key);
        let Some((_, message)) = place.ok().and_then(|place| self.messages.get(place)) else { return key.to_owned() };
        let mut pieces = self.chosen(message, given).split('{');
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, text) = piece.split_once('}').unwrap_or((piece, ""));
            match find(given, name) {
                Some(Given::Text(value)) => said.push_str(value),
                Some(Given::Count(number)) => said.push_str(&count(*number)),
                None => said.push_str(name),
            }
            said.push_str(text);
        }
        said
    }

    /// The sentence of a message: the only one, or that of the first case which the number meets. The last is for all.
    fn chosen<'a>(&self, message: &'a str, given: &[(&str, Given<'_>)]) -> &'a str {
        let mut parts = message.split('\t');
        let mut chosen = parts.next().unwrap_or_default();
        let number = match find(given, chosen) {
            Some(Given::Count(number)) => Some(*number),
            _ => None,
        };
        while let (Some(case), Some(sentence)) = (parts.next(), parts.next()) {
            chosen = sentence;
            let met = match case {
                "one" => number.is_some_and(|number| is_one(self.language, number)),
                exact => number.is_some() && exact.parse().ok() == number,
            };
            if met {
                break;
            }
        }
        chosen
    }
}

fn find<'a, 'g>(given: &'a [(&str, Given<'g>)], name: &str) -> Option<&'a Given<'g>> {
    given.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Whether a language speaks of so many as of one: the cardinal rules of Unicode's CLDR, for numbers from nought. Hindi
/// says 0 as it says 1, whichever letters it is written in.
const fn is_one(language: Language, number: i64) -> bool {
    match language {
        Language::English => number == 1,
        Language::Hindi | Language::Hinglish => matches!(number, 0 | 1),
    }
}
