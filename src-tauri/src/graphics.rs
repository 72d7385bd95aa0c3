//! How the window's page is drawn on Linux. Where the machine has no graphics card, WebKit would emulate one with the
//! processor to draw through: a hundred MiB of memory and a later first screen, for nothing. There it draws by itself.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// What WebKit asks at its start; whoever sets it, to 0 for the emulation, has decided.
const NO_CARD: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Where the kernel shows graphics cards that draw.
const CARDS: &str = "/dev/dri";

/// Starts this program anew, in this process, where there is no card to draw with. Returns where there is, and in the
/// program that was started.
pub fn settle() {
    if std::env::var_os(NO_CARD).is_some() || has_card(Path::new(CARDS)) {
        return;
    }
    // WebKit's processes take the environment that this one began with; changing it beside running threads is unsound.
    let Ok(program) = std::env::current_exe() else { return };
    let mut own = std::env::args_os();
    let name = own.next().unwrap_or_else(|| OsString::from(&program));
    // It returns only where the program cannot be started: then the window opens as WebKit would have it.
    let _ = Command::new(program).arg0(name).args(own).env(NO_CARD, "1").exec();
}

/// Whether one of the devices in the folder draws: a screen without a card has a node of its own, but none to draw with.
fn has_card(devices: &Path) -> bool {
    let devices = std::fs::read_dir(devices).into_iter().flatten().flatten();
    devices.into_iter().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_a_device_that_draws() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_card(&folder.path().join("none")));
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_card(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_card(folder.path()));
    }
}
