//! The machine's own clock and randomness, for the shells that run the books. The core proper never asks for
//! either: it is given [`Clock`] and [`Ids`].

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::id::Ids;
use crate::journal::change::Hash;

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

/// A text that a copy of a folder elsewhere would not have: this machine's own id with the folder's path, as a digest.
/// Books that say another one were copied or moved here.
pub fn installation(folder: &Path) -> String {
    // Where the system has no id to show, the path alone tells copies beside each other apart.
    let machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"].iter().find_map(|file| fs::read_to_string(file).ok());
    let path = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let digest = Sha256::new()
        .chain_update(machine.unwrap_or_default().trim())
        .chain_update([0])
        .chain_update(path.as_os_str().as_encoded_bytes());
    Hash(digest.finalize().into()).to_string()
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every system that SmartKhata runs on gives random bytes");
    bytes
}
