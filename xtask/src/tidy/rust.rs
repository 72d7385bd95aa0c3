//! Rules of Rust files: who may name what, no floating point in the books, a first line that says what lives
//! here, names that say something.

use super::{File, Finding};

/// A crate that only one place may name, so that it can be replaced there and nowhere else matters. Tests may
/// look at the same file or database from outside.
struct Boundary {
    name: &'static str,
    homes: &'static [&'static str],
}

const BOUNDARIES: &[Boundary] = &[
    Boundary { name: "rusqlite", homes: &["core/src/store/sqlite", "core/tests/", "tests/"] },
    Boundary { name: "tokio_postgres", homes: &["server/src/postgres", "server/tests/", "tests/"] },
    Boundary { name: "tauri", homes: &["src-tauri/"] },
    Boundary { name: "tauri_build", homes: &["src-tauri/"] },
    Boundary { name: "dioxus", homes: &["app/"] },
    Boundary { name: "printpdf", homes: &["core/src/print"] },
];

/// Where floating point is allowed in the core: coordinates on paper, never money.
const FLOATS: &[&str] = &["core/src/print", "core/tests/print"];

/// Left over from work that is not finished.
const UNFINISHED: &[&str] = &["todo!", "dbg!", "unimplemented!"];

/// Names that say nothing of what is inside.
const NAMELESS: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];

/// Everything that the rules say of one Rust file.
pub fn findings(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.text.starts_with("//!") {
        findings.push(Finding::at(file, 1, "begin with `//!`: what lives here, and what must not"));
    }
    if file.path.split('/').any(|part| NAMELESS.contains(&part.trim_end_matches(".rs"))) {
        findings.push(Finding::of(file, "name the file after the one thing that it holds"));
    }
    for (number, line) in file.text.lines().enumerate().map(|(n, line)| (n + 1, code(line))) {
        for boundary in BOUNDARIES {
            if names_crate(line, boundary.name) && !boundary.homes.iter().any(|home| file.path.starts_with(home)) {
                let homes = boundary.homes.join(", ");
                findings.push(Finding::at(file, number, format!("only {homes} may name `{}`", boundary.name)));
            }
        }
        if file.path.starts_with("core/") && !FLOATS.iter().any(|home| file.path.starts_with(home)) {
            for float in ["f32", "f64"].into_iter().filter(|float| words(line).any(|w| w == *float)) {
                findings.push(Finding::at(
                    file,
                    number,
                    format!("`{float}` has no place in the books: use exact integers"),
                ));
            }
        }
        for unfinished in UNFINISHED.iter().filter(|u| line.contains(**u) && !in_string(line, u)) {
            findings.push(Finding::at(file, number, format!("finish it: `{unfinished}` stays in no commit")));
        }
    }
    findings
}

/// The line without its comment.
fn code(line: &str) -> &str {
    let comment =
        line.match_indices("//").find(|(at, _)| line.get(..*at).is_none_or(|b| b.is_empty() || b.ends_with(' ')));
    comment.and_then(|(at, _)| line.get(..at)).unwrap_or(line)
}

/// Identifiers and keywords of a line, in order.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}

/// Whether the line uses the crate by name: `name::item`, `use name`, `extern crate name`.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (line.get(..at).unwrap_or_default(), line.get(at + name.len()..).unwrap_or_default());
        let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let path = after.starts_with("::") && !before.trim_end().ends_with("crate::");
        let imported = before.trim_end().ends_with("use") || before.trim_end().ends_with("extern crate");
        let quoted = before.matches('"').count() % 2 == 1;
        whole && !quoted && (path || (imported && after.starts_with([';', ' '])))
    })
}

/// Whether the first occurrence stands inside a string.
fn in_string(line: &str, what: &str) -> bool {
    line.split_once(what).is_some_and(|(before, _)| before.matches('"').count() % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn check(path: &str, line: &str, advice: &[&str]) {
        let found = findings(&file(path, &format!("//! A test.\n{line}\n")));
        assert_eq!(found.len(), advice.len(), "{path}: {line}: {found:?}");
        for (finding, part) in found.iter().zip(advice) {
            assert!(finding.advice.contains(part), "{finding}");
        }
    }

    #[test]
    fn a_crate_is_named_in_its_home_only() {
        check("core/src/store/sqlite.rs", "use rusqlite::Connection;", &[]);
        check("core/src/store/sqlite/open.rs", "use rusqlite::Connection;", &[]);
        check("core/src/party/mod.rs", "use rusqlite::Connection;", &["`rusqlite`"]);
        check("server/src/main.rs", "let row = tokio_postgres::connect(url);", &["`tokio_postgres`"]);
        check("core/tests/damage.rs", "use rusqlite::Connection;", &[]);
        check("tests/statements.rs", "use tokio_postgres as pg;", &[]);
        check("app/src/main.rs", "use tauri;", &["`tauri`"]);
        check("core/src/lib.rs", "pub use dioxus::prelude::*;", &["`dioxus`"]);
        check("core/src/document/mod.rs", "printpdf::Op::Save", &["`printpdf`"]);
    }

    #[test]
    fn talking_of_a_crate_is_not_using_it() {
        check("core/src/lib.rs", "//! The engine is rusqlite::Connection.", &[]);
        check("core/src/lib.rs", "let x = 1; // as dioxus::Signal does", &[]);
        check("app/src/api.rs", r#"let door = "tauri";"#, &[]);
        check("app/src/api.rs", "mod tauri;", &[]);
        check("app/src/api.rs", "use crate::tauri::invoke;", &[]);
        check("core/src/lib.rs", "use my_rusqlite::x;", &[]);
    }

    #[test]
    fn no_floating_point_in_the_books() {
        check("core/src/money.rs", "fn rupees(x: f64) -> f32 {", &["`f32`", "`f64`"]);
        check("core/src/print/pdf.rs", "fn points(mm: f32) -> f32 {", &[]);
        check("core/src/money.rs", "// never an f64", &[]);
        check("app/src/chart.rs", "let x: f64 = 0.0;", &[]);
    }

    #[test]
    fn nothing_unfinished() {
        check("app/src/main.rs", concat!("to", "do!()"), &["finish it"]);
        check("app/src/main.rs", concat!("db", "g!(x);"), &["finish it"]);
        check("app/src/main.rs", "// to do!", &[]);
    }

    #[test]
    fn a_file_says_what_it_is() {
        let untitled = findings(&file("core/src/x.rs", "use std::fmt;\n"));
        assert!(untitled.iter().any(|f| f.advice.contains("begin with")), "{untitled:?}");
        check("core/src/util.rs", "", &["name the file"]);
        check("app/src/common/mod.rs", "", &["name the file"]);
        check("app/src/utility_bill.rs", "", &[]);
    }
}
