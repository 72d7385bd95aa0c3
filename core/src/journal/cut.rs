//! What is kept of a refused entry: whole where it is short, otherwise enough to tell what it was. The entry's digest in its
//! chain stays that of all that was said, so that no chain has a hole; its device holds the whole.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::change::{Change, Hash, Standing};

/// The longest body of a refused entry that is kept whole, in bytes: a bill of some hundred lines.
pub const WHOLE: usize = 65_536;

/// The longest that is kept whole where a shop's refused entries have used up their room.
pub const SHORT: usize = 1_024;

/// Room for the bodies of a shop's refused entries, in bytes.
pub const ROOM: i64 = 8_000_000;

/// Refused entries of a shop that are looked at for the room that they take; with more there is none.
pub const MOST: i64 = 1_000;

/// So much of the beginning is kept of what is cut, in bytes.
const BEGINS: usize = 512;

/// The longest number that is kept, in characters.
const NUMBER: usize = 40;

/// What stands in the place of a body that was cut.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    cut: Cut,
    /// The number on a voucher, where a reader looks for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    number: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cut {
    /// How long it was.
    bytes: usize,
    sha256: Hash,
    /// How it began.
    begins: String,
}

/// Bodies of a shop's refused entries, as they come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Room {
    /// Entries that are kept.
    pub entries: i64,
    /// Bytes of their bodies.
    pub bytes: i64,
}

impl Room {
    /// What is kept of a refused entry's body. What is no JSON is always cut: a journal is exported as JSON.
    pub fn keeps(&mut self, body: &[u8]) -> Vec<u8> {
        let has_room = self.bytes < ROOM && self.entries < MOST;
        let most = if has_room { WHOLE } else { SHORT };
        let short = body.len() <= most && serde_json::from_slice::<serde_json::Value>(body).is_ok();
        let kept = if short { body.to_vec() } else { cut(body) };
        self.entries = self.entries.saturating_add(1);
        self.bytes = self.bytes.saturating_add(i64::try_from(kept.len()).unwrap_or(i64::MAX));
        kept
    }
}

fn cut(body: &[u8]) -> Vec<u8> {
    #[derive(Deserialize)]
    struct Numbered {
        number: String,
    }
    let number = serde_json::from_slice(body).map_or_else(|_| String::new(), |said: Numbered| said.number);
    let begins = String::from_utf8_lossy(body.get(..BEGINS).unwrap_or(body));
    let cut = Cut {
        bytes: body.len(),
        sha256: Hash(Sha256::digest(body).into()),
        begins: begins.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned(),
    };
    let kept = Kept { cut, number: number.chars().take(NUMBER).collect() };
    // Texts and a number always write.
    serde_json::to_vec(&kept).unwrap_or_default()
}

/// Whether a journal holds of an entry only what was kept of it: its digest is none of its body's.
pub fn is_cut(change: &Change) -> bool {
    change.standing == Standing::Refused && serde_json::from_slice::<Kept>(&change.body).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kept: &[u8]) -> Kept {
        serde_json::from_slice(kept).unwrap()
    }

    #[test]
    fn a_long_body_is_kept_by_its_digest_its_length_its_number_and_its_beginning() {
        let long = format!(r#"{{"kind":"sale","number":"B/2627/0007","note":"{}"}}"#, "क".repeat(WHOLE));
        let mut room = Room::default();
        let kept = room.keeps(long.as_bytes());
        assert!(kept.len() < 1_024, "{}", kept.len());
        assert_eq!((room.entries, room.bytes), (1, i64::try_from(kept.len()).unwrap()));
        let Kept { cut, number } = told(&kept);
        assert_eq!((cut.bytes, number.as_str()), (long.len(), "B/2627/0007"));
        assert!(cut.begins.len() > BEGINS - 3 && long.starts_with(&cut.begins));
        assert_eq!(cut.sha256, Hash(Sha256::digest(long.as_bytes()).into()));
    }

    #[test]
    fn a_bill_of_some_hundred_lines_is_kept_whole_until_there_is_no_room() {
        let bill = format!(r#"{{"note":"{}"}}"#, "x".repeat(WHOLE - 20));
        for mut full in [Room { entries: 0, bytes: ROOM }, Room { entries: MOST, bytes: 0 }] {
            assert_eq!(Room::default().keeps(bill.as_bytes()), bill.as_bytes());
            assert_eq!(told(&full.keeps(bill.as_bytes())).cut.bytes, bill.len());
            assert_eq!(full.keeps(br#"{"kind":"sale"}"#), br#"{"kind":"sale"}"#);
        }
    }

    #[test]
    fn what_is_no_json_is_cut_however_short() {
        let deep = "[".repeat(500);
        for body in ["", "no JSON", "\u{0}", &deep] {
            assert_eq!(told(&Room::default().keeps(body.as_bytes())).cut.bytes, body.len(), "{body}");
        }
    }
}
