//! Starting other programs: found or named as missing, never left waiting for somebody at the keyboard.

use crate::failure::{Failure, Result};
use crate::repo;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A command in the root of the repository, with nothing to read on standard input.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repo::root()).stdin(Stdio::null());
    // Tools in Python keep what was compiled of them in their own folders: else each start of one compiles it anew.
    command.env_remove("PYTHONDONTWRITEBYTECODE");
    command
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo tells this program about its own build is not for the builds that it starts.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// A command as root: as it is where this is root, else by sudo without a password.
pub fn as_root(program: &str) -> Result<Command> {
    let id = output(command("id").arg("-u")).ok_or_else(|| Failure::new("`id` is missing"))?;
    if id.trim() == "0" {
        return Ok(command(program));
    }
    if output(command("sudo").args(["-n", "true"])).is_none() {
        return Err(Failure::new(format!(
            "`{program}` has to run as root, and this is neither root nor may it use sudo without a password"
        )));
    }
    let mut sudo = command("sudo");
    sudo.args(["-n", program]);
    Ok(sudo)
}

/// Runs to the end, showing what the program says; anything but success is a failure.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|e| not_started(command, &e))?;
    ended(command, status)
}

/// Runs to the end and shows what the program says only where it fails: beside other work, or where it says too much.
pub fn run_quietly(command: &mut Command) -> Result {
    let output = command.output().map_err(|e| not_started(command, &e))?;
    ended(command, output.status).map_err(|failure| {
        let (said, aside) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        Failure::new(format!("{}\n{said}{aside}", failure.message()))
    })
}

/// Runs to the end and returns what it wrote on standard output; `None` when it is missing or failed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|o| o.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The failure of a program that could not be started.
pub fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => Failure::new(format!("`{program}` is missing; install it and try again")),
        _ => Failure::io(format_args!("starting `{program}`"), error),
    }
}

/// Success, or a failure that shows the whole command.
pub fn ended(command: &Command, status: ExitStatus) -> Result {
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}` failed ({status})", line(command)))) }
}

/// The command as somebody would type it.
fn line(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

/// Where a program is on the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let names =
        if cfg!(windows) { vec![format!("{program}.exe"), format!("{program}.cmd")] } else { vec![program.to_owned()] };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |n| dir.join(n)).collect::<Vec<_>>())
        .find(|p| p.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let failure = run(&mut command("no-such-program-here")).unwrap_err().to_string();
        assert!(failure.contains("`no-such-program-here` is missing"), "{failure}");
    }

    #[test]
    fn a_failing_program_shows_its_command() {
        let mut cargo = cargo();
        let failure = run(cargo.args(["no-such-subcommand"]).stderr(Stdio::null())).unwrap_err().to_string();
        assert!(failure.contains("no-such-subcommand` failed"), "{failure}");
    }

    #[test]
    fn a_quiet_program_that_fails_is_heard() {
        let mut cargo = cargo();
        let failure = run_quietly(cargo.args(["no-such-subcommand"])).unwrap_err().to_string();
        assert!(failure.contains("failed") && failure.contains("no such command"), "{failure}");
    }

    #[test]
    fn rustc_is_found_and_nonsense_is_not() {
        assert!(find("rustc").is_some());
        assert_eq!(find("no-such-program-here"), None);
    }
}
