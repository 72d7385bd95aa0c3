//! The machine's own clock and randomness, for the shells that run the books. The core proper never asks for
//! either: it is given [`Clock`] and [`Ids`].

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
#[cfg(any(windows, target_os = "macos"))]
use std::process::Command;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::id::Ids;
use crate::journal::change::Hash;

/// Where the id lies that was drawn for a machine.
const DRAWN: &str = "machine-id";

/// The same before it is whole.
const UNFINISHED: &str = "machine-id.tmp";

/// The machine's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now_ms(&self) -> i64 {
        let age = SystemTime::now().duration_since(UNIX_EPOCH);
        age.ok().and_then(|age| i64::try_from(age.as_millis()).ok()).unwrap_or(0)
    }
}

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn random(&self) -> [u8; 10] {
        random()
    }
}

/// This machine's own id, as its system shows it to any program; none where it shows none (phones).
pub fn id() -> Option<&'static str> {
    static ID: OnceLock<Option<String>> = OnceLock::new();
    ID.get_or_init(of_system).as_deref()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn of_system() -> Option<String> {
    let files = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    let id = files.iter().find_map(|file| fs::read_to_string(file).ok())?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

#[cfg(target_os = "macos")]
fn of_system() -> Option<String> {
    let asked = Command::new("/usr/sbin/ioreg").args(["-rd1", "-c", "IOPlatformExpertDevice"]).output().ok()?;
    printed("IOPlatformUUID", &String::from_utf8_lossy(&asked.stdout))
}

#[cfg(windows)]
fn of_system() -> Option<String> {
    use std::os::windows::process::CommandExt;
    /// `CREATE_NO_WINDOW`: no console flashes up before the shop's window.
    const NO_WINDOW: u32 = 0x0800_0000;
    let reg = Path::new(&std::env::var_os("SystemRoot")?).join("System32").join("reg.exe");
    // What a program of 32 bits would be shown instead is not there.
    let query = ["query", r"HKLM\SOFTWARE\Microsoft\Cryptography", "/v", "MachineGuid", "/reg:64"];
    let asked = Command::new(reg).args(query).creation_flags(NO_WINDOW).output().ok()?;
    printed("MachineGuid", &String::from_utf8_lossy(&asked.stdout))
}

/// The id that a name has in what `reg` and `ioreg` print: the last word of its line.
#[cfg(any(windows, target_os = "macos", test))]
fn printed(name: &str, said: &str) -> Option<String> {
    let line = said.lines().find(|line| line.contains(name))?;
    let last = line.rsplit(|c: char| c.is_whitespace() || c == '"').find(|word| !word.is_empty())?;
    uuid::Uuid::try_parse(last).ok().map(|id| id.to_string())
}

/// An id for a machine whose system shows none: drawn once, and kept in a folder that no backup takes along.
///
/// # Errors
/// `storage` when it can neither be read nor kept.
pub fn drawn_id(folder: &Path) -> Result<String> {
    let file = folder.join(DRAWN);
    let unknown = |error| Error::new(Code::Storage, format!("This device cannot be told from others: {error}."));
    match fs::read_to_string(&file) {
        Ok(id) if !id.trim().is_empty() => return Ok(id.trim().to_owned()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unknown(error)),
        _ => {}
    }
    let id = Hash(random()).to_string();
    let unfinished = folder.join(UNFINISHED);
    let keep = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&unfinished, &id))
        .and_then(|()| fs::rename(&unfinished, &file));
    keep.map_err(unknown)?;
    Ok(id)
}

/// A text that a copy of a folder elsewhere would not have: the machine's id with the folder's path, as a digest. Books that
/// say another one were copied or moved here. On Linux there may be no id, and the path alone tells copies beside each other
/// apart; elsewhere one that cannot be read now says nothing.
pub fn installation(machine: Option<&str>, folder: &Path) -> Option<String> {
    if machine.is_none() && !cfg!(target_os = "linux") {
        return None;
    }
    let path = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    // iOS moves an app's folder when it updates the app.
    let path = if cfg!(target_os = "ios") { path.file_name().unwrap_or_default() } else { path.as_os_str() };
    let digest =
        Sha256::new().chain_update(machine.unwrap_or_default()).chain_update([0]).chain_update(path.as_encoded_bytes());
    Some(Hash(digest.finalize().into()).to_string())
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every system that SmartKhata runs on gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_machine_is_read_as_its_system_prints_it() {
        let windows = "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    \
            3f2504e0-4f89-41d3-9a0c-0305e82c3301\r\n\r\n";
        let mac = "+-o Mac14,2  <class IOPlatformExpertDevice, id 0x100000242, registered>\n    {\n      \
            \"IOPlatformSerialNumber\" = \"C02XL0GTJGH5\"\n      \"IOPlatformUUID\" = \
            \"3F2504E0-4F89-41D3-9A0C-0305E82C3301\"\n    }\n";
        let id = Some("3f2504e0-4f89-41d3-9a0c-0305e82c3301".to_owned());
        assert_eq!(printed("MachineGuid", windows), id);
        assert_eq!(printed("IOPlatformUUID", mac), id);
        for nothing in ["", "ERROR: The system was unable to find the specified registry key", "MachineGuid REG_SZ"] {
            assert_eq!(printed("MachineGuid", nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_machine_without_an_id_draws_one_and_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (folder.path().join("not backed up"), folder.path().join("elsewhere"));
        let id = drawn_id(&here).unwrap();
        assert_eq!(drawn_id(&here).unwrap(), id);
        assert_ne!(drawn_id(&there).unwrap(), id);
    }

    #[test]
    fn a_folder_of_one_path_is_another_on_another_machine() {
        let folder = tempfile::tempdir().unwrap();
        let shows = |machine: Option<&str>| installation(machine, folder.path());
        assert_eq!(shows(Some("a")), shows(Some("a")));
        assert!(shows(Some("a")) != shows(Some("b")) && shows(Some("a")) != shows(None));
        assert_ne!(shows(None), installation(None, &folder.path().join("copy")));
    }
}
