//! What a shopkeeper does, through the door.

use serde_json::{Value as Json, json};
use smartkhata_core::api;
use smartkhata_core::attachment::{Content, Owner, add};
use smartkhata_core::id::{PartyId, VoucherId, derived};
use smartkhata_core::journal::change::Kind;
use smartkhata_core::store::statements::attachment as sql;
use smartkhata_core::store::{Engine, Sql};
use smartkhata_core::{Code, Result};
use uuid::Uuid;

use crate::device::Run;
use crate::random::Random;

static PARTIES: Sql = Sql { name: "PARTIES", text: "select id from party where business_id = ?1 order by id" };
static ITEMS: Sql = Sql { name: "ITEMS", text: "select id from item where business_id = ?1 order by id" };
static ATTACHMENTS: Sql =
    Sql { name: "ATTACHMENTS", text: "select id from attachment where business_id = ?1 order by id" };
static RECEIPTS: Sql = Sql {
    name: "RECEIPTS",
    text: "select id from voucher where business_id = ?1 and kind = 'receipt' and cancelled = 0 order by id",
};
static ALLOCATED: Sql = Sql {
    name: "ALLOCATED",
    text: "select distinct c.rec_id from change c join allocation a on a.business_id = c.business_id and a.op_id = c.op_id \
        where c.business_id = ?1 and c.kind = 'allocate' order by c.rec_id",
};
static PAYMENT_OF: Sql = Sql {
    name: "PAYMENT_OF",
    text: "select a.payment_id from change c join allocation a on a.business_id = c.business_id and a.op_id = c.op_id \
        where c.business_id = ?1 and c.rec_id = ?2",
};
/// The oldest bills: devices that are apart correct the same ones.
static BILLS: Sql = Sql {
    name: "BILLS",
    text: "select id from voucher where business_id = ?1 and kind = 'sale' and cancelled = 0 order by id limit 2",
};
static VOUCHERS: Sql =
    Sql { name: "VOUCHERS", text: "select id from voucher where business_id = ?1 and cancelled = 0 order by id" };

/// What a shopkeeper may be told.
const REFUSALS: &[Code] = &[
    Code::AlreadyCancelled,
    Code::WriteAnew,
    Code::WalkInMoney,
    Code::HasCreditNote,
    Code::StillStands,
    Code::Conflict,
    Code::NotFound,
    Code::InvalidValue,
    Code::NewerEntry,
    // A clock that is days behind corrects a bill of a day that is still to come for it.
    Code::FutureDate,
];

