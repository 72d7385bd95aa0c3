//! Random journals of several devices that worked apart: clashing stamps, the same voucher cancelled twice, fields
//! and kinds of newer apps.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use smartkhata_core::attachment::{Attached, Owner};
use smartkhata_core::date::Date;
use smartkhata_core::document::voucher::{Detail, Voucher, VoucherKind};
use smartkhata_core::document::{Allocation, Movement, PartySnapshot};
use smartkhata_core::id::{AllocationId, BusinessId, ChangeId, DeviceId, ItemId, PartyId, VoucherId, derived};
use smartkhata_core::journal::change::{Change, Hash, Kind, Standing};
use smartkhata_core::journal::project::{Cancellation, LaterAllocation};
use smartkhata_core::ledger::posting::Entry;
use smartkhata_core::ledger::{Account, Postings};
use smartkhata_core::money::Paise;
use smartkhata_core::quantity::Milli;
use uuid::Uuid;

const DEVICES: u8 = 3;
const PARTIES: u8 = 3;
const ITEMS: u8 = 3;

/// Whose books these journals are.
pub const BUSINESS: BusinessId = BusinessId::new(Uuid::from_u128(0xb));

/// What one device did at one moment.
#[derive(Debug, Clone)]
pub struct Step {
    device: u8,
    ms: i64,
    act: Act,
}

#[derive(Debug, Clone)]
enum Act {
    Edit { kind: Kind, record: u8, fields: Vec<(&'static str, Json)> },
    Sale { party: Option<u8>, date: Date, amount: i64, goods: Vec<(u8, i64)> },
    Gave { party: u8, date: Date, amount: i64 },
    Moved { date: Date, amount: i64 },
    Receipt { party: Option<u8>, date: Date, amount: i64, bills: Vec<(usize, i64)> },
    Stock { date: Date, goods: Vec<(u8, i64, i64)>, supplier: Option<u8> },
    Allocate { payment: usize, bills: Vec<(usize, i64)> },
    Release { act: usize, named: bool },
    Cancel { voucher: usize, reason: &'static str },
    Attach { owner: u8, bytes: u8 },
    Hide { attachment: usize, hidden: bool },
    Newer { kind: &'static str, body: Json },
}

/// Journals of so many steps. Stamps come from a small range: devices whose clocks agree to the millisecond.
pub fn steps(least: usize, most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec((0..DEVICES, 0_i64..12, act()).prop_map(|(device, ms, act)| Step { device, ms: 1_000 + ms, act }), least..=most)
}

/// A customer leaves an advance, and so many bills use a rupee of it each; then as many of them are taken back, and at last
/// the advance.
pub fn much_used(uses: usize, taken_back: usize) -> Vec<Step> {
    let date: Date = "2026-11-23".parse().expect("a date");
    let advance = Act::Receipt { party: Some(0), date, amount: 100_000_000, bills: Vec::new() };
    let sale = Act::Sale { party: Some(0), date, amount: 100, goods: Vec::new() };
    let used = Act::Allocate { payment: 0, bills: (1..=uses).map(|bill| (bill, 100)).collect() };
    let cancelled = (1..=taken_back).chain([0]).map(|voucher| Act::Cancel { voucher, reason: "" });
    let acts = [advance].into_iter().chain(std::iter::repeat_n(sale, uses)).chain([used]).chain(cancelled);
    (0..).zip(acts).map(|(ms, act)| Step { device: 0, ms: 1_000 + ms, act }).collect()
}

fn act() -> impl Strategy<Value = Act> {
    let party = 0..PARTIES;
    let some_party = || prop::option::weighted(0.8, 0..PARTIES);
    let amount = || 1_i64..100_000;
    let bills = || vec((any::<usize>(), 1_i64..50_000), 0..3);
    let goods = || vec((0..ITEMS, 1_i64..20_000), 0..4);
    let bought = vec((0..ITEMS, -5_000_i64..20_000, 0_i64..900_000), 1..3);
    prop_oneof![
        3 => (party.clone(), vec(field(PARTY_FIELDS), 1..4))
            .prop_map(|(record, fields)| Act::Edit { kind: Kind::Party, record, fields }),
        3 => (0..ITEMS, vec(field(ITEM_FIELDS), 1..4))
            .prop_map(|(record, fields)| Act::Edit { kind: Kind::Item, record, fields }),
        1 => vec(field(SHOP_FIELDS), 1..3).prop_map(|fields| Act::Edit { kind: Kind::Shop, record: 0, fields }),
        5 => (some_party(), date(), amount(), goods())
            .prop_map(|(party, date, amount, goods)| Act::Sale { party, date, amount, goods }),
        2 => (party, date(), amount()).prop_map(|(party, date, amount)| Act::Gave { party, date, amount }),
        1 => (date(), amount()).prop_map(|(date, amount)| Act::Moved { date, amount }),
        4 => (some_party(), date(), amount(), bills())
            .prop_map(|(party, date, amount, bills)| Act::Receipt { party, date, amount, bills }),
        2 => (date(), bought, some_party())
            .prop_map(|(date, goods, supplier)| Act::Stock { date, goods, supplier }),
        2 => (any::<usize>(), bills()).prop_map(|(payment, bills)| Act::Allocate { payment, bills }),
        2 => (any::<usize>(), prop::bool::weighted(0.8)).prop_map(|(act, named)| Act::Release { act, named }),
        4 => (any::<usize>(), prop::sample::select(vec!["", "wrong item", "गलत"]))
            .prop_map(|(voucher, reason)| Act::Cancel { voucher, reason }),
        2 => (any::<u8>(), 0_u8..4).prop_map(|(owner, bytes)| Act::Attach { owner, bytes }),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(attachment, hidden)| Act::Hide { attachment, hidden }),
        2 => newer(),
    ]
}

type Values = &'static [(&'static str, &'static [&'static str])];

