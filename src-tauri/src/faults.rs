//! Telling the makers of faults of the window's own: off, until the owner of the books asks for it by naming where
//! (`SMARTKHATA_TELL_FAULTS=https://KEY@HOST/PROJECT`). What is on a device is its owner's own; a panic tells its place
//! in the source and the words that stand there, nothing that was typed, no path and no name of the machine.

use smartkhata_faults::{Settings, Telling, begin};

/// Begins to tell if the owner asked for it. An address that is none is said aloud, and nothing is told.
pub fn if_asked() -> Option<Telling> {
    let settings = settings(std::env::var("SMARTKHATA_TELL_FAULTS").ok())?;
    begin(&settings).map_err(|said| eprintln!("SmartKhata tells nobody of its faults: {said}")).ok()
}

/// Where to tell, if somewhere was named.
fn settings(named: Option<String>) -> Option<Settings> {
    let dsn = named.filter(|dsn| !dsn.trim().is_empty())?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Some(Settings { dsn, program: "smartkhata-app", version, environment: "shop".into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_unless_the_owner_named_where() {
        assert!(settings(None).is_none());
        assert!(settings(Some(" ".into())).is_none());
        let asked = settings(Some("https://key@faults.example/7".into())).unwrap();
        assert_eq!((asked.program, asked.dsn.as_str()), ("smartkhata-app", "https://key@faults.example/7"));
    }
}
