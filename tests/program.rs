//! Programs under test: where they are, and one that runs for as long as a test needs it.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A program or folder that `cargo xtask test` names in the environment.
///
/// # Panics
/// When it is not named or not there: the message says how to name it.
pub fn named(variable: &str) -> PathBuf {
    let told = "run `cargo xtask test`, which builds it and says where it is";
    let path = std::env::var_os(variable).map(PathBuf::from);
    let path = path.unwrap_or_else(|| panic!("{variable} is not set: {told}"));
    assert!(path.exists(), "{variable} is {}, which is not there: {told}", path.display());
    path
}

/// A program of the distribution.
///
/// # Panics
/// When it is missing: the message names its package.
pub fn installed(program: &str, package: &str) -> PathBuf {
    // What serves is where only root looks by itself.
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&folders).chain(["/usr/sbin".into()]);
    let found = folders.map(|folder| folder.join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("`{program}` is missing: install the package `{package}` (apt-get install {package})")
    })
}

/// A program that runs beside a test and is ended when dropped.
pub struct Running {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Running {
    /// Starts it and listens to what it says.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(command: &mut Command) -> Self {
        // A group of its own: what it starts (a browser, its renderers) ends with it.
        let started = command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = BufReader::new(child.stdout.take().expect("its output was asked for"));
        Self { child, said }
    }

    /// The first line that holds this text.
    ///
    /// # Panics
    /// When the program ends without saying it.
    pub fn line_with(&mut self, text: &str) -> String {
        self.line_or_all(text).unwrap_or_else(|all| panic!("it ended without saying {text:?}:\n{all}"))
    }

    /// The same; all that it said where it ended without saying it.
    pub fn line_or_all(&mut self, text: &str) -> Result<String, String> {
        let mut all = String::new();
        loop {
            let start = all.len();
            if self.said.read_line(&mut all).expect("what it says is text") == 0 {
                return Err(all);
            }
            let line = all.get(start..).unwrap_or_default();
            if line.contains(text) {
                return Ok(line.trim().to_owned());
            }
        }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself, or because somebody else asked it to.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to end, as the system does, and waits for it.
    pub fn end(mut self) {
        self.ask_to_end();
    }

    fn ask_to_end(&mut self) {
        let asked = Command::new("kill").args(["-TERM", "--", &format!("-{}", self.child.id())]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.ask_to_end();
        }
    }
}
