//! Who may do what: the one table, for the backend's door, its REST API and sync, and for the door of a device.
//!
//! A role limits what the backend answers and what it takes in; a device that is joined holds the whole journal, and
//! its door refuses what the backend would not take from it.

mod hear;
mod say;

use std::str::FromStr;

use crate::api::attachment::AddAttachment;
use crate::api::item::{AddStock, SaveItem};
use crate::api::{self, Access, Endpoint, Request};
use crate::error::{Code, Error, Result};

pub use say::{Others, Voice};

/// What a member is to a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The shopkeeper: everything, members and devices too.
    Owner,
    /// Runs the shop: everything in the books, and its settings.
    Manager,
    /// Keeps the books: entries and every report, no settings.
    Accountant,
    /// Stands at the counter: bills, receipts and the khata; no cost, no profit, no taking back.
    Staff,
    /// Looks and writes nothing.
    Viewer,
}

impl Role {
    /// Every role, the one that may most first.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Manager, Self::Accountant, Self::Staff, Self::Viewer];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Accountant => "accountant",
            Self::Staff => "staff",
            Self::Viewer => "viewer",
        }
    }

    /// Whether the role may call a request of the door, or do this to the shop. What the tables do not name is the
    /// owner's alone.
    pub fn may(self, request: &str) -> bool {
        let row = MAY.iter().chain(ACTS).find(|(name, _)| *name == request);
        row.map_or(self == Self::Owner, |(_, roles)| roles.contains(&self))
    }

    /// Everything that the backend answers to the role: screens go by it.
    pub fn all(self) -> Vec<&'static str> {
        MAY.iter().chain(ACTS).filter(|(_, roles)| roles.contains(&self)).map(|(name, _)| *name).collect()
    }

    /// `forbidden` unless what somebody is to a shop allows this.
    pub fn admits(role: Option<Self>, request: &str) -> Result<()> {
        role.ok_or_else(|| Error::new(Code::Forbidden, "You are no member of this shop."))?.check(request)
    }

    /// `forbidden` unless the role may call the request.
    pub fn check(self, request: &str) -> Result<()> {
        if self.may(request) {
            return Ok(());
        }
        let message = format!("Your role in this shop ({}) does not allow this. Ask its owner.", self.as_str());
        Err(Error::new(Code::Forbidden, message))
    }
}

/// At the door of a device, which holds the whole journal: it answers whatever is only read.
impl Role {
    /// `forbidden` for what the backend would not take from a device of this role.
    pub fn lets_write(self, request: &str, body: &str) -> Result<()> {
        let endpoint = api::endpoint(request)?;
        if writes(endpoint) { self.check(weighed(endpoint.name, body)) } else { Ok(()) }
    }

    /// Everything that a device answers to the role, and what it may do to the shop itself.
    pub fn all_on_device(self) -> Vec<String> {
        let answered = api::ALL.iter().filter(|endpoint| !writes(endpoint) || self.may(endpoint.name));
        let acts = ACTS.iter().filter(|(_, roles)| roles.contains(&self)).map(|(name, _)| *name);
        answered.map(|endpoint| endpoint.name).chain(acts).map(str::to_owned).collect()
    }
}

/// Whether a request writes into the books.
fn writes(endpoint: &Endpoint) -> bool {
    endpoint.access == Access::Write || endpoint.name == AddAttachment::NAME
}

/// The request whose row decides who may ask this one: an item that brings its opening stock says what goods cost, as
/// goods that come in do.
pub fn weighed(request: &'static str, body: &str) -> &'static str {
    /// The part of the body that tells.
    #[derive(serde::Deserialize)]
    struct Told {
        #[serde(default)]
        opening: Option<serde::de::IgnoredAny>,
    }
    let brings = || serde_json::from_str::<Told>(body).is_ok_and(|told| told.opening.is_some());
    if request == SaveItem::NAME && brings() { AddStock::NAME } else { request }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let role = Self::ALL.into_iter().find(|role| role.as_str() == text);
        role.ok_or_else(|| Error::field(Code::InvalidValue, "role", "There is no such role."))
    }
}

use Role::{Accountant, Manager, Owner, Staff, Viewer};

/// Sees and writes whatever it is: the shop's own people.
const PEOPLE: &[Role] = &[Owner, Manager, Accountant, Staff];
/// Everybody, to look.
const ALL: &[Role] = &[Owner, Manager, Accountant, Staff, Viewer];
/// Who may see cost and profit.
const BOOKS: &[Role] = &[Owner, Manager, Accountant, Viewer];
/// Who may write what changes earlier entries.
const KEEPERS: &[Role] = &[Owner, Manager, Accountant];
/// Who sets the shop up.
const HEADS: &[Role] = &[Owner, Manager];

