//! Whether an entry speaks of what its kind may speak of. Fields of all masters lie in one table by record and name, and
//! the shop's own record is the business: without this, a device's own fields could be said to be the shop's.
//!
//! What follows from the entry alone is here, for every copy of the journal alike; that a record stays of the kind that
//! spoke of it first is judged where the log is kept (`sync::intake`).

use serde::Deserialize;

use super::change::{BODY_VERSION, Change, Kind};
use super::project::{Cancellation, LaterAllocation};
use crate::document::{Voucher, VoucherKind, adds_up, number};
use crate::error::{Code, Error, Result};
use crate::id::{AllocationId, VoucherId};

/// Whether the record is one that the kind may be about: the business is the shop's record, and no other kind's.
/// Entries about another's are kept and say nothing.
pub fn is_of_its_kind(change: &Change) -> bool {
    let business = change.record == change.business.uuid();
    match change.kind {
        Kind::Shop => business,
        Kind::Device
        | Kind::Party
        | Kind::Item
        | Kind::Voucher
        | Kind::Cancel
        | Kind::Allocate
        | Kind::Attach
        | Kind::Attachment => !business,
        // It sets no field, whatever it is about.
        Kind::Unknown(_) => true,
    }
}

/// What a kind's records are: a photo and its fields are one. None of what is not known.
pub fn family(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Attach => Some(Kind::Attachment.as_str()),
        Kind::Unknown(_) => None,
        kind => Some(kind.as_str()),
    }
}

/// The part of a voucher that says which one it is, and its number.
#[derive(Deserialize)]
struct Numbered {
    #[serde(default)]
    id: Option<VoucherId>,
    #[serde(default)]
    kind: Option<VoucherKind>,
    #[serde(default)]
    series: String,
    #[serde(default)]
    serial: i64,
}

/// Whether a new entry is one that an app would make: its record is its kind's and follows from what it says, its number is
/// one that can be printed, and its figures agree. What is on a log already is not asked again.
///
/// # Errors
/// `invalid_request` says what is wrong.
pub fn check(change: &Change) -> Result<()> {
    if !is_of_its_kind(change) {
        return wrong(change, "is about a record of another kind");
    }
    if holds_nul(&change.body) {
        return wrong(change, "holds a character that no text has");
    }
    // Apps to come may name records otherwise.
    let known = change.version <= BODY_VERSION;
    let follows = match change.kind {
        Kind::Voucher if known => change.parse::<Numbered>()?.id.is_none_or(|id| id.uuid() == change.record),
        Kind::Cancel if known => change.parse::<Cancellation>()?.voucher.cancellation() == change.record,
        Kind::Allocate if known => {
            let releases = change.parse::<LaterAllocation>()?.releases;
            releases.map(AllocationId::release).is_none_or(|record| record == change.record)
        }
        _ => true,
    };
    if !follows {
        return wrong(change, "is not about the record that it speaks of");
    }
    match number_of(change) {
        Some((series, serial)) if !(0..=number::most(&series)).contains(&serial) => {
            wrong(change, "has a number that cannot be printed")
        }
        _ => adds_up(change),
    }
}

/// Whether a voucher has all that its kind has, its number is that of its place, and its figures agree with each other. What an app to come says in another
/// shape is for that app to judge: of a kind that is not known here, or under another version.
///
/// # Errors
/// `invalid_request` says what does not.
pub fn adds_up(change: &Change) -> Result<()> {
    if change.kind != Kind::Voucher || change.version > BODY_VERSION {
        return Ok(());
    }
    if change.parse::<Numbered>()?.kind == Some(VoucherKind::Other) {
        return Ok(());
    }
    let Ok(voucher) = change.parse::<Voucher>() else { return wrong(change, "lacks what its kind has") };
    if !number::is_printed(&voucher) {
        return wrong(change, "says another number than its series and its place print");
    }
    adds_up::fault(&voucher)?.map_or(Ok(()), |what| wrong(change, what))
}

/// The series and the place in it that a voucher takes, also one of an app to come; none of an entry without a number.
pub fn number_of(change: &Change) -> Option<(String, i64)> {
    if !matches!(change.kind, Kind::Voucher | Kind::Unknown(_)) {
        return None;
    }
    let Numbered { series, serial, .. } = change.parse().ok()?;
    (serial != 0).then_some((series, serial))
}

/// Whether a text in some JSON holds NUL, which the tables leave out: what it says there would be another text than the one
/// that was looked at.
fn holds_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = rest.get(at.saturating_add(1)..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    false
}

