//! What shows that a line holds: read from `` `kind: …` `` at its end, and looked at.

use crate::failure::{Failure, Result};
use crate::{process, release, repo, step};
use std::collections::HashMap;
use std::fs;

/// A line of the checklist.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// What the lines after it are about.
    Title(String),
    /// What is said, and what shows it.
    Claim {
        /// In words.
        claim: String,
        /// What shows it.
        proof: Proof,
    },
}

/// What shows it.
#[derive(Debug, PartialEq, Eq)]
pub enum Proof {
    /// A test of this name in this file; it passed when all tests did.
    Test { file: String, name: String },
    /// A command that succeeds.
    Run(String),
    /// This text in this file.
    File { file: String, text: String },
    /// The running server passes the smoke test.
    Smoke,
    /// Somebody has seen it, and how.
    Person(String),
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It was not looked at whole, and how it would be.
    Open(String),
    /// Only a person knows.
    Person(String),
    /// It does not hold.
    Fails(String),
}

impl Outcome {
    /// One word for the table.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Open(_) => "not looked at",
            Self::Person(_) => "a person must",
            Self::Fails(_) => "DOES NOT HOLD",
        }
    }

    /// The rest.
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::Holds => None,
            Self::Open(said) | Self::Person(said) | Self::Fails(said) => Some(said),
        }
    }
}

/// Commands, each run once.
pub struct Runs {
    run: bool,
    api: Option<String>,
    done: HashMap<String, Ran>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ran {
    /// Well, and whole.
    Well,
    /// Well, as far as this machine could run it: what it could not, and why.
    InPart(String),
    /// Otherwise.
    Badly,
}

impl Runs {
    /// Whether commands are run, and where the server is.
    pub fn new(run: bool, api: Option<String>) -> Self {
        Self { run, api, done: HashMap::new() }
    }

    /// How a command ends; nothing where commands are not run.
    fn ran(&mut self, command: &str) -> Option<Ran> {
        if !self.run {
            return None;
        }
        Some(self.done.entry(command.to_owned()).or_insert_with(|| run(command)).clone())
    }
}

fn run(command: &str) -> Ran {
    let not_run = std::env::temp_dir().join(format!("xtask-not-run-{}", std::process::id()));
    let mut words = command.split_whitespace();
    let mut started = match words.next() {
        Some("cargo") => process::cargo(),
        other => process::command(other.unwrap_or_default()),
    };
    let done = process::run(started.args(words).env(step::NOT_RUN, &not_run));
    let told = fs::read_to_string(&not_run).unwrap_or_default();
    let _ = fs::remove_file(&not_run);
    match done {
        Err(_) => Ran::Badly,
        Ok(()) if told.is_empty() => Ran::Well,
        Ok(()) => Ran::InPart(told.trim_end().replace('\n', "; ")),
    }
}

impl Line {
    /// A title or an item; nothing for other text.
    pub fn read(line: &str) -> Option<Result<Self>> {
        if let Some(title) = line.strip_prefix("## ") {
            return Some(Ok(Self::Title(title.to_owned())));
        }
        let item = line.strip_prefix("- ")?;
        let proved = item.strip_suffix('`').and_then(|item| item.rsplit_once('`'));
        let read = proved.and_then(|(claim, proof)| Some((claim.trim_end().to_owned(), Proof::read(proof)?)));
        Some(match read {
            Some((claim, proof)) => Ok(Self::Claim { claim, proof }),
            None => Err(Failure::new(format!("docs/launch.md: no proof that can be read ends this line: {line}"))),
        })
    }
}

impl Proof {
    fn read(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(": ")?;
        let in_file = || rest.split_once(' ').map(|(file, what)| (file.to_owned(), what.to_owned()));
        Some(match kind {
            "test" => in_file().map(|(file, name)| Self::Test { file, name })?,
            "file" => in_file().map(|(file, text)| Self::File { file, text })?,
            "run" => Self::Run(rest.to_owned()),
            "api" if rest == "smoke" => Self::Smoke,
            "person" => Self::Person(rest.to_owned()),
            _ => return None,
        })
    }