/// One act; answers what it was. A refusal is an answer, too. The bytes of the photo lie on the disk already.
pub async fn act(session: &mut Run<'_, '_, '_>, random: &Random, newer: bool, photo: &Content) -> Result<&'static str> {
    let what = random.below(if newer { 17 } else { 15 });
    let name = format!("Party {}", random.below(1000));
    let amount = 100 * (1 + random.below(900));
    let ask = match what {
        0 => ("party.save", json!({"edit": {"name": name, "phone": "9876543210"}})),
        1 | 2 => {
            let Some(id) = any(session, random, &PARTIES).await? else { return Ok("nobody yet") };
            ("party.save", json!({"id": id, "edit": {"name": name, "credit_limit": amount}}))
        }
        3 => (
            "item.save",
            json!({"edit": {"name": format!("Item {}", random.below(1000)), "price": 450_000,
            "track_stock": true}}),
        ),
        4 => {
            let Some(id) = any(session, random, &ITEMS).await? else { return Ok("no goods yet") };
            ("item.save", json!({"id": id, "edit": {"price": 10_000 * (1 + random.below(500))}}))
        }
        5 => {
            let Some(party) = any(session, random, &PARTIES).await? else { return Ok("nobody yet") };
            let gave = json!({"party": party, "side": "gave", "amount": amount});
            (
                "khata.add",
                if random.chance(50) {
                    gave
                } else {
                    json!({"party": party, "side": "got", "amount": amount, "mode": "cash"})
                },
            )
        }
        6..=8 if random.chance(25) => {
            let Some(id) = any(session, random, &BILLS).await? else { return Ok("nothing to correct") };
            let begun = api::dispatch(session, "draft.correct", &json!({ "id": id }).to_string()).await;
            let Ok(mut draft) = begun.map(|draft| serde_json::from_str::<Json>(&draft).unwrap()) else {
                return Ok("refused");
            };
            draft["note"] = json!(name);
            if draft["party"].is_null() {
                draft["tenders"] = json!([{"mode": "cash", "amount": 200_000}]);
            }
            ("bill.correct", json!({"draft": draft, "reason": ""}))
        }
        6..=8 => ("bill.finalize", json!({"draft": bill(session, random, amount).await?})),
        9 => {
            let Some(party) = any(session, random, &PARTIES).await? else { return Ok("nobody yet") };
            (
                "payment.save",
                json!({"direction": "in", "party": party,
                "tenders": [{"mode": "upi", "amount": amount}]}),
            )
        }
        10 => {
            let Some(id) = any(session, random, &VOUCHERS).await? else { return Ok("nothing to cancel") };
            ("voucher.cancel", json!({"id": id, "reason": format!("wrong {}", random.below(10))}))
        }
        11 => {
            let Some(item) = any(session, random, &ITEMS).await? else { return Ok("no goods yet") };
            ("stock.add", json!({"entry": {"item": item, "quantity": 1000 * (1 + random.below(20)), "cost": amount}}))
        }
        12 if random.chance(25) => {
            let Some(id) = any(session, random, &ATTACHMENTS).await? else { return Ok("nothing to hide") };
            ("attachment.hide", json!({"id": id, "hidden": random.chance(60)}))
        }
        12 => return attach(session, random, photo).await,
        13 => {
            let Some(id) = any(session, random, &RECEIPTS).await? else { return Ok("nothing to set") };
            ("payment.allocate", json!({"id": id, "settle": "oldest_first"}))
        }
        14 => {
            let Some(act) = any(session, random, &ALLOCATED).await? else { return Ok("nothing is set") };
            let business = session.business().await?;
            let row = session.row(&PAYMENT_OF.with([business.into(), act.into()])).await?.unwrap();
            let id = VoucherId::from_bytes(row.bytes(0)?)?;
            ("payment.release", json!({"id": id, "act": act}))
        }
        15 => {
            let Some(id) = any(session, random, &PARTIES).await? else { return Ok("nobody yet") };
            let body = json!({"fields": {"loyalty": {"tier": random.below(5)}, "name": name}});
            session.append(Kind::Party, id, &body).await?;
            return Ok("a field of a newer app");
        }
        _ => {
            let Some(party) = any(session, random, &PARTIES).await? else { return Ok("nobody yet") };
            let (id, today) = (session.new_id(), session.today());
            let body = json!({"id": id, "date": today, "kind": "debit_note", "amount": amount,
                "party": {"id": party, "name": "P"}, "series": "", "serial": 0, "number": "",
                "postings": [{"account": "party.account", "party": party, "amount": amount},
                    {"account": "income.other", "amount": -(amount as i64)}],
                "reward": {"points": 3}});
            session.append(Kind::Unknown("reward".to_owned()), derived("reward", id), &body).await?;
            return Ok("a kind of a newer app");
        }
    };
    match api::dispatch(session, ask.0, &ask.1.to_string()).await {
        Ok(_) => Ok(ask.0),
        // Anything else is a fault.
        Err(error) if REFUSALS.contains(&error.code) => Ok("refused"),
        Err(error) => Err(error),
    }
}

/// A photo that nobody has taken before.
pub fn photo(random: &Random) -> Content {
    let bytes = [b"%PDF-1.7 ".as_slice(), &random.next().to_be_bytes()].concat();
    Content::new(bytes, "").unwrap()
}

async fn attach(session: &mut Run<'_, '_, '_>, random: &Random, photo: &Content) -> Result<&'static str> {
    let owner = if random.chance(50) {
        any(session, random, &PARTIES).await?.map(|id| Owner::Party(PartyId::new(id)))
    } else {
        any(session, random, &VOUCHERS).await?.map(|id| Owner::Voucher(VoucherId::new(id)))
    };
    let Some(owner) = owner else { return Ok("nothing to attach to") };
    let view = add::add(session, owner, "Bill", photo).await?;
    let business = session.business().await?;
    let held = sql::HELD_SET.with([business.into(), view.sha256.into(), view.size.into(), 0_i64.into()]);
    session.engine.run(&[held]).await?;
    Ok("attachment.add")
}

async fn bill(session: &mut Run<'_, '_, '_>, random: &Random, amount: usize) -> Result<Json> {
    let item = any(session, random, &ITEMS).await?;
    let party = if random.chance(60) { any(session, random, &PARTIES).await? } else { None };
    let line = json!({"item": item, "name": "Goods", "quantity": 1000, "price": 100 * amount,
        "price_includes_tax": true, "rate": 500});
    let tenders = if party.is_none() || random.chance(40) {
        json!([{"mode": "cash", "amount": amount.div_ceil(100) * 100 + 100}])
    } else {
        json!([])
    };
    Ok(json!({"id": session.new_id(), "party": party, "lines": [line], "tenders": tenders}))
}

async fn any(session: &mut Run<'_, '_, '_>, random: &Random, of: &'static Sql) -> Result<Option<Uuid>> {
    let business = session.business().await?;
    let rows = session.rows(&of.with([business.into()])).await?;
    random.pick(&rows).map(|row| Ok(Uuid::from_slice(row.bytes(0)?).unwrap())).transpose()
}