/// Values as JSON texts; the last of each are those that no app of today writes.
const PARTY_FIELDS: Values = &[
    (
        "name",
        &[
            r#""Ramesh""#,
            r#""रमेश कुमार""#,
            r#""Sita Devi 9""#,
            r#""""#,
            r#""Nul\u0000l""#,
            "null",
            "12",
            r#"{"hi":"सीता"}"#,
            "[]",
        ],
    ),
    ("phone", &[r#""9876543210""#, r#""9000000001""#, r#""""#, "9876543210", "null"]),
    ("role", &[r#""supplier""#, r#""customer""#, r#""both""#]),
    ("credit_limit", &["0", "500000", "9223372036854775807", r#""lots""#, "1.5", "true", "null"]),
    ("credit_days", &["7", "0", "366", "-1", "true", r#""soon""#, "null"]),
    ("archived", &["true", "false", "1", r#""yes""#, "null"]),
    ("loyalty", &[r#"{"tier":3}"#, "7", "null", r#""gold""#]),
];

const ITEM_FIELDS: Values = &[
    ("name", &[r#""Sugar""#, r#""चीनी 1kg""#, r#""""#, "5", "null"]),
    ("code", &[r#""8901""#, r#""s1""#, "8901"]),
    ("hsn", &[r#""1701""#, r#""""#]),
    ("price", &["458300", "0", "-1", r#""45""#, "9223372036854775807", "99999999999999999999", "null"]),
    ("low_stock", &["5000", "-5000", "9223372036854775807", "-9223372036854775808"]),
    ("rates", &[r#"[{"from":"2025-09-22","rate":1800}]"#, "[]", r#""[]""#, "{}"]),
    ("track_stock", &["true", "false", "2"]),
    ("colour", &[r#""red""#, "[1,2]"]),
];

const SHOP_FIELDS: Values = &[("name", &[r#""One""#, r#""दो""#]), ("theme", &["{}", r#""dark""#])];

fn field(of: Values) -> impl Strategy<Value = (&'static str, Json)> {
    prop::sample::select(of.to_vec()).prop_flat_map(|(name, values)| {
        prop::sample::select(values.to_vec())
            .prop_map(move |text| (name, serde_json::from_str(text).expect("the values above are JSON")))
    })
}

fn date() -> impl Strategy<Value = Date> {
    // On both sides of the end of a month and of a financial year.
    prop::sample::select(vec!["2026-03-30", "2026-03-31", "2026-04-01", "2026-11-23"])
        .prop_map(|text| text.parse().expect("the dates above are dates"))
}

/// Kinds of newer apps: some carry an envelope, some do not, some are not even balanced.
fn newer() -> impl Strategy<Value = Act> {
    let party = Uuid::from_u128(0xa0);
    let bodies = vec![
        json!({"date": "2026-11-23", "kind": "debit_note", "amount": 7000, "party": {"id": party, "name": "R"}, "postings": [
            {"account": "party.account", "party": party, "amount": 7000},
            {"account": "income.other", "amount": -7000}]}),
        json!({"date": "2026-04-01", "kind": "transfer", "amount": 500, "movements":
            [{"item": Uuid::from_u128(0x10), "quantity": -2000, "value": 0}], "extra": {"deep": [1]}}),
        json!({"date": "2026-11-23", "postings": [{"account": "income.other", "amount": -7000}]}),
        json!({"reminder": "call Sita"}),
        json!(["not", "an", "object"]),
    ];
    (prop::sample::select(vec!["note", "transfer"]), prop::sample::select(bodies))
        .prop_map(|(kind, body)| Act::Newer { kind, body })
}

/// The journal that the steps make: each device's chain in its order, one device after the other mixed as made.
pub fn journal(steps: &[Step]) -> Vec<Change> {
    let vouchers: Vec<(usize, Voucher)> =
        steps.iter().enumerate().filter_map(|(n, step)| Some((n, voucher(n, step, steps)?))).collect();
    let mut heads = [(0_i64, Hash::default()); DEVICES as usize];
    let mut out = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let Some((kind, record, body)) = said(n, step, steps, &vouchers) else { continue };
        let (dseq, prev) = heads[usize::from(step.device)];
        let change = Change {
            // Not in the order in which they were made, as random ids are not.
            op: ChangeId::new(derived("op", Uuid::from_u128(n as u128))),
            business: BUSINESS,
            device: DeviceId::new(Uuid::from_u128(0xd0 + u128::from(step.device))),
            dseq: dseq + 1,
            prev,
            ms: step.ms,
            kind,
            version: 1,
            record,
            body,
            granted: None,
            standing: Standing::Counted,
        };
        heads[usize::from(step.device)] = (change.dseq, change.hash());
        out.push(change);
    }
    out
}

fn said(n: usize, step: &Step, steps: &[Step], vouchers: &[(usize, Voucher)]) -> Option<(Kind, Uuid, Vec<u8>)> {
    let bytes = |body: &Json| serde_json::to_vec(body).expect("JSON is written");
    let chosen = |at: &usize| (!vouchers.is_empty()).then(|| &vouchers[at % vouchers.len()].1);
    Some(match &step.act {
        Act::Edit { kind, record, fields } => {
            let record = match kind {
                Kind::Party => party_id(*record).uuid(),
                Kind::Item => item_id(*record).uuid(),
                _ => BUSINESS.uuid(),
            };
            let fields: serde_json::Map<String, Json> =
                fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            (kind.clone(), record, bytes(&json!({ "fields": fields })))
        }
        Act::Cancel { voucher, reason } => {
            let voucher = chosen(voucher)?;
            let body = Cancellation {
                voucher: voucher.id,
                date: voucher.date,
                reason: (*reason).to_owned(),
                postings: voucher.postings.negated(),
                movements: voucher
                    .movements
                    .iter()
                    .map(|m| Movement { item: m.item, quantity: m.quantity.neg(), value: m.value.neg() })
                    .collect(),
            };
            (Kind::Cancel, voucher.id.cancellation(), serde_json::to_vec(&body).expect("a cancellation is JSON"))
        }
        Act::Allocate { .. } => {
            let body = allocated(step, vouchers)?;
            (Kind::Allocate, act_id(n).uuid(), serde_json::to_vec(&body).expect("an allocation is JSON"))
        }
        Act::Release { act, named } => {
            let made = steps.iter().enumerate().filter_map(|(at, step)| Some((at, allocated(step, vouchers)?)));
            let made: Vec<_> = made.collect();
            let (at, body) = made.get(act % made.len().max(1))?;
            let back = body.allocations.iter().map(|set| Allocation { bill: set.bill, amount: set.amount.neg() });
            let releases = named.then(|| act_id(*at));
            // An older app named none, under a record of its own.
            let record = releases.map_or(derived("release", Uuid::from_u128(n as u128)), AllocationId::release);
            let body = LaterAllocation { payment: body.payment, allocations: back.collect(), releases };
            (Kind::Allocate, record, serde_json::to_vec(&body).expect("a release is JSON"))
        }
        Act::Attach { owner, bytes } => {
            let owner = match owner % 3 {
                0 => Owner::Party(party_id(owner % PARTIES)),
                1 => Owner::Item(item_id(owner % ITEMS)),
                _ => Owner::Voucher(chosen(&usize::from(*owner))?.id),
            };
            let (size, mime) = (i64::from(*bytes) + 1, "image/jpeg".to_owned());
            let body = Attached { owner, sha256: Hash([*bytes; 32]), size, mime, name: "रसीद.jpg".to_owned() };
            let body = serde_json::to_vec(&body).expect("an attachment is JSON");
            (Kind::Attach, attachment_id(n), body)
        }
        Act::Hide { attachment, hidden } => {
            let steps = steps.iter().enumerate();
            let attached: Vec<usize> =
                steps.filter(|(_, step)| matches!(step.act, Act::Attach { .. })).map(|(at, _)| at).collect();
            let at = attached.get(attachment % attached.len().max(1))?;
            (Kind::Attachment, attachment_id(*at), bytes(&json!({ "fields": { "hidden": hidden } })))
        }
        Act::Newer { kind, body } => {
            (Kind::Unknown((*kind).to_owned()), derived("newer", Uuid::from_u128(n as u128)), bytes(body))
        }
        Act::Sale { .. } | Act::Gave { .. } | Act::Moved { .. } | Act::Receipt { .. } | Act::Stock { .. } => {
            let (_, voucher) = vouchers.iter().find(|(at, _)| *at == n)?;
            (Kind::Voucher, voucher.id.uuid(), serde_json::to_vec(voucher).expect("a voucher is JSON"))
        }
    })
}

/// What a step sets against bills, if that is what it does.
fn allocated(step: &Step, vouchers: &[(usize, Voucher)]) -> Option<LaterAllocation> {
    let Act::Allocate { payment, bills } = &step.act else { return None };
    let chosen = |at: &usize| (!vouchers.is_empty()).then(|| vouchers[at % vouchers.len()].1.id);
    let set = |(bill, amount): &(usize, i64)| Some(Allocation { bill: chosen(bill)?, amount: paise(*amount) });
    let allocations = bills.iter().filter_map(set).collect();
    Some(LaterAllocation { payment: chosen(payment)?, allocations, releases: None })
}

fn act_id(n: usize) -> AllocationId {
    AllocationId::new(derived("allocate", Uuid::from_u128(n as u128)))
}

fn voucher(n: usize, step: &Step, steps: &[Step]) -> Option<Voucher> {
    let sales: Vec<usize> = (0..steps.len()).filter(|at| matches!(steps[*at].act, Act::Sale { .. })).collect();
    let none = PartySnapshot::default();
    let snapshot = |party: &Option<u8>| {
        party.map_or(none.clone(), |p| PartySnapshot { id: Some(party_id(p)), name: format!("P{p}"), ..none.clone() })
    };
    let mut out = Voucher {
        id: voucher_id(n),
        kind: VoucherKind::Sale,
        date: "2026-11-23".parse().expect("a date"),
        series: ["A", "B", "C"][usize::from(step.device)].to_owned(),
        serial: n as i64 + 1,
        number: String::new(),
        party: none.clone(),
        amount: Paise::ZERO,
        postings: Postings::default(),
        movements: Vec::new(),
        allocations: Vec::new(),
        note: String::new(),
        input_tax: Vec::new(),
        detail: Detail::Plain,
    };
    let entry = Entry::default();
    match &step.act {
        Act::Sale { party, date, amount, goods } => {
            (out.date, out.party, out.amount) = (*date, snapshot(party), paise(*amount));
            let tax = paise(amount / 7);
            let sales = out.amount.sub(tax, "sales").expect("in range");
            let entry = entry
                .debit(Account::PARTY, out.party.id, out.amount)
                .credit(Account::SALES, None, sales)
                .credit(Account::OUTPUT_IGST, None, tax);
            out.postings = entry.balanced().expect("balances");
            out.movements = goods.iter().map(|(item, quantity)| moved(*item, -quantity, 0)).collect();
            out.detail = bill(sales, tax, goods);
        }
        Act::Gave { party, date, amount } => {
            // Every seventh stands since before the books began.
            let opening = amount % 7 == 0;
            out.kind = match opening {
                true if amount % 2 == 0 => VoucherKind::OpeningCredit,
                true => VoucherKind::Opening,
                false => VoucherKind::Gave,
            };
            (out.date, out.party, out.amount) = (*date, snapshot(&Some(*party)), paise(*amount));
            let against = if opening { Account::OPENING } else { Account::KHATA_SALES };
            let owed = if out.kind == VoucherKind::OpeningCredit { out.amount.neg() } else { out.amount };
            let entry = entry.debit(Account::PARTY, out.party.id, owed);
            out.postings = entry.credit(against, None, owed).balanced().expect("balances");
        }
        Act::Moved { date, amount } => {
            // Every third is what a count of the drawer found.
            let counted = amount % 3 == 0;
            out.kind = if counted { VoucherKind::Counted } else { VoucherKind::Moved };
            (out.date, out.amount) = (*date, paise(*amount));
            let (to, from) =
                if counted { (Account::CASH_SHORT, Account::CASH) } else { (Account::CASH, Account::BANK) };
            let entry = entry.debit(to, None, out.amount).credit(from, None, out.amount);
            out.postings = entry.balanced().expect("balances");
        }
        Act::Receipt { party, date, amount, bills } => {
            out.kind = VoucherKind::Receipt;
            (out.date, out.party, out.amount) = (*date, snapshot(party), paise(*amount));
            let entry = entry.debit(Account::CASH, None, out.amount);
            out.postings = entry.credit(Account::PARTY, out.party.id, out.amount).balanced().expect("balances");
            let bill = |at: &usize| (!sales.is_empty()).then(|| voucher_id(sales[at % sales.len()]));
            let set = |(at, amount): &(usize, i64)| Some(Allocation { bill: bill(at)?, amount: paise(*amount) });
            out.allocations = bills.iter().filter_map(set).collect();
            let tenders = json!([{ "mode": "cash", "amount": out.amount }]);
            let payment = json!({ "payment": { "direction": "in", "tenders": tenders } });
            out.detail = serde_json::from_value(payment).expect("a payment");
        }
        Act::Stock { date, goods, supplier } => {
            out.kind = VoucherKind::Stock;
            (out.date, out.party) = (*date, snapshot(supplier));
            let worth = |(_, quantity, value): &(u8, i64, i64)| if *quantity > 0 { *value } else { 0 };
            out.amount = paise(goods.iter().map(worth).sum());
            out.movements = goods.iter().map(|line| moved(line.0, line.1, worth(line))).collect();
            let entry = entry.debit(Account::PURCHASES, None, out.amount);
            out.postings = entry.credit(Account::PARTY, out.party.id, out.amount).balanced().expect("balances");
        }
        Act::Edit { .. }
        | Act::Allocate { .. }
        | Act::Release { .. }
        | Act::Cancel { .. }
        | Act::Attach { .. }
        | Act::Hide { .. }
        | Act::Newer { .. } => return None,
    }
    let letter = match out.kind {
        VoucherKind::Sale => "",
        VoucherKind::Receipt => "R",
        _ => return Some(Voucher { series: String::new(), serial: 0, ..out }),
    };
    let year = out.date.financial_year().short();
    out.number = format!("{letter}{}/{year}/{:04}", out.series, out.serial);
    if !letter.is_empty() {
        out.series = format!("{letter}:{}", out.series);
    }
    Some(out)
}

/// A bill whose first line bears its value and its tax; the goods are given with it.
fn bill(value: Paise, tax: Paise, goods: &[(u8, i64)]) -> Detail {
    let line = |item: Option<ItemId>, quantity: i64, value: Paise, tax: Paise| {
        json!({ "item": item, "name": "Goods", "quantity": quantity, "price": 0, "gross": value, "discount": 0,
            "bill_discount": 0, "rate": 1800, "amounts": amounts(value, tax), "total": value.get() + tax.get() })
    };
    let given = goods.iter().map(|(item, quantity)| line(Some(item_id(*item)), *quantity, Paise::ZERO, Paise::ZERO));
    let lines: Vec<Json> = std::iter::once(line(None, 1000, value, tax)).chain(given).collect();
    let bill = json!({ "kind": "tax_invoice", "mode": "inter", "due": "2026-11-23", "lines": lines,
        "amounts": amounts(value, tax), "discount": 0, "round_off": 0, "total": value.get() + tax.get(), "template": 1 });
    serde_json::from_value(json!({ "bill": bill })).expect("a bill")
}

fn amounts(taxable: Paise, igst: Paise) -> Json {
    json!({ "taxable": taxable, "cgst": 0, "sgst": 0, "igst": igst, "cess": 0 })
}

fn moved(item: u8, quantity: i64, value: i64) -> Movement {
    Movement { item: item_id(item), quantity: Milli::new(quantity).expect("in range"), value: paise(value) }
}

fn paise(amount: i64) -> Paise {
    Paise::new(amount, "amount").expect("in range")
}

fn party_id(n: u8) -> PartyId {
    PartyId::new(Uuid::from_u128(0xa0 + u128::from(n)))
}

fn item_id(n: u8) -> ItemId {
    ItemId::new(Uuid::from_u128(0x10 + u128::from(n)))
}

fn attachment_id(n: usize) -> Uuid {
    derived("attachment", Uuid::from_u128(n as u128))
}

fn voucher_id(n: usize) -> VoucherId {
    VoucherId::new(derived("voucher", Uuid::from_u128(n as u128)))
}
