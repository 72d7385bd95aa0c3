//! Runbooks: each names the alerts that lead to it, and its steps are commands that the chain runs word for word, or
//! things that only a person can do and that say so.

use std::path::PathBuf;
use std::process::Command;

use crate::alerts;
use crate::place::{ops, root};

/// A runbook.
pub struct Runbook {
    /// Its file's name.
    pub name: String,
    text: String,
}

/// Where the scripts of `ops/backup` are installed.
const INSTALLED: &str = "/usr/lib/smartkhata/backup";

/// What a step may begin with when it is no command.
const BY_HAND: [&str; 3] = ["**Console:**", "**By hand:**", "**Decide:**"];

/// What a command begins with: one that stands in a sentence is run by nobody before it is needed.
const PROGRAMS: [&str; 11] = [
    "pgbackrest",
    "systemctl",
    "journalctl",
    "smartkhata",
    "smartkhata-release",
    "psql",
    "aws",
    "curl",
    "cargo",
    "select",
    "alter",
];

/// All of them, but for the page that explains them.
pub fn all() -> Vec<Runbook> {
    let folder = root().join("docs/runbooks");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    let pages = files.iter().filter(|file| name(file).ends_with(".md") && name(file) != "README.md");
    pages.map(|file| Runbook { name: name(file), text: std::fs::read_to_string(file).unwrap() }).collect()
}

impl Runbook {
    /// The alerts on its second line: ``Alert: `Name` `` or ``Alerts: `Name`, `Other` ``.
    fn alerts(&self) -> Option<Vec<&str>> {
        let line = self.text.lines().find(|line| line.starts_with("Alert: ") || line.starts_with("Alerts: "))?;
        Some(line.split('`').skip(1).step_by(2).collect())
    }

    /// Its numbered steps.
    fn steps(&self) -> Vec<&str> {
        let (_, steps) = self.text.split_once("\n## Steps\n").unwrap_or_else(|| panic!("{} has no steps", self.name));
        let steps = steps.split("\n## ").next().unwrap();
        let mut found = Vec::new();
        let mut rest = steps;
        for number in 1.. {
            let Some(at) = rest.find(&format!("\n{number}. ")) else { break };
            if number > 1 {
                found.push(&rest[..at]);
            }
            rest = &rest[at + 1..];
        }
        found.push(rest);
        found
    }

    /// Its commands, word for word.
    pub fn commands(&self) -> Vec<String> {
        let blocks = self.text.split("```sh\n").skip(1);
        blocks
            .map(|block| {
                block.split("```").next().unwrap().lines().map(|line| format!("{}\n", line.trim_start())).collect()
            })
            .collect()
    }

    /// Runs its commands as whoever is on call would, if an alert leads here; answers how many.
    pub fn run(&self, environment: &[(&str, &str)]) -> usize {
        let commands = if self.alerts().is_some() { self.commands() } else { Vec::new() };
        let scripts = ops("backup").display().to_string();
        for command in &commands {
            let command = &command.replace(INSTALLED, &scripts);
            let mut shell = Command::new("sh");
            shell.args(["-euc", command]).envs(environment.iter().copied()).current_dir(root());
            let output = shell.output().unwrap();
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{}: {command}\n{}\n{out}{err}", self.name, output.status);
        }
        commands.len()
    }
}

#[test]
fn runbooks_name_their_alerts_and_every_step_says_what_to_do() {
    let (runbooks, alerts) = (all(), alerts::all());
    for runbook in &runbooks {
        let name = &runbook.name;
        assert!(runbook.text.starts_with("# "), "{name} has no title");
        // Some begin with a decision and not with an alert: a restore, a leaked key.
        let Some(named) = runbook.alerts() else { continue };
        assert!(!named.is_empty(), "{name} names no alert");
        for alert in named {
            let known = alerts.iter().find(|known| known.name == alert);
            let known = known.unwrap_or_else(|| panic!("{name}: there is no alert {alert}"));
            assert_eq!(known.runbook, format!("docs/runbooks/{name}"), "{alert} leads elsewhere");
        }
        for part in ["\nSeverity: ", "\n## What it means\n", "\n## Steps\n", "\n## Afterwards\n"] {
            assert!(runbook.text.contains(part), "{name} has no {part:?}");
        }
        let steps = runbook.steps();
        assert!(steps.len() >= 2, "{name} has {} steps", steps.len());
        for step in steps {
            let by_hand = BY_HAND.iter().any(|start| step.contains(start));
            assert!(
                step.contains("```sh") || step.contains("```bash") || by_hand,
                "{name}: a step that is neither a command nor by hand:\n{step}"
            );
            // On AWS the log is no file.
            assert!(
                !step.contains("\"$LOG\"") || step.contains("Logs Insights"),
                "{name}: what is asked on AWS, where there is no file?\n{step}"
            );
        }
    }
    for needed in ["website-down.md", "memory-high.md", "database-down.md"] {
        assert!(runbooks.iter().any(|runbook| runbook.name == needed), "{needed} is missing");
    }
}

#[test]
fn what_is_done_by_hand_holds_no_command() {
    for runbook in all() {
        let by_hand = runbook.text.split("\n\n").filter(|part| part.contains("**By hand:**"));
        for part in by_hand.flat_map(|part| part.split("**By hand:**").skip(1)) {
            // Up to the next way of doing something, and to its commands.
            let part = part.split("**Console:**").next().unwrap().split("```").next().unwrap();
            for code in part.split('`').skip(1).step_by(2) {
                let program = code.split_whitespace().next().unwrap_or_default();
                let named = PROGRAMS.contains(&program) && code.contains(' ');
                assert!(!named, "{}: `{code}` is run by no test: put it into a block", runbook.name);
            }
        }
    }
}