    /// Looks.
    pub fn look(&self, runs: &mut Runs) -> Outcome {
        match self {
            Self::Test { file, name } => match contains(file, &begins(file, name)) {
                Err(missing) => Outcome::Fails(missing),
                Ok(()) => match runs.ran("cargo xtask test") {
                    // What may be left out is Terraform's.
                    Some(Ran::InPart(why)) if is_promise(file) => Outcome::Open(format!("not run: {why}")),
                    Some(Ran::Well | Ran::InPart(_)) => Outcome::Holds,
                    Some(Ran::Badly) => Outcome::Fails("`cargo xtask test` failed".into()),
                    None => Outcome::Open(format!("the test is there; `--run` runs it: {name}")),
                },
            },
            Self::Run(command) => match runs.ran(command) {
                Some(Ran::Well) => Outcome::Holds,
                Some(Ran::InPart(why)) => Outcome::Open(format!("not run: {why}")),
                Some(Ran::Badly) => Outcome::Fails(format!("`{command}` failed")),
                None => Outcome::Open(format!("`--run` runs it: {command}")),
            },
            Self::File { file, text } => contains(file, text).map_or_else(Outcome::Fails, |()| Outcome::Holds),
            Self::Smoke => match runs.api.clone() {
                None => Outcome::Open("`--api=URL` asks it".into()),
                Some(url) => match release::smoke(&[url, "--whole".into()]) {
                    Ok(()) => Outcome::Holds,
                    Err(failure) => Outcome::Fails(failure.message().to_owned()),
                },
            },
            Self::Person(how) => Outcome::Person(how.clone()),
        }
    }
}

/// Whether its tests are Terraform's.
fn is_promise(file: &str) -> bool {
    file.ends_with(".tftest.hcl")
}

/// How a test of this name stands in its file: Terraform's are promises, named by what is said of one that is broken.
fn begins(file: &str, name: &str) -> String {
    if is_promise(file) { format!("error_message = \"{name}\"") } else { format!("fn {name}(") }
}

fn contains(file: &str, text: &str) -> std::result::Result<(), String> {
    match fs::read_to_string(repo::root().join(file)) {
        Ok(read) if read.contains(text) => Ok(()),
        Ok(_) => Err(format!("{file} has no `{text}`")),
        Err(error) => Err(format!("{file}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_their_proofs() {
        let claim = |line: &str| Line::read(line).unwrap().unwrap();
        assert_eq!(claim("## Release"), Line::Title("Release".into()));
        let proof = Proof::File { file: "a.rs".into(), text: "x y".into() };
        assert_eq!(claim("- It is so. `file: a.rs x y`"), Line::Claim { claim: "It is so.".into(), proof });
        assert_eq!(Line::read("Some words."), None);
        for nothing in ["- It is so.", "- It is so. `maybe: x`", "- It is so. `test: a.rs`"] {
            assert!(Line::read(nothing).unwrap().is_err(), "{nothing}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_was_not_run_is_open_with_its_reason() {
        let folder = std::env::temp_dir().join(format!("launch-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("part.sh");
        fs::write(&script, format!("echo 'infrastructure: no terraform' >> \"${}\"\n", step::NOT_RUN)).unwrap();
        let part = format!("sh {}", script.display());
        let mut runs = Runs::new(true, None);
        let open = |outcome| matches!(outcome, Outcome::Open(why) if why == "not run: infrastructure: no terraform");
        assert!(open(Proof::Run(part.clone()).look(&mut runs)));
        assert_eq!(Proof::Run("true".into()).look(&mut runs), Outcome::Holds, "what another left out is its own");
        // Of all tests, those hold that were run.
        runs.done.insert("cargo xtask test".into(), run(&part));
        let mut look = |text: &str| Proof::read(text).unwrap().look(&mut runs);
        let place = "test: ops/terraform/place/tests/place.tftest.hcl";
        assert!(open(look(&format!("{place} So do CloudFront and the database."))));
        assert_eq!(look("test: xtask/src/main.rs main"), Outcome::Holds);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_not_there_does_not_hold() {
        let look = |text: &str| Proof::read(text).unwrap().look(&mut Runs::new(false, None));
        assert_eq!(look("file: Cargo.toml [workspace]"), Outcome::Holds);
        assert!(matches!(look("file: Cargo.toml no such text"), Outcome::Fails(_)));
        assert!(matches!(look("file: no-such-file x"), Outcome::Fails(_)));
        assert!(matches!(look("test: xtask/src/main.rs no_such_test"), Outcome::Fails(_)));
        assert!(matches!(look("test: xtask/src/main.rs main"), Outcome::Open(_)));
        let place = "test: ops/terraform/place/tests/place.tftest.hcl";
        assert!(matches!(look(&format!("{place} So do CloudFront and the database.")), Outcome::Open(_)));
        assert!(matches!(look(&format!("{place} So do CloudFront")), Outcome::Fails(_)));
        assert!(matches!(look("run: false"), Outcome::Open(_)));
        let mut runs = Runs::new(true, None);
        assert!(matches!(Proof::Run("cargo no-such-task".into()).look(&mut runs), Outcome::Fails(_)));
    }
}
