//! A screen for the window: the one of this desk, or one that nobody sees, for tests.

use crate::failure::{Failure, Result};
use crate::process;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// Whether a window can be opened here.
pub fn is_here() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A screen in memory, gone when this value is dropped.
pub struct Hidden {
    server: Child,
    name: String,
}

impl Hidden {
    /// Starts Xvfb on the first free number.
    pub fn start() -> Result<Self> {
        let mut xvfb = process::command("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]);
        let started = xvfb.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut server = started.map_err(|e| process::not_started(&xvfb, &e))?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out)
                .read_line(&mut number)
                .map_err(|e| Failure::io("reading the number of the screen", &e))?;
        }
        let screen = Self { server, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            return Err(Failure::new("Xvfb, the screen for tests, ended at once"));
        }
        Ok(screen)
    }

    /// What `DISPLAY` is set to.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to tell either way.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
