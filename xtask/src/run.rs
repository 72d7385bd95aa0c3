//! `cargo xtask run`: SmartKhata as a shopkeeper opens it, built from this folder.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::apt;
use crate::step::step;
use crate::web::{self, Profile};
use crate::{display, process, repo};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    data: Option<PathBuf>,
    demo: bool,
    web: bool,
    release: bool,
}

/// `cargo xtask run`.
pub fn task(options: &[String]) -> Result {
    let options = parse(options)?;
    let window = !options.web && display::is_here();
    if !options.web && !window {
        eprintln!("==> there is no display: the web edition on 127.0.0.1 instead of a window");
    }
    if window {
        step("system packages", || apt::ensure(apt::WINDOW))?;
    }
    web::build(Profile::release(options.release))?;
    let shown = if window { Program::Window } else { Program::Command };
    step(&format!("compile {}", shown.binary()), || build(&shown, options.release))?;
    let folder = match (options.data, options.demo) {
        (None, true) => Some(repo::target().join("demo")),
        (data, _) => data.map(|d| std::env::current_dir().map_or(d.clone(), |here| here.join(&d))),
    };
    if let Some(folder) = folder.as_ref().filter(|_| options.demo) {
        demo(folder, options.release)?;
    }
    let mut program = process::command(repo::built(shown.binary(), options.release));
    if matches!(shown, Program::Command) {
        program.arg("serve").arg("--dist").arg(repo::dist());
    }
    if let Some(folder) = &folder {
        eprintln!("==> books in {}", folder.display());
        program.arg("--data").arg(folder);
    }
    process::run(program.stdin(Stdio::inherit()))
}

/// What is started.
enum Program {
    /// The desktop window.
    Window,
    /// The command line, which serves the web edition.
    Command,
}

impl Program {
    fn package(&self) -> &'static str {
        match self {
            Program::Window => "smartkhata-desktop",
            Program::Command => "smartkhata-server",
        }
    }

    fn binary(&self) -> &'static str {
        match self {
            Program::Window => "smartkhata-desktop",
            Program::Command => "smartkhata",
        }
    }
}

fn build(program: &Program, release: bool) -> Result {
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", program.package(), "--bin", program.binary()]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)
}

/// Fills a folder with a year of a shop; one that has books stays as it is.
fn demo(folder: &Path, release: bool) -> Result {
    if is_filled(folder) {
        eprintln!("==> {} is filled already", folder.display());
        return Ok(());
    }
    step("compile smartkhata", || build(&Program::Command, release))?;
    step("a year of a shop's data", || {
        let mut demo = process::command(repo::built(Program::Command.binary(), release));
        process::run(demo.arg("demo").arg("--data").arg(folder))
    })
}

/// A made-up shop takes its place when it is whole; what was interrupted is no books.
fn is_filled(folder: &Path) -> bool {
    folder.join("books.sqlite").is_file()
}

fn parse(words: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--demo" => options.demo = true,
            "--web" => options.web = true,
            "--release" => options.release = true,
            "--data" => {
                let folder = words.next().ok_or_else(|| Failure::new("`--data` needs a folder after it"))?;
                options.data = Some(folder.into());
            }
            other => match other.strip_prefix("--data=") {
                Some(folder) => options.data = Some(folder.into()),
                None => return Err(unknown_option("run", other)),
            },
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_understood() {
        assert_eq!(parsed(""), Ok(Options::default()));
        let all = Options { data: Some("shop".into()), demo: true, web: true, release: true };
        assert_eq!(parsed("--demo --data shop --web --release").unwrap(), all);
        assert_eq!(parsed("--data=shop").unwrap().data, Some("shop".into()));
    }

    #[test]
    fn a_demo_that_was_interrupted_is_not_taken_for_a_filled_one() {
        let folder = std::env::temp_dir().join(format!("smartkhata-demo-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("unfinished")).unwrap();
        std::fs::write(folder.join("lock"), "").unwrap();
        assert!(!is_filled(&folder));
        std::fs::write(folder.join("books.sqlite"), "").unwrap();
        assert!(is_filled(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(parsed("--data").unwrap_err().to_string().contains("needs a folder"));
        assert!(parsed("--dmeo").unwrap_err().to_string().contains("`--dmeo`"));
    }
}
