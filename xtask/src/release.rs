//! `cargo xtask release VERSION` and `cargo xtask smoke URL`: from the sources to all shops.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::apt;
use crate::step::Steps;
use crate::{process, repo};
use std::path::PathBuf;
use std::process::Command;

/// What a release is told, by place; written by the infrastructure's outputs.
fn settings(place: &str) -> Result<PathBuf> {
    let file = repo::root().join("ops/release").join(format!("{place}.json"));
    if file.is_file() {
        return Ok(file);
    }
    Err(Failure::new(format!("{} is missing: docs/release.md says how the infrastructure writes it", file.display())))
}

/// `smartkhata-release`, built and with these arguments.
fn program(arguments: &[&str]) -> Command {
    let mut program = process::cargo();
    program.args(["run", "--quiet", "--release", "--package", "smartkhata-release", "--"]).args(arguments);
    program
}

/// `cargo xtask smoke URL [--expect=VERSION] [--whole]`.
pub fn smoke(options: &[String]) -> Result {
    let mut arguments = vec!["smoke"];
    for option in options {
        match option.split_once('=') {
            Some(("--expect", version)) => arguments.extend(["--expect", version]),
            _ if option == "--whole" || !option.starts_with('-') => arguments.push(option),
            _ => return Err(unknown_option("smoke", option)),
        }
    }
    if arguments.iter().filter(|argument| argument.contains("://")).count() != 1 {
        return Err(Failure::new("which server? `cargo xtask smoke https://api.example`"));
    }
    process::run(&mut program(&arguments))
}

/// `cargo xtask release VERSION [--to=registry | --to=staging | --from=staging]`. The image's archive is pushed as it is,
/// and goes from staging's registry to production's as it was tried.
pub fn task(options: &[String]) -> Result {
    let (mut version, mut places, mut built) = (None, ["staging", "production"].as_slice(), true);
    for option in options {
        match option.as_str() {
            "--to=registry" => places = &[],
            "--to=staging" => places = &["staging"],
            "--from=staging" => {
                places = &["production"];
                built = false;
            }
            other if other.starts_with('-') => return Err(unknown_option("release", other)),
            other => version = Some(other),
        }
    }
    let version = version.ok_or_else(|| Failure::new("which version? `cargo xtask release 1.2.3`"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    if !version.starts_with(|c: char| c.is_ascii_digit()) || !version.chars().all(plain) {
        return Err(Failure::new(format!("`{version}` is no version: 1.2.3 is")));
    }
    // Both are asked for before anything is built.
    for place in places {
        settings(place)?;
    }
    let mut steps = Steps::new(&["the tree", "image", "push", "staging", "smoke", "take over", "production"]);
    if built {
        steps.run("the tree", || clean(version))?;
        steps
            .run("image", || process::run(process::cargo().args(["run", "--quiet", "--package", "xtask", "image"])))?;
        let archive = format!("oci:{}", repo::target().join("image/image").display());
        steps.run("push", || push(&archive, &repository("staging")?, version))?;
    }
    if places.contains(&"staging") {
        steps.run("staging", || released("staging", version))?;
        let address = named("SMARTKHATA_STAGING", "the address of staging, as https://api.staging.example")?;
        steps.run("smoke", || process::run(&mut program(&["smoke", &address, "--expect", version, "--whole"])))?;
    }
    if places.contains(&"production") {
        let (tried, to) = (repository("staging")?, repository("production")?);
        if tried != to {
            steps.run("take over", || push(&format!("docker://{tried}:{version}"), &to, version))?;
        }
        steps.run("production", || released("production", version))?;
    }
    Ok(())
}

/// Nothing that is not committed, and the commit has the version's tag: what runs can be found again. The program
/// answers with the version that its manifest names, which the smoke test asks for.
fn clean(version: &str) -> Result {
    let manifest = std::fs::read_to_string(repo::root().join("Cargo.toml"));
    let manifest = manifest.map_err(|e| Failure::io("reading Cargo.toml", &e))?;
    if !manifest.lines().any(|line| line == format!("version = \"{version}\"")) {
        return Err(Failure::new(format!("Cargo.toml names another version than {version}")));
    }
    let said = |arguments: &[&str]| process::output(process::command("git").args(arguments)).unwrap_or_default();
    if !said(&["status", "--porcelain"]).trim().is_empty() {
        return Err(Failure::new("the tree has changes that are not committed"));
    }
    let tag = format!("v{version}");
    if said(&["tag", "--points-at", "HEAD"]).lines().any(|line| line == tag) {
        return Ok(());
    }
    Err(Failure::new(format!("this commit has no tag `{tag}`: `git tag {tag}`")))
}

/// Brings an image to a registry under its version, unchanged, by a tool without a daemon. Registries take a tag once: what
/// is there already is left, and has to be the same.
fn push(from: &str, repository: &str, version: &str) -> Result {
    apt::ensure(&[&["skopeo"]])?;
    let to = format!("docker://{repository}:{version}");
    let digest =
        |image: &str| process::output(process::command("skopeo").args(["inspect", "--format", "{{.Digest}}", image]));
    match digest(&to) {
        Some(there) if Some(&there) == digest(from).as_ref() => Ok(()),
        Some(_) => Err(Failure::new(format!("{to} is another image than {from}: a version is what it was"))),
        None => process::run(process::command("skopeo").args(["copy", "--preserve-digests", from, &to])),
    }
}

/// Where a place's images are: as its settings say, which have it where the template wrote them, or the environment.
fn repository(place: &str) -> Result<String> {
    let told = settings(place).ok().and_then(|file| std::fs::read_to_string(file).ok());
    match told.as_deref().and_then(repository_in) {
        Some(repository) => Ok(repository.to_owned()),
        None => named("SMARTKHATA_REPOSITORY", "where images go, as 1234.dkr.ecr.ap-south-1.amazonaws.com/smartkhata"),
    }
}

fn repository_in(settings: &str) -> Option<&str> {
    settings.split_once("\"repository\"")?.1.split('"').nth(1)
}

fn released(place: &str, version: &str) -> Result {
    let settings = settings(place)?;
    process::run(program(&["run", version, "--settings"]).arg(settings))
}

fn named(variable: &str, what: &str) -> Result<String> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| Failure::new(format!("{variable} is not set: {what}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_version_is_refused() {
        let refused = |options: &[&str], word: &str| {
            let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
            let failure = task(&options).unwrap_err().to_string();
            assert!(failure.contains(word), "{options:?}: {failure}");
        };
        refused(&[], "which version");
        refused(&["latest"], "no version");
        refused(&["1.2.3;true"], "no version");
        refused(&["1.2.3", "--now"], "--now");
    }

    #[test]
    fn each_place_has_a_registry_of_its_own() {
        let of = |name: &str| format!(r#"{{"fleet":{{"ecs":{{"container":"server","repository" : "r/{name}"}}}}}}"#);
        assert_eq!(repository_in(&of("smartkhata-staging/smartkhata")), Some("r/smartkhata-staging/smartkhata"));
        assert_eq!(repository_in(r#"{"fleet":{"commands":{}}}"#), None);
    }

    #[test]
    fn the_smoke_test_needs_an_address() {
        assert!(smoke(&["--whole".into()]).unwrap_err().to_string().contains("which server"));
        assert!(smoke(&["https://api.example".into(), "--quick".into()]).unwrap_err().to_string().contains("--quick"));
    }
}