/// Requests of the door by name, and who may call each.
const MAY: &[(&str, &[Role])] = &[
    ("shop.get", ALL),
    ("shop.edit", HEADS),
    ("home.get", ALL),
    ("status.get", ALL),
    ("books.verify", KEEPERS),
    ("sync.status", ALL),
    // Goods that are short say nothing of their cost.
    ("attention.list", PEOPLE),
    ("attention.seen", HEADS),
    ("party.save", PEOPLE),
    ("party.get", ALL),
    ("party.list", ALL),
    ("party.statement", ALL),
    ("party.statement_pdf", ALL),
    ("khata.add", PEOPLE),
    // It takes an entry back.
    ("khata.correct", KEEPERS),
    ("outstanding.get", ALL),
    ("item.save", PEOPLE),
    ("item.get", ALL),
    ("item.list", ALL),
    ("item.code", ALL),
    ("rate.propose", ALL),
    // What came in says what it cost.
    ("stock.add", KEEPERS),
    ("purchase.save", KEEPERS),
    ("purchase.list", BOOKS),
    ("purchase.get", BOOKS),
    ("expense.save", PEOPLE),
    ("attachment.add", PEOPLE),
    ("attachment.list", ALL),
    ("attachment.read", ALL),
    ("attachment.hide", PEOPLE),
    ("expense.list", ALL),
    // What the drawer lacks, and what was carried away, is for who keeps the books to say.
    ("money.move", KEEPERS),
    ("drawer.get", BOOKS),
    ("drawer.count", KEEPERS),
    ("draft.save", PEOPLE),
    ("draft.list", PEOPLE),
    ("draft.get", PEOPLE),
    ("draft.copy", PEOPLE),
    // It takes a bill back.
    ("draft.correct", KEEPERS),
    ("draft.discard", PEOPLE),
    ("bill.preview", PEOPLE),
    ("bill.finalize", PEOPLE),
    ("bill.correct", KEEPERS),
    ("bill.get", ALL),
    ("bill.settled", ALL),
    ("bill.list", ALL),
    ("bill.pdf", ALL),
    ("bill.receipt", ALL),
    ("return.preview", PEOPLE),
    ("return.save", PEOPLE),
    ("return.get", ALL),
    ("voucher.cancel", KEEPERS),
    // The undo of that.
    ("voucher.rewrite", KEEPERS),
    ("payment.save", PEOPLE),
    ("payment.settle", PEOPLE),
    ("payment.allocate", PEOPLE),
    ("payment.release", KEEPERS),
    ("payment.get", ALL),
    ("payment.list", ALL),
    ("payment.open_bills", ALL),
    // The day's vouchers hold purchases and expenses.
    ("report.day_book", BOOKS),
    ("report.profit_loss", BOOKS),
    ("report.gst", BOOKS),
    ("report.stock", BOOKS),
    ("report.trial_balance", BOOKS),
    ("report.pdf", BOOKS),
    ("outstanding.pdf", ALL),
];

/// What is done to the shop itself, beside its books, and who may: endpoints of their own, in the same table.
const ACTS: &[(&str, &[Role])] = &[
    ("shop.adopt", &[Owner]),
    ("shop.export", &[Owner]),
    ("member.list", &[Owner]),
    ("member.set", &[Owner]),
    ("member.remove", &[Owner]),
    ("device.bring", &[Owner]),
    ("device.list", ALL),
    ("device.invite", HEADS),
    ("device.remove", HEADS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_of_the_door_is_decided_on() {
        // Files of a data folder are no business of a shared server, and a shop is made before anybody has a role.
        let elsewhere = |name: &str| name == "shop.create";
        for endpoint in
            api::ALL.iter().filter(|endpoint| !matches!(endpoint.access, Access::Files | Access::Line | Access::Shops))
        {
            let named = MAY.iter().any(|(name, _)| *name == endpoint.name);
            assert!(named || elsewhere(endpoint.name), "{} is not in the table of roles", endpoint.name);
        }
        for (name, _) in MAY {
            assert!(api::endpoint(name).is_ok(), "{name} is no request");
        }
        for (name, _) in ACTS {
            assert!(api::endpoint(name).is_err(), "{name} is a request of the door");
        }
    }

    #[test]
    fn a_viewer_writes_nothing_and_staff_see_no_cost() {
        for endpoint in api::ALL.iter().filter(|endpoint| endpoint.access == Access::Write) {
            assert!(!Viewer.may(endpoint.name), "{}", endpoint.name);
        }
        for request in ["report.profit_loss", "report.trial_balance", "report.day_book", "stock.add", "shop.edit"] {
            assert_eq!(Staff.check(request).unwrap_err().code, Code::Forbidden, "{request}");
        }
        assert!(Staff.may("bill.finalize") && Accountant.may("report.profit_loss") && Manager.may("shop.edit"));
        assert!(!Manager.may("no.such.request"));
    }

    #[test]
    fn a_device_reads_all_of_its_books_and_writes_as_the_backend_lets_it() {
        for endpoint in api::ALL.iter().filter(|endpoint| writes(endpoint)) {
            for role in Role::ALL {
                assert_eq!(
                    role.lets_write(endpoint.name, "{}"),
                    role.check(endpoint.name),
                    "{role:?} {}",
                    endpoint.name
                );
                assert_eq!(role.all_on_device().iter().any(|name| name == endpoint.name), role.may(endpoint.name));
            }
        }
        for read in ["report.profit_loss", "purchase.get", "backup.create", "cloud.status"] {
            assert_eq!(Staff.lets_write(read, "{}"), Ok(()), "{read}");
            assert!(Staff.all_on_device().iter().any(|name| name == read), "{read}");
        }
        let opening = r#"{"name":"Sugar","opening":{"quantity":1}}"#;
        assert_eq!(
            Staff.lets_write("item.save", opening).unwrap_err().code,
            Code::Forbidden,
            "it says what goods cost"
        );
        let acts = |role: Role| role.all_on_device().iter().any(|name| name == "device.invite");
        assert!(acts(Manager) && !acts(Staff));
    }

    #[test]
    fn names_read_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("boss".parse::<Role>().is_err());
    }
}