fn wrong(change: &Change, what: &str) -> Result<()> {
    Err(Error::new(
        Code::InvalidRequest,
        format!("The entry {} of the kind {} {what}.", change.op, change.kind.as_str()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{BusinessId, ChangeId, DeviceId};
    use crate::journal::change::{Hash, Standing};
    use uuid::Uuid;

    const SHOP: Uuid = Uuid::from_u128(0xb);
    const RECORD: Uuid = Uuid::from_u128(0x77);

    fn said(kind: Kind, record: Uuid, version: i64, body: &str) -> Change {
        Change {
            op: ChangeId::new(Uuid::from_u128(1)),
            business: BusinessId::new(SHOP),
            device: DeviceId::new(Uuid::from_u128(2)),
            dseq: 1,
            prev: Hash::default(),
            ms: 1,
            kind,
            version,
            record,
            body: body.as_bytes().to_vec(),
            granted: None,
            standing: Standing::Counted,
        }
    }

    #[test]
    fn the_shops_record_is_the_shops_alone() {
        use Kind::{Allocate, Attach, Attachment, Cancel, Device, Item, Party, Voucher};
        for kind in [Device, Party, Item, Attach, Attachment, Voucher, Cancel, Allocate] {
            let fields = r#"{"fields":{"upi":"thief@upi"}}"#;
            for version in [1, 2] {
                assert!(!is_of_its_kind(&said(kind.clone(), SHOP, version, fields)), "{kind:?}");
                assert!(check(&said(kind.clone(), SHOP, version, fields)).is_err(), "{kind:?}");
            }
            assert!(is_of_its_kind(&said(kind.clone(), RECORD, 1, fields)), "{kind:?}");
        }
        assert!(
            is_of_its_kind(&said(Kind::Shop, SHOP, 1, "{}")) && !is_of_its_kind(&said(Kind::Shop, RECORD, 1, "{}"))
        );
        assert!(check(&said(Kind::Unknown("wish".into()), SHOP, 1, "[]")).is_ok());
    }

    #[test]
    fn no_text_holds_nul() {
        for (body, right) in [
            (r#"{"fields":{"name":"Ra\u0000mesh"}}"#, false),
            (r#"{"fields":{"na\u0000me":"Ramesh"}}"#, false),
            (r#"{"fields":{"name":"C:\\\u0000"}}"#, false),
            (r#"{"fields":{"name":"C:\\u0000"}}"#, true),
            (r#"{"fields":{"name":"\u0001\u00000"}}"#, false),
            (r#"{"fields":{"name":"\u0930\n"}}"#, true),
        ] {
            assert_eq!(check(&said(Kind::Party, RECORD, 1, body)).is_ok(), right, "{body}");
            assert_eq!(check(&said(Kind::Unknown("wish".into()), RECORD, 2, body)).is_ok(), right, "{body}");
        }
    }

    #[test]
    fn a_record_follows_from_what_is_said_of_it() {
        let id = VoucherId::new(RECORD);
        let cancel = format!(r#"{{"voucher":"{RECORD}","date":"2026-11-23","postings":[]}}"#);
        let release = format!(r#"{{"payment":"{RECORD}","allocations":[],"releases":"{RECORD}"}}"#);
        let set = format!(r#"{{"payment":"{RECORD}","allocations":[]}}"#);
        let other = Uuid::from_u128(0x78);
        for (kind, body, right) in [
            (Kind::Voucher, format!(r#"{{"id":"{RECORD}","kind":"loan"}}"#), RECORD),
            (Kind::Cancel, cancel, id.cancellation()),
            (Kind::Allocate, release, AllocationId::new(RECORD).release()),
        ] {
            assert!(check(&said(kind.clone(), right, 1, &body)).is_ok(), "{body}");
            assert!(check(&said(kind.clone(), other, 1, &body)).is_err(), "{body}");
            assert!(check(&said(kind, other, 2, &body)).is_ok(), "an app to come: {body}");
        }
        assert!(check(&said(Kind::Allocate, other, 1, &set)).is_ok());
    }

    #[test]
    fn a_number_can_be_printed() {
        for (series, serial, right) in [
            ("A", 1, true),
            ("A", 999_999_999, true),
            ("A", 1_000_000_000, false),
            ("A", i64::MAX, false),
            ("A", -1, false),
            ("XK7", 9_999_999, true),
            ("XK7", 10_000_000, false),
            ("R:XK7", 999_999, true),
            ("R:XK7", 1_000_000, false),
            ("A LONG SERIES", 1, false),
            ("", 0, true),
        ] {
            let body = format!(r#"{{"id":"{RECORD}","kind":"loan","series":"{series}","serial":{serial}}}"#);
            for kind in [Kind::Voucher, Kind::Unknown("reward".into())] {
                assert_eq!(check(&said(kind, RECORD, 1, &body)).is_ok(), right, "{body}");
            }
        }
    }
}
