//! Tools that come from PyPI, at the versions locked in `xtask/pip`, each in an environment of its own.

use super::apt;
use crate::failure::{Failure, Result};
use crate::{process, repo};
use std::fs;
use std::path::{Path, PathBuf};

/// What makes a test suite out of an OpenAPI document.
pub fn schemathesis() -> Result<PathBuf> {
    tool("schemathesis", "schemathesis")
}

/// A Python that knows the schemas of CycloneDX.
pub fn cyclonedx() -> Result<PathBuf> {
    tool("cyclonedx", "python")
}

/// What looks for secrets in files: the program that compares with a baseline.
pub fn detect_secrets() -> Result<PathBuf> {
    tool("detect-secrets", "detect-secrets-hook")
}

/// A mock of Amazon, and Amazon's own command line.
pub struct Amazon {
    /// The mock's server.
    pub mock: PathBuf,
    /// `aws`.
    pub cli: PathBuf,
}

/// Both, in one environment.
pub fn amazon() -> Result<Amazon> {
    let mock = tool("amazon", "moto_server")?;
    Ok(Amazon { cli: mock.with_file_name("aws"), mock })
}

/// What checks infrastructure against policies.
pub fn checkov() -> Result<PathBuf> {
    tool("checkov", "checkov")
}

/// What finds faults of workflows that let strangers in.
pub fn zizmor() -> Result<PathBuf> {
    tool("zizmor", "zizmor")
}

/// What reads workflows as the host would: expressions, inputs of actions, runners, their scripts.
pub fn jactionlint() -> Result<PathBuf> {
    tool("jactionlint", "jactionlint")
}

/// What speaks S3 on this computer.
pub fn moto_server() -> Result<PathBuf> {
    Ok(amazon()?.mock)
}

/// A program of one tool's environment, which is made again when its list of versions changed. uv fills it: pip, which
/// brings uv, takes ten times as long for large lists.
fn tool(name: &str, program: &str) -> Result<PathBuf> {
    environment(name, program, |to, list| {
        let uv = environment("uv", "uv", |to, list| {
            let mut pip = process::command(to.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(list);
            process::run(&mut pip)
        })?;
        let mut install = process::command(uv);
        install.args(["pip", "install", "--quiet", "--cache-dir"]).arg(repo::tools().join("uv-cache"));
        install.arg("--python").arg(to.join("bin/python")).arg("--requirement").arg(list);
        process::run(&mut install)
    })
}

/// A program of an environment, filled from its list unless that was done.
fn environment(name: &str, program: &str, fill: impl FnOnce(&Path, &Path) -> Result) -> Result<PathBuf> {
    let (list, to) = (repo::root().join("xtask/pip").join(format!("{name}.txt")), repo::tools().join(name));
    let versions =
        fs::read_to_string(&list).map_err(|e| Failure::io(format_args!("reading {}", list.display()), &e))?;
    let (done, program) = (to.join("installed"), to.join("bin").join(program));
    if program.exists() && fs::read_to_string(&done).ok().as_deref() == Some(&versions) {
        return Ok(program);
    }
    apt::ensure(apt::PYTHON)?;
    eprintln!("    installing from PyPI: {name}");
    let python = process::find("python3").ok_or_else(|| Failure::new("`python3` is missing; install Python"))?;
    process::run(process::command(python).args(["-m", "venv", "--clear"]).arg(&to))?;
    fill(&to, &list)?;
    fs::write(&done, &versions).map_err(|e| Failure::io(format_args!("writing {}", done.display()), &e))?;
    Ok(program)
}
