//! What entries of a device may say: by what its people are to the shop, and by what is other devices'.

use std::collections::BTreeSet;

use crate::document::VoucherKind;
use crate::document::voucher::Detail;
use crate::id::DeviceId;
use crate::journal::change::{BODY_VERSION, Change, Kind};
use crate::journal::fits;
use crate::journal::merge::Fields;
use crate::journal::project::LaterAllocation;
use crate::journal::reversal::Posted;

use super::Role;

/// A series of so many characters was drawn by a device that nobody could ask: two may have drawn the same.
const DRAWN: usize = 3;

impl Role {
    /// Whether the role may append an entry: as it may call the request that would have made it. What a newer app knows
    /// is no reason to lose a sale: the shop's own people may say it, and who does not keep the books as far as a sale
    /// goes. What a device is called, and in which series it counts, it says by itself, whoever holds it.
    fn may_say(self, change: &Change) -> bool {
        match change.kind {
            Kind::Device => true,
            _ => {
                made_by(change).map_or(super::PEOPLE.contains(&self), |request| self.may(request))
                    && (super::KEEPERS.contains(&self) || !is_unchecked(change) || is_like_a_sale(change))
            }
        }
    }
}

/// Whether nobody here can tell if what an entry posts is what it says: a kind that a newer app knows, or its sale.
fn is_unchecked(change: &Change) -> bool {
    let newer = change.version > BODY_VERSION;
    match change.kind {
        Kind::Unknown(_) => true,
        Kind::Voucher => {
            told(change).is_none_or(|kind| kind == VoucherKind::Other || kind == VoucherKind::Sale && newer)
        }
        _ => false,
    }
}

/// Also what posts and moves nothing.
fn is_like_a_sale(change: &Change) -> bool {
    Posted::read(&change.body).is_none_or(|posted| posted.is_like_a_sale())
}

/// What belongs to other devices of a shop than those of who speaks.
#[derive(Debug, Default, Clone)]
pub struct Others {
    /// Those devices.
    pub devices: BTreeSet<DeviceId>,
    /// The series that they count in.
    pub series: BTreeSet<String>,
    /// The series that the speaker's own devices count in.
    pub own: BTreeSet<String>,
}

/// Who speaks.
#[derive(Debug, Clone)]
pub struct Voice {
    role: Role,
    others: Others,
}

impl Voice {
    /// A voice of the role, on a device that has said these entries before or says them now.
    pub fn new<'a>(role: Role, others: Others, says: impl Iterator<Item = &'a Change>) -> Self {
        let mut voice = Self { role, others };
        for change in says {
            if let Some(series) = claimed(change).filter(|_| voice.may_say(change)) {
                voice.others.own.insert(series);
            }
        }
        voice
    }

    /// Whether it may say this. Who sets the shop up speaks for all of its devices, also for those that were lost.
    pub fn may_say(&self, change: &Change) -> bool {
        if !self.role.may_say(change) {
            return false;
        }
        if self.role.may("shop.edit") {
            return true;
        }
        if change.kind == Kind::Device {
            let taken = claimed(change).is_some_and(|series| self.is_others(&series) && series.len() < DRAWN);
            return !taken && !self.others.devices.contains(&DeviceId::new(change.record));
        }
        // Receipts and payments are counted apart, under a letter before the series.
        let series = fits::number_of(change).map(|(series, _)| series);
        series.is_none_or(|series| !self.is_others(series.rsplit(':').next().unwrap_or(&series)))
    }

    fn is_others(&self, series: &str) -> bool {
        self.others.series.contains(series) && !self.others.own.contains(series)
    }
}

/// The series that a device says that it counts in.
fn claimed(change: &Change) -> Option<String> {
    let fields = (change.kind == Kind::Device).then(|| change.parse::<Fields>().ok()).flatten()?.fields;
    fields.get("series")?.as_str().map(str::to_owned)
}

/// The request of the door that makes an entry like this one; none for what is not known.
fn made_by(change: &Change) -> Option<&'static str> {
    match change.kind {
        Kind::Shop => Some("shop.edit"),
        Kind::Party => Some("party.save"),
        Kind::Item => Some("item.save"),
        Kind::Cancel => Some("voucher.cancel"),
        Kind::Allocate => Some(allocated(change)),
        Kind::Attach => Some("attachment.add"),
        Kind::Attachment => Some("attachment.hide"),
        // A kind of a newer app that carries a voucher is that voucher.
        Kind::Voucher | Kind::Unknown(_) => voucher(change),
        Kind::Device => None,
    }
}

