//! Rules of manifests: every version in one place, and a crate declared only where it may be named.

use super::{File, Finding};

/// Crates that one package may depend on. The root lists versions and is free of this.
const BOUNDARIES: &[(&str, &[&str])] = &[
    ("rusqlite", &["core/", "tests/"]),
    ("tokio-postgres", &["server/", "tests/"]),
    ("tauri", &["src-tauri/"]),
    ("tauri-build", &["src-tauri/"]),
    ("dioxus", &["app/"]),
    ("printpdf", &["core/"]),
];

/// Two crates of one release: any other pair of versions refuses to work together.
const PAIR: [&str; 2] = ["wasm-bindgen", "wasm-bindgen-cli-support"];

/// Everything that the rules say of one manifest.
pub fn findings(file: &File) -> Vec<Finding> {
    if file.path == "Cargo.toml" { root(file) } else { member(file) }
}

fn member(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, name, value) in dependencies(&file.text) {
        let shared = name.ends_with(".workspace") || value.replace(' ', "").contains("workspace=true");
        let name = name.trim_end_matches(".workspace");
        if !shared {
            findings.push(Finding::at(
                file,
                number,
                format!("write `{name}.workspace = true`; versions live in the root"),
            ));
        }
        for (_, homes) in
            BOUNDARIES.iter().filter(|(b, homes)| *b == name && !homes.iter().any(|h| file.path.starts_with(h)))
        {
            findings.push(Finding::at(file, number, format!("only {} may depend on `{name}`", homes.join(", "))));
        }
    }
    findings
}

fn root(file: &File) -> Vec<Finding> {
    let version = |name| dependencies(&file.text).find(|(_, n, _)| *n == name).map(|(_, _, value)| value);
    let [library, tool] = PAIR;
    if version(library) == version(tool) {
        return Vec::new();
    }
    vec![Finding::of(file, format!("`{library}` and `{tool}` must be one `=` version"))]
}

/// `(line, name, value)` of every entry in a table of dependencies.
fn dependencies(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter_map(move |(number, line)| {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_end_matches(']').ends_with("dependencies");
            return None;
        }
        let (name, value) = line.split_once('=').filter(|_| inside && !line.starts_with('#'))?;
        let value = value.split(" #").next().unwrap_or_default();
        Some((number + 1, name.trim(), value.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn check(path: &str, text: &str, advice: &[&str]) {
        let found = findings(&file(path, text));
        assert_eq!(found.len(), advice.len(), "{text}: {found:?}");
        for (finding, part) in found.iter().zip(advice) {
            assert!(finding.advice.contains(part), "{finding}");
        }
    }

    #[test]
    fn versions_live_in_the_root() {
        check("core/Cargo.toml", "[dependencies]\nserde.workspace = true\n", &[]);
        check("core/Cargo.toml", "[dependencies]\nserde = { workspace = true, optional = true }\n", &[]);
        check("core/Cargo.toml", "[dev-dependencies]\nserde = \"1\"\n", &["serde.workspace"]);
        check("core/Cargo.toml", "[target.'cfg(unix)'.dependencies]\nnix = { version = \"1\" }\n", &["nix.workspace"]);
        check("core/Cargo.toml", "[package]\nname = \"core\"\n", &[]);
    }

    #[test]
    fn a_crate_is_declared_in_its_home_only() {
        check("src-tauri/Cargo.toml", "[dependencies]\ntauri.workspace = true\n", &[]);
        check("app/Cargo.toml", "[dependencies]\ntauri.workspace = true\n", &["may depend on `tauri`"]);
        check("server/Cargo.toml", "[dependencies]\nrusqlite.workspace = true\n", &["may depend on `rusqlite`"]);
    }

    #[test]
    fn the_library_and_the_tool_are_one_version() {
        let pair = |tool: &str| {
            format!(
                "[workspace.dependencies]\nwasm-bindgen = \"=0.2.130\" # pinned\nwasm-bindgen-cli-support = \"{tool}\"\n"
            )
        };
        check("Cargo.toml", &pair("=0.2.130"), &[]);
        check("Cargo.toml", &pair("=0.2.131"), &["one `=` version"]);
    }
}
