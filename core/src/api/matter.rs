//! What needs somebody's attention, and how it is read.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::date::Date;
use crate::id::{DeviceId, ItemId, PartyId, VoucherId};
use crate::money::Paise;
use crate::quantity::Milli;

/// Something that devices which worked apart brought together. Nothing of it was refused: the goods have left the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// What this device works out of the entries is not what the shop's server does, also after it was worked out anew. No
    /// entry is missing on either.
    FiguresDiffer {},
    /// Days of the books are still to come by this device's clock: perhaps that is behind, and the days are right.
    ClockBehind {
        /// The day by this clock.
        today: Date,
        /// The last day that is to come.
        last: Date,
    },
    /// Two vouchers have one number: cancel one and write it again.
    SameNumber {
        /// One of them.
        voucher: VoucherId,
        /// The number.
        number: String,
        /// Whom it was for.
        party_name: String,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: Paise,
    },
    /// A bill that several devices corrected: each of the new ones counts. Cancel those that are wrong.
    CorrectedTwice {
        /// One of them.
        voucher: VoucherId,
        /// Its number.
        number: String,
        /// Whom it is for.
        party_name: String,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: Paise,
    },
    /// Goods came back of a bill that another device cancelled: both took the sale back. Cancel the credit note.
    ReturnOfCancelled {
        /// The credit note.
        voucher: VoucherId,
        /// Its number.
        number: String,
        /// The number of the bill.
        bill: String,
        /// Whose it is.
        party_name: String,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: Paise,
    },
    /// More money is set against a bill than it asks for: what is over is an advance.
    OverAllocated {
        /// The bill, or the payment that was set against more than it holds.
        voucher: VoucherId,
        /// Its number.
        number: String,
        /// Whose.
        party_name: String,
        /// How much is over.
        over: Paise,
    },
    /// More was sold than was in stock.
    Oversold {
        /// The item.
        item: ItemId,
        /// Its name.
        name: String,
        /// In stock now; below zero.
        stock: Milli,
    },
    /// A voucher of a day that was still to come when it was written, or long before the shop's books begin: the clock of
    /// the device that wrote it was wrong. It counts on its day.
    OddDay {
        /// The voucher.
        voucher: VoucherId,
        /// Its number, if it has one.
        number: String,
        /// Whose; also where it has no number.
        party: Option<PartyId>,
        /// Whom it was for.
        party_name: String,
        /// Its date.
        date: Date,
        /// Its day was still to come when it was written; otherwise it is long past.
        ahead: bool,
        /// Its place on the shop's log, up to which it can be marked as seen; none before it has one.
        place: Option<i64>,
    },
    /// An entry that the shop's log refused: it counts nowhere.
    Refused {
        /// The entry.
        entry: Uuid,
        /// Who made it.
        device: DeviceId,
        /// What it was about: `voucher`, `party`, ….
        about: String,
        /// The number on it, if it has one.
        number: String,
        /// Its place on the shop's log, up to which it can be marked as seen; none before it has one.
        place: Option<i64>,
    },
    /// An entry of a device that had been shut out before it came: it counts.
    Late {
        /// The entry.
        entry: Uuid,
        /// Who made it.
        device: DeviceId,
        /// What it was about.
        about: String,
        /// The number on it, if it has one.
        number: String,
        /// Its place on the shop's log, up to which it can be marked as seen; none before it has one.
        place: Option<i64>,
        /// The voucher, where it is one with a number: it can be opened, and cancelled.
        voucher: Option<VoucherId>,
    },
}

impl Matter {
    /// The place on the shop's log up to which it can be marked as seen.
    pub const fn place(&self) -> Option<i64> {
        match self {
            Self::OddDay { place, .. } | Self::Refused { place, .. } | Self::Late { place, .. } => *place,
            _ => None,
        }
    }
}

