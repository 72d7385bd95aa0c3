//! Which cells there are, and how each is reached.

use std::collections::BTreeMap;

use serde::Deserialize;
use smartkhata_core::{Code, Error, Result};

use super::FIRST;
use crate::postgres;

/// The cells, the first before the others, and the one that new shops are opened in.
pub struct Settings {
    /// At least one.
    pub cells: Vec<Reached>,
    /// Its place in `cells`.
    pub opens: usize,
}

/// A cell and how it is reached.
pub struct Reached {
    /// Its name.
    pub name: String,
    /// Its database.
    pub database: postgres::Settings,
    /// A copy that follows it.
    pub replica: Option<postgres::Settings>,
}

/// A cell as `CELLS` says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    url: String,
    owner_url: Option<String>,
    replica_url: Option<String>,
}

impl Settings {
    /// Reads them: the first cell with its replica, `CELLS`, and where new shops are opened.
    pub fn read(
        first: &postgres::Settings,
        replica: Option<String>,
        cells: Option<&str>,
        opens: Option<&str>,
    ) -> Result<Self> {
        let bad = |what: String| Error::new(Code::InvalidValue, format!("CELLS cannot be used: {what}."));
        let said = cells.map(str::trim).filter(|text| !text.is_empty()).unwrap_or("{}");
        let said: BTreeMap<String, Said> = serde_json::from_str(said)
            // Where it is wrong, not what stands there: addresses hold passwords.
            .map_err(|error| bad(format!("line {}, column {}: see docs/cloud.md", error.line(), error.column())))?;
        let reached = |name: &str, database: postgres::Settings, replica: Option<String>| {
            let replica = replica.filter(|url| !url.is_empty());
            let replica = replica.map(|url| postgres::Settings { url, owner_url: None, ..database.clone() });
            Reached { name: name.to_owned(), database, replica }
        };
        let mut all = vec![reached(FIRST, first.clone(), replica)];
        for (name, Said { url, owner_url, replica_url }) in said {
            if !is_name(&name) || name == FIRST {
                return Err(bad(format!("`{name}` is no name for a cell beside `{FIRST}`")));
            }
            all.push(reached(&name, postgres::Settings { url, owner_url, ..first.clone() }, replica_url));
        }
        let opens = opens.filter(|name| !name.is_empty()).unwrap_or(FIRST);
        let place = all.iter().position(|cell| cell.name == opens);
        let place = place.ok_or_else(|| bad(format!("`{opens}`, where shops are to be opened, is not among them")))?;
        Ok(Self { cells: all, opens: place })
    }

    /// A cell by its name.
    pub fn named(&self, name: &str) -> Option<&Reached> {
        self.cells.iter().find(|cell| cell.name == name)
    }
}

/// Lower-case letters, digits and hyphens, so that it is never taken for an address.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&name.len()) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &str, opens: Option<&str>) -> Result<Settings> {
        let first = postgres::Settings { url: "a".into(), owner_url: None, authorities: None, connections: 2 };
        Settings::read(&first, Some(String::new()), Some(cells), opens)
    }

    #[test]
    fn without_a_word_there_is_one_cell() {
        for nothing in ["", "{}", " "] {
            let settings = read(nothing, None).unwrap();
            assert_eq!((settings.cells.len(), settings.opens), (1, 0));
            assert!(settings.cells[0].replica.is_none());
        }
    }

    #[test]
    fn each_cell_has_its_addresses_and_one_opens_shops() {
        let text = r#"{"two": {"url": "b", "owner_url": "c", "replica_url": "d"}, "three": {"url": "e"}}"#;
        let settings = read(text, Some("two")).unwrap();
        let two = settings.named("two").unwrap();
        assert_eq!((two.database.url.as_str(), two.database.owner_url.as_deref()), ("b", Some("c")));
        assert_eq!(two.replica.as_ref().map(|replica| replica.url.as_str()), Some("d"));
        assert_eq!(settings.cells[settings.opens].name, "two");
        assert!(settings.named("three").unwrap().replica.is_none() && settings.named("four").is_none());
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_not_repeated() {
        let secret = r#"{"two": {"url": "postgres://secret", "uri": 1}}"#;
        for (text, opens) in [
            (secret, None),
            ("[]", None),
            (r#"{"first": {"url": "b"}}"#, None),
            (r#"{"A b": {"url": "b"}}"#, None),
            ("{}", Some("two")),
        ] {
            let error = read(text, opens).err().unwrap();
            assert_eq!(error.code, Code::InvalidValue, "{text}");
            assert!(!error.message.contains("secret"), "{}", error.message);
        }
    }
}
