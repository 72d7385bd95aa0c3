//! Which tasks Prometheus watches: their addresses by colour, in a file that it reads again when it changes.

use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::colour::Colour;
use crate::fleet::{EcsServices, Kind};
use crate::settings::Settings;
use crate::{Result, Trouble};

/// Between two looks: a new task is watched well before it has traffic for long.
const PAUSE: Duration = Duration::from_secs(10);

/// Writes the file, once or until the program is ended. What cannot be asked for now leaves the file as it is.
pub fn run(settings: &Settings, to: &Path, once: bool) -> Result<ExitCode> {
    let Kind::Ecs(fleet) = &settings.fleet else {
        return Err(Trouble::new("targets of one's own machines are a file of one's own: label each with its colour"));
    };
    let fleet = EcsServices::new(fleet.clone());
    loop {
        let written = text(&fleet).and_then(|text| write(to, &text));
        match written {
            Ok(()) if once => return Ok(ExitCode::SUCCESS),
            Err(trouble) if once => return Err(trouble),
            Ok(()) => {}
            Err(trouble) => eprintln!("{}: {trouble}", settings.name),
        }
        thread::sleep(PAUSE);
    }
}

fn text(fleet: &EcsServices) -> Result<String> {
    let mut groups = Vec::new();
    for colour in [Colour::Blue, Colour::Green] {
        groups.push(json!({ "targets": fleet.hosts(colour)?, "labels": { "colour": colour.name() } }));
    }
    Ok(json!(groups).to_string())
}

/// A new file under the name, so that it is never read half; nothing where nothing changed.
fn write(to: &Path, text: &str) -> Result {
    if std::fs::read_to_string(to).is_ok_and(|found| found == text) {
        return Ok(());
    }
    let told = |error| Trouble::outside(format_args!("{}", to.display()), error);
    let new = to.with_extension("new");
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, to)).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_changes_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("smartkhata.yml");
        write(&file, "[1]").unwrap();
        write(&file, "[1]").unwrap();
        write(&file, "[2]").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[2]");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
