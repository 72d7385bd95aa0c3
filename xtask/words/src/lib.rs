//! The words of the screens as the page reads them (`app/src/words/written.rs`), from the files that people translate
//! (`assets/words/*.ftl`).
//!
//! A phone fetches the page before it shows anything, so that Fluent's own reader is no part of it. A line is a
//! message; lines are sorted by key; a tab stands between parts:
//!
//! ```text
//! bill-saved→Bill {number} saved · {total}
//! days-ago→days→0→today→one→{days} day→other→{days} days
//! ```
//!
//! The second is a choice: by which argument, then each case (a number, or a form of plural) with its sentence; the
//! last is for all others. What the files say beyond that, and what they do not say alike, is refused by file, line and
//! key.

mod languages;
mod message;

use std::collections::BTreeMap;
use std::fmt;

use fluent_syntax::ast::Entry;
use fluent_syntax::parser;

use message::Message;

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, as faults tell it.
    pub name: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

impl File<'_> {
    /// Where a name that was read from its text stands there, in bytes.
    fn place(&self, name: &str) -> usize {
        name.as_ptr().addr().saturating_sub(self.text.as_ptr().addr())
    }

    /// What is wrong at a place.
    fn fault(&self, at: usize, what: String) -> Fault {
        let before = self.text.get(..at).unwrap_or_default();
        Fault { file: self.name.to_owned(), line: before.matches('\n').count() + 1, what }
    }
}

/// Why the page could not say what a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// Where in it, counted from one.
    pub line: usize,
    /// What is wrong there, with the key.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// The messages of a file by key, in the order in which they are written.
type Messages<'a> = BTreeMap<&'a str, Message>;

/// What the page reads of each file, in the order of the files.
///
/// # Errors
///
/// Everything that the page could not say, and whatever only some of the languages have.
pub fn written(files: &[File<'_>]) -> Result<Vec<String>, Vec<Fault>> {
    let mut faults = Vec::new();
    let languages: Vec<Messages<'_>> = files.iter().map(|file| read(file, &mut faults)).collect();
    // Where a file cannot be read its keys would be missed as well.
    if faults.is_empty() {
        languages::compare(files, &languages, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let lines = |messages: &Messages<'_>| messages.iter().map(|(key, message)| format!("{key}\t{message}\n")).collect();
    Ok(languages.iter().map(lines).collect())
}

/// The messages of a file; what is wrong with it is told.
fn read<'a>(file: &File<'a>, faults: &mut Vec<Fault>) -> Messages<'a> {
    let (resource, errors) = match parser::parse(file.text) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors),
    };
    faults.extend(errors.iter().map(|error| file.fault(error.pos.start, error.to_string())));
    let mut messages = Messages::new();
    for entry in resource.body {
        match entry {
            Entry::Message(found) => {
                let (key, at) = (found.id.name, file.place(found.id.name));
                match Message::read(found, at) {
                    Ok(message) => {
                        if messages.insert(key, message).is_some() {
                            faults.push(file.fault(at, format!("`{key}` stands here again")));
                        }
                    }
                    Err(what) => faults.push(file.fault(at, format!("`{key}`: {what}"))),
                }
            }
            Entry::Term(term) => {
                let name = term.id.name;
                faults.push(file.fault(file.place(name), format!("`-{name}`: the page has no terms")));
            }
            // Of what could not be read an error has told.
            Entry::Junk { .. } | Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
        }
    }
    messages
}

#[cfg(test)]
mod tests;
