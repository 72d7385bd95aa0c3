//! What comes from others, and what must not leave: licences and sources of the locked tree, secrets in tracked files.

mod licence;
mod lists;
mod secrets;

pub use secrets::check as secrets;

use crate::failure::{Failure, Result, unknown_option};
use crate::{process, repo};
use lists::Lists;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Between a package and its licence in what cargo prints.
const BETWEEN: &str = " | ";

/// `cargo xtask supply`.
pub fn task(options: &[String]) -> Result {
    match options.first() {
        Some(option) => Err(unknown_option("supply", option)),
        None => dependencies().and_then(|()| secrets()),
    }
}

/// Holds every package of the locked tree, on every system, against `deny.toml`.
pub fn dependencies() -> Result {
    let lists = Lists::read(&text(&repo::root().join("deny.toml"))?)?;
    let mut tree = process::cargo();
    tree.args(["tree", "--workspace", "--locked", "--prefix", "none", "--target", "all", "--edges", "all"]);
    tree.args(["--format", &format!("{{p}}{BETWEEN}{{l}}")]);
    let printed = tree.output().map_err(|e| process::not_started(&tree, &e))?;
    if !printed.status.success() {
        return Err(Failure::new(format!("cargo tree failed:\n{}", String::from_utf8_lossy(&printed.stderr))));
    }
    let packages = packages(&String::from_utf8_lossy(&printed.stdout));
    let mut wrong: Vec<String> =
        packages.iter().filter_map(|(package, licence)| lists.fault(package, licence)).collect();
    wrong.extend(strange_sources(&text(&repo::root().join("Cargo.lock"))?));
    if wrong.is_empty() {
        eprintln!("    {} packages are licensed, and come from the registry", packages.len());
        return Ok(());
    }
    Err(Failure::new(format!("deny.toml does not allow:\n  {}", wrong.join("\n  "))))
}

/// The packages and their licences; those of this workspace left out.
fn packages(printed: &str) -> BTreeMap<String, String> {
    let mut packages = BTreeMap::new();
    for line in printed.lines() {
        let Some((package, licence)) = line.split_once(BETWEEN) else { continue };
        // A package of this workspace says where it lies.
        if !package.contains('(') || package.contains("(proc-macro)") {
            let package = package.trim_end_matches(" (proc-macro)").to_owned();
            packages.insert(package, licence.trim_end_matches("(*)").trim().to_owned());
        }
    }
    packages
}

/// Sources of the lock that are not the one registry.
fn strange_sources(lock: &str) -> Vec<String> {
    let mut sources: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    sources.sort_unstable();
    sources.dedup();
    match sources.as_slice() {
        [] => Vec::new(),
        [only] if only.starts_with("\"registry+") => Vec::new(),
        several => several.iter().map(|source| format!("one registry is used, not {source}")).collect(),
    }
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| Failure::io(format_args!("reading {}", path.display()), &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_others_are_read_with_their_licence() {
        let printed = "smartkhata-core v0.1.0 (/somewhere) | Apache-2.0\nserde v1.0.0 | MIT OR Apache-2.0 (*)\n\n\
                       serde_derive v1.0.0 (proc-macro) | MIT/Apache-2.0\n";
        let found = packages(printed);
        let expected = [("serde v1.0.0", "MIT OR Apache-2.0"), ("serde_derive v1.0.0", "MIT/Apache-2.0")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    }

    #[test]
    fn a_second_source_is_strange() {
        let registry = "source = \"registry+https://one\"\n";
        assert!(strange_sources(registry).is_empty());
        assert_eq!(strange_sources(&format!("{registry}source = \"git+https://other\"\n")).len(), 2);
        assert_eq!(strange_sources("source = \"git+https://other\"\n").len(), 1);
    }
}
