//! Tools that come from PyPI, at the versions locked in `xtask/pip`, each in an environment of its own.

use super::apt;
use crate::failure::{Failure, Result};
use crate::{process, repo};
use std::fs;
use std::path::PathBuf;

/// What makes a test suite out of an OpenAPI document.
pub fn schemathesis() -> Result<PathBuf> {
    tool("schemathesis")
}

/// A server on this machine that speaks as S3 does.
pub fn local_s3() -> Result<PathBuf> {
    tool("moto_server")
}

/// The program of one tool, installed again when its list of versions changed.
fn tool(name: &str) -> Result<PathBuf> {
    let (list, to) = (repo::root().join("xtask/pip").join(format!("{name}.txt")), repo::tools().join(name));
    let versions =
        fs::read_to_string(&list).map_err(|e| Failure::io(format_args!("reading {}", list.display()), &e))?;
    let (done, program) = (to.join("installed"), to.join("bin").join(name));
    if program.exists() && fs::read_to_string(&done).ok().as_deref() == Some(&versions) {
        return Ok(program);
    }
    apt::ensure(apt::PYTHON)?;
    eprintln!("    installing with pip: {name}");
    let python = process::find("python3").ok_or_else(|| Failure::new("`python3` is missing; install Python"))?;
    process::run(process::command(python).args(["-m", "venv", "--clear"]).arg(&to))?;
    let mut install = process::command(to.join("bin/python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&list);
    process::run(&mut install)?;
    fs::write(&done, &versions).map_err(|e| Failure::io(format_args!("writing {}", done.display()), &e))?;
    Ok(program)
}
