//! Rules of every file: no path of somebody's machine, and a word about files that grew long.

use super::{File, Finding};

/// Folders of one machine; what is written down must work on all.
const MACHINES: &[&str] =
    &[concat!("/work", "/"), concat!("/home", "/"), concat!("/Users", "/"), concat!("/root", "/")];

/// Longer than this, a file likely holds two things that want names of their own.
const LONG: usize = 600;

/// Everything that the rules say of one file.
pub fn findings(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.text.lines().enumerate().map(|(n, line)| (n + 1, line)) {
        for machine in MACHINES.iter().filter(|machine| starts_a_path(line, machine)) {
            findings.push(Finding::at(file, number, format!("`{machine}…` exists on one machine only")));
        }
    }
    findings
}

/// A long Rust file, as a notice.
pub fn long(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    (lines > LONG && file.path.ends_with(".rs"))
        .then(|| Finding::of(file, format!("{lines} lines; which noun wants a file of its own?")))
}

/// Whether `folder` occurs as the beginning of a path, not in the middle of an address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|b| b.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || "_-.~$}".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn paths_of_one_machine_are_found() {
        let check = |line: &str, count: usize| assert_eq!(findings(&file("README.md", line)).len(), count, "{line}");
        check(concat!("see /ho", "me/ramesh/shop"), 1);
        check(concat!("see `/wo", "rk/main`"), 1);
        check("see example.com/home/page", 0);
        check("see $HOME/.cache and app/home/", 0);
    }

    #[test]
    fn long_files_are_told() {
        let lines = |count: usize| file("core/src/x.rs", &"//! x\n".repeat(count));
        assert_eq!(long(&lines(LONG)), None);
        assert!(long(&lines(LONG + 1)).is_some());
    }
}
