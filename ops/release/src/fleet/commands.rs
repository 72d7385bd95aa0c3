//! Commands of one's own machines: `["systemctl", "start", "smartkhata@{colour}"]`. In each word `{colour}` and
//! `{version}` are filled in.

use std::process::{Command, Stdio};

use serde::Deserialize;

use super::Fleet;
use crate::colour::Colour;
use crate::{Result, Trouble};

/// What is run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Has the version bring the database to what it knows; none where servers do so at their start.
    #[serde(default)]
    pub migrate: Vec<String>,
    /// Has the version run.
    pub start: Vec<String>,
    /// Succeeds when it takes requests.
    pub ready: Vec<String>,
    /// Has nothing run.
    pub stop: Vec<String>,
}

/// The commands.
#[derive(Debug)]
pub struct Commands {
    settings: Settings,
}

impl Commands {
    /// These.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

/// Whether the command succeeded, and what it said if not.
fn run(words: &[String], colour: &str, version: &str) -> Result<std::result::Result<(), String>> {
    let mut words = words.iter().map(|word| word.replace("{colour}", colour).replace("{version}", version));
    let program = words.next().ok_or_else(|| Trouble::new("a command of `fleet` is empty"))?;
    let mut command = Command::new(&program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let output = command.output().map_err(|error| Trouble::outside(format_args!("`{program}`"), error))?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    Ok(Err(format!("`{program}` ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim())))
}

impl Fleet for Commands {
    fn migrate(&mut self, version: &str) -> Result {
        // The database is of no colour.
        let words = &self.settings.migrate;
        if words.is_empty() { Ok(()) } else { run(words, "", version)?.map_err(Trouble::new) }
    }

    fn start(&mut self, colour: Colour, version: &str) -> Result {
        run(&self.settings.start, colour.name(), version)?.map_err(Trouble::new)
    }

    fn ready(&mut self, colour: Colour, version: &str) -> Result<bool> {
        Ok(run(&self.settings.ready, colour.name(), version)?.is_ok())
    }

    fn stop(&mut self, colour: Colour) -> Result {
        run(&self.settings.stop, colour.name(), "")?.map_err(Trouble::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn words_are_filled_in_and_failures_are_told() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let settings = Settings {
            migrate: words("test {version} = 2"),
            start: words("test {colour} = green"),
            ready: words("test {version} = 2"),
            stop: words("false"),
        };
        let mut fleet = Commands::new(settings);
        assert_eq!(fleet.migrate("2"), Ok(()));
        assert!(fleet.migrate("3").unwrap_err().to_string().contains("`test` ended with"));
        fleet.settings.migrate.clear();
        assert_eq!(fleet.migrate("3"), Ok(()), "servers may do it at their start");
        assert_eq!(fleet.start(Colour::Green, "2"), Ok(()));
        assert!(fleet.start(Colour::Blue, "2").is_err());
        assert_eq!((fleet.ready(Colour::Green, "2"), fleet.ready(Colour::Green, "1")), (Ok(true), Ok(false)));
        assert!(fleet.stop(Colour::Blue).unwrap_err().to_string().contains("`false` ended with"));
    }
}