/// What matters say, of whatever kind: one reader for all of them is a tenth of what one for each would weigh in a page.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    voucher: Option<VoucherId>,
    entry: Option<Uuid>,
    item: Option<ItemId>,
    device: Option<DeviceId>,
    party: Option<PartyId>,
    party_name: String,
    name: String,
    number: String,
    bill: String,
    about: String,
    date: Option<Date>,
    today: Option<Date>,
    last: Option<Date>,
    amount: Paise,
    over: Paise,
    stock: Milli,
    ahead: bool,
    place: Option<i64>,
}

/// `{"kind": {…}}`, as it is written.
impl<'de> Deserialize<'de> for Matter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl<'de> Visitor<'de> for One {
            type Value = (String, Said);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a matter")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                map.next_entry()?.ok_or_else(|| A::Error::custom("there is no matter"))
            }
        }

        let (kind, said) = deserializer.deserialize_map(One)?;
        of(&kind, said).ok_or_else(|| D::Error::custom("something of a matter is missing"))
    }
}

/// The matter of this kind; none where it lacks something, or is of no known kind.
fn of(kind: &str, said: Said) -> Option<Matter> {
    let Said { voucher, entry, device, party, party_name, number, about, date, amount, place, .. } = said;
    Some(match kind {
        "figures_differ" => Matter::FiguresDiffer {},
        "clock_behind" => Matter::ClockBehind { today: said.today?, last: said.last? },
        "same_number" => Matter::SameNumber { voucher: voucher?, number, party_name, date: date?, amount },
        "corrected_twice" => Matter::CorrectedTwice { voucher: voucher?, number, party_name, date: date?, amount },
        "return_of_cancelled" => {
            Matter::ReturnOfCancelled { voucher: voucher?, number, bill: said.bill, party_name, date: date?, amount }
        }
        "over_allocated" => Matter::OverAllocated { voucher: voucher?, number, party_name, over: said.over },
        "oversold" => Matter::Oversold { item: said.item?, name: said.name, stock: said.stock },
        "odd_day" => {
            Matter::OddDay { voucher: voucher?, number, party, party_name, date: date?, ahead: said.ahead, place }
        }
        "refused" => Matter::Refused { entry: entry?, device: device?, about, number, place },
        "late" => Matter::Late { entry: entry?, device: device?, about, number, place, voucher },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matter_is_read_as_it_is_written() {
        let (id, text) = (Uuid::from_u128(7), || "T".to_owned());
        let (voucher, device, date) = (VoucherId::new(id), DeviceId::new(id), "2026-11-23".parse::<Date>().unwrap());
        let (number, party_name, about, amount) = (text(), text(), text(), Paise::rupees(5));
        let (of_one, of_two) = ((number.clone(), party_name.clone()), (number.clone(), party_name.clone()));
        let all = [
            Matter::FiguresDiffer {},
            Matter::ClockBehind { today: date, last: date.plus_days(3) },
            Matter::SameNumber { voucher, number: of_one.0, party_name: of_one.1, date, amount },
            Matter::CorrectedTwice { voucher, number: of_two.0, party_name: of_two.1, date, amount },
            Matter::ReturnOfCancelled { voucher, number: text(), bill: "B".into(), party_name: text(), date, amount },
            Matter::OverAllocated { voucher, number: text(), party_name: text(), over: amount },
            Matter::Oversold { item: ItemId::new(id), name: text(), stock: Milli::units(-3) },
            Matter::OddDay {
                voucher,
                number: String::new(),
                party: Some(PartyId::new(id)),
                party_name,
                date,
                ahead: true,
                place: Some(4),
            },
            Matter::Refused { entry: id, device, about: about.clone(), number: number.clone(), place: None },
            Matter::Late { entry: id, device, about, number, place: Some(9), voucher: Some(voucher) },
        ];
        for matter in all {
            let json = serde_json::to_string(&matter).unwrap();
            assert_eq!(serde_json::from_str::<Matter>(&json).ok(), Some(matter), "{json}");
        }
        for json in ["{}", r#"{"late":{}}"#, r#"{"of_tomorrow":{}}"#, r#""late""#, "[]"] {
            assert!(serde_json::from_str::<Matter>(json).is_err(), "{json}");
        }
    }
}