/// A later allocation sets money against bills, or takes that back.
fn allocated(change: &Change) -> &'static str {
    let body = change.parse::<LaterAllocation>();
    let takes_back = body.is_ok_and(|body| body.allocations.iter().any(|set| set.amount.is_negative()));
    if takes_back { "payment.release" } else { "payment.allocate" }
}

/// What kind of voucher an entry says that it is, if one.
fn told(change: &Change) -> Option<VoucherKind> {
    /// The part of a voucher that tells.
    #[derive(serde::Deserialize)]
    struct Told {
        kind: VoucherKind,
    }
    change.parse::<Told>().ok().map(|told| told.kind)
}

fn voucher(change: &Change) -> Option<&'static str> {
    #[derive(serde::Deserialize)]
    struct Paid {
        detail: Detail,
    }
    match told(change)? {
        VoucherKind::Sale => Some("bill.finalize"),
        VoucherKind::Gave | VoucherKind::Opening | VoucherKind::OpeningCredit => Some("khata.add"),
        VoucherKind::Return => Some("return.save"),
        VoucherKind::Discount => Some("payment.settle"),
        VoucherKind::Moved => Some("money.move"),
        VoucherKind::Counted => Some("drawer.count"),
        // A purchase is one too: both say what came in and what it cost.
        VoucherKind::Stock => Some("stock.add"),
        VoucherKind::Receipt | VoucherKind::Payment => match change.parse::<Paid>().ok()?.detail {
            Detail::Payment(payment) if payment.expense.is_some() => Some("expense.save"),
            _ => Some("payment.save"),
        },
        VoucherKind::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{BusinessId, ChangeId};
    use crate::journal::change::{Hash, Standing};
    use Role::{Accountant, Manager, Owner, Staff, Viewer};

    #[test]
    fn what_a_device_may_not_ask_for_it_may_not_say_either() {
        let expense =
            r#"{"kind":"payment","detail":{"payment":{"direction":"out","tenders":[],"expense":"expense.rent"}}}"#;
        let paid = r#"{"kind":"receipt","detail":{"payment":{"direction":"in","tenders":[]}}}"#;
        let id = "0192f0c1-2345-7abc-8def-0123456789ab";
        let against =
            |amount: i64| format!(r#"{{"payment":"{id}","allocations":[{{"bill":"{id}","amount":{amount}}}]}}"#);
        let taken_back = &against(-5);
        let same = [
            (Kind::Shop, "{}", "shop.edit"),
            (Kind::Party, "{}", "party.save"),
            (Kind::Item, "{}", "item.save"),
            (Kind::Cancel, "{}", "voucher.cancel"),
            (Kind::Allocate, "{}", "payment.allocate"),
            (Kind::Attach, "{}", "attachment.add"),
            (Kind::Attachment, "{}", "attachment.hide"),
            (Kind::Voucher, r#"{"kind":"sale"}"#, "bill.finalize"),
            (Kind::Voucher, r#"{"kind":"gave"}"#, "khata.add"),
            (Kind::Voucher, r#"{"kind":"return"}"#, "return.save"),
            (Kind::Voucher, r#"{"kind":"stock"}"#, "stock.add"),
            (Kind::Voucher, r#"{"kind":"stock"}"#, "purchase.save"),
            (Kind::Voucher, paid, "payment.save"),
            (Kind::Voucher, r#"{"kind":"discount"}"#, "payment.settle"),
            (Kind::Voucher, r#"{"kind":"moved"}"#, "money.move"),
            (Kind::Voucher, r#"{"kind":"counted"}"#, "drawer.count"),
            (Kind::Voucher, expense, "expense.save"),
            (Kind::Allocate, taken_back, "payment.release"),
        ];
        for (kind, body, request) in same {
            for role in Role::ALL {
                assert_eq!(role.may_say(&said(kind.clone(), body)), role.may(request), "{role:?} {request}");
            }
        }
        assert_eq!(made_by(&said(Kind::Voucher, expense)), Some("expense.save"));
        assert!(!Staff.may_say(&said(Kind::Voucher, r#"{"kind":"stock"}"#)));
        for (kind, body) in [(Kind::Unknown("wish".into()), "{}"), (Kind::Voucher, r#"{"kind":"loan"}"#)] {
            let newer = said(kind, body);
            assert!(Staff.may_say(&newer) && !Viewer.may_say(&newer), "{newer:?}");
        }
    }

    /// An entry that says this.
    fn said(kind: Kind, body: &str) -> Change {
        let id = uuid::Uuid::from_u128(1);
        Change {
            op: ChangeId::new(id),
            business: BusinessId::new(id),
            device: DeviceId::new(id),
            dseq: 1,
            prev: Hash::default(),
            ms: 0,
            kind,
            version: BODY_VERSION,
            record: id,
            body: body.as_bytes().to_vec(),
            granted: None,
            standing: Standing::Counted,
        }
    }

    #[test]
    fn a_newer_kind_that_carries_a_voucher_is_that_voucher() {
        let stock = said(Kind::Unknown("import".into()), r#"{"kind":"stock"}"#);
        assert!(!Staff.may_say(&stock) && Owner.may_say(&stock));
    }

    #[test]
    fn what_nobody_here_can_check_goes_as_far_as_a_sale() {
        let posts = |kind: &str, one: &str, amount: i64, other: &str| {
            format!(
                r#"{{"kind":"{kind}","date":"2026-11-23","postings":[
                {{"account":"{one}","amount":{amount}}},{{"account":"{other}","amount":{}}}]}}"#,
                -amount
            )
        };
        let moves = |quantity: i64, value: i64| {
            format!(
                r#"{{"kind":"swap","date":"2026-11-23","movements":[
                {{"item":"0192f0c1-2345-7abc-8def-0123456789ab","quantity":{quantity},"value":{value}}}]}}"#
            )
        };
        for (body, may) in [
            (posts("tip", "asset.cash", 5_000, "income.tips"), true),
            (posts("challan", "party.account", 5_000, "income.sales"), true),
            (posts("token", "asset.wallet", 5_000, "party.account"), true),
            (posts("tip", "asset.cash", -5_000, "income.tips"), false),
            (posts("tip", "asset.cash", -5_000, "party.account"), false),
            (posts("tip", "expense.rent", 5_000, "party.account"), false),
            (posts("tip", "asset.input_tax", 5_000, "party.account"), false),
            (posts("sale", "asset.cash", -5_000, "party.account"), false),
            (moves(-1_000, 0), true),
            (moves(1_000, 0), false),
            (moves(-1_000, -5), false),
        ] {
            let wish = said(Kind::Unknown("wish".into()), &body);
            let newer = Change { kind: Kind::Voucher, version: BODY_VERSION + 1, ..wish.clone() };
            for entry in [wish, newer] {
                assert_eq!(Staff.may_say(&entry), may, "{body}");
                assert!(Owner.may_say(&entry) && Accountant.may_say(&entry), "{body}");
            }
        }
    }

    fn others() -> Others {
        let series = |all: &[&str]| all.iter().map(|series| (*series).to_owned()).collect();
        let counter = DeviceId::new(uuid::Uuid::from_u128(7));
        Others { devices: [counter].into(), series: series(&["A", "XK7"]), own: series(&["B"]) }
    }

    #[test]
    fn a_device_speaks_for_itself_alone_whatever_its_role() {
        let named = said(Kind::Device, r#"{"fields":{"name":"Phone","series":"B"}}"#);
        let of_another = Change { record: uuid::Uuid::from_u128(7), ..named.clone() };
        for role in Role::ALL {
            let voice = Voice::new(role, others(), std::iter::empty());
            assert!(voice.may_say(&named), "{role:?}");
            assert_eq!(voice.may_say(&of_another), role.may("shop.edit"), "{role:?}");
        }
    }

    #[test]
    fn a_device_counts_in_its_own_series() {
        let sale = |series: &str| said(Kind::Voucher, &format!(r#"{{"kind":"sale","series":"{series}","serial":5}}"#));
        let claim = |series: &str| said(Kind::Device, &format!(r#"{{"fields":{{"series":"{series}"}}}}"#));
        let staff = |says: &[Change]| Voice::new(Staff, others(), says.iter());
        for (series, may) in [("B", true), ("R:B", true), ("A", false), ("R:A", false), ("XK7", false), ("QQQ", true)] {
            assert_eq!(staff(&[]).may_say(&sale(series)), may, "{series}");
            // Whoever sets the shop up says again what a lost device had said.
            assert!(Voice::new(Manager, others(), std::iter::empty()).may_say(&sale(series)), "{series}");
        }
        // A series that the shop gave to one device is no other's; those that devices drew may be the same by chance.
        assert!(!staff(&[]).may_say(&claim("A")) && !staff(&[claim("A")]).may_say(&sale("A")));
        assert!(staff(&[]).may_say(&claim("XK7")) && staff(&[claim("XK7")]).may_say(&sale("XK7")));
        assert!(staff(&[claim("C")]).may_say(&sale("C")));
    }
}
