//! Secrets in tracked files. What only looks like one is listed in `.secrets.baseline` by its digest, after somebody
//! looked. Before it is believed, the scan has to find one that is planted.

use crate::failure::{Failure, Result};
use crate::setup::pip;
use crate::{process, repo};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const BASELINE: &str = ".secrets.baseline";

/// How the scan ends when it found what the baseline lists, on other lines.
const ONLY_MOVED: i32 = 3;

/// Scans every tracked file; fails with what was found that the baseline does not know.
pub fn check() -> Result {
    let hook = pip::detect_secrets()?;
    proved(&hook)?;
    let tracked = process::output(process::command("git").args(["ls-files", "-z"]));
    let tracked = tracked.ok_or_else(|| Failure::new("git does not list the tracked files"))?;
    let files: Vec<&str> = tracked.split('\0').filter(|file| !file.is_empty() && *file != BASELINE).collect();
    // Lines move, and the scan writes down where they are now: into a copy.
    let copy = repo::target().join("secrets.baseline");
    fs::copy(repo::root().join(BASELINE), &copy).map_err(|e| Failure::io(format_args!("copying {BASELINE}"), &e))?;
    let mut scan = process::command(&hook);
    scan.args(["--no-verify", "--baseline"]).arg(&copy).args(&files);
    let status = scan.status().map_err(|e| process::not_started(&scan, &e))?;
    if !matches!(status.code(), Some(0 | ONLY_MOVED)) {
        return Err(Failure::new(format!(
            "a tracked file holds what looks like a secret (above). Take it out and change it where it is used; if it is \
             none, list it: {} scan --no-verify --baseline {BASELINE}",
            hook.with_file_name("detect-secrets").display()
        )));
    }
    eprintln!("    {} tracked files hold no secret", files.len());
    Ok(())
}

/// Plants a key in a repository of its own and lets the scan look there.
fn proved(hook: &Path) -> Result {
    let folder = repo::target().join("planted-secret");
    let failed = |e: std::io::Error| Failure::io(format_args!("writing {}", folder.display()), &e);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    let in_it = |program: &Path| {
        let mut command = Command::new(program);
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    process::run(in_it(Path::new("git")).args(["init", "--quiet"]))?;
    // In two parts here, so that this file holds none.
    let planted = format!("aws_access_key_id = \"{}{}\"\n", "AKIA", "QYLPMN5HHHFPZAM2");
    for (text, name) in [("nothing = \"here\"\n", "plain.toml"), (planted.as_str(), "planted.toml")] {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    let finds = |name: &str| {
        let mut scan = in_it(hook);
        scan.args(["--no-verify", name]);
        scan.status().map(|status| !status.success()).map_err(|e| process::not_started(&scan, &e))
    };
    let (clean, found) = (!finds("plain.toml")?, finds("planted.toml")?);
    fs::remove_dir_all(&folder).map_err(failed)?;
    if clean && found { Ok(()) } else { Err(Failure::new("the scan does not tell a planted secret from plain text")) }
}
