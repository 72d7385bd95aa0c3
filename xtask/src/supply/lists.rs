//! The lists of `deny.toml`: licences that may be used, packages that may not.

use super::licence;
use crate::failure::{Failure, Result};

/// What may be and what may not.
#[derive(Debug, PartialEq, Eq)]
pub struct Lists {
    licences: Vec<String>,
    banned: Vec<String>,
}

impl Lists {
    /// Reads them.
    pub fn read(toml: &str) -> Result<Self> {
        let lists = Self { licences: quoted(toml, "licenses", "allow"), banned: quoted(toml, "bans", "deny") };
        if lists.licences.is_empty() || lists.banned.is_empty() {
            return Err(Failure::new("deny.toml lists no licences or no bans"));
        }
        Ok(lists)
    }

    /// What is wrong with a package (`name vVERSION`), if anything is.
    pub fn fault(&self, package: &str, licence: &str) -> Option<String> {
        let name = package.split(' ').next().unwrap_or_default();
        if self.banned.iter().any(|banned| banned == name) {
            return Some(format!("{package}: not used here"));
        }
        let allowed = licence::holds(licence, &|one| self.licences.iter().any(|allowed| allowed == one));
        (!allowed).then(|| format!("{package}: its licence is `{licence}`"))
    }
}

/// The texts of a list in a table.
fn quoted(toml: &str, table: &str, list: &str) -> Vec<String> {
    let (mut inside_table, mut inside_list, mut texts) = (false, false, Vec::new());
    for line in toml.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') && line.ends_with(']') && !inside_list {
            inside_table = line == format!("[{table}]");
        } else if inside_table && line == format!("{list} = [") {
            inside_list = true;
        } else if inside_list && line == "]" {
            return texts;
        } else if inside_list {
            texts.extend(line.split('"').nth(1).map(str::to_owned));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "[licenses]\nallow = [\n    \"MIT\",\n    # why\n    \"Apache-2.0\",\n]\n\n[bans]\ndeny = [\n    { crate = \"openssl\" },\n]\n";

    #[test]
    fn what_the_lists_do_not_allow_is_named() {
        let lists = Lists::read(TOML).unwrap();
        assert_eq!(lists.fault("serde v1.0.0", "MIT OR Apache-2.0"), None);
        assert_eq!(lists.fault("gpl v1.0.0", "GPL-3.0-only"), Some("gpl v1.0.0: its licence is `GPL-3.0-only`".into()));
        assert_eq!(lists.fault("none v1.0.0", ""), Some("none v1.0.0: its licence is ``".into()));
        assert_eq!(lists.fault("openssl v0.10.0", "MIT"), Some("openssl v0.10.0: not used here".into()));
        assert!(Lists::read("[licenses]\nallow = [\n]\n").is_err());
    }
}
