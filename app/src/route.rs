//! Which screen: a fragment of the address each, so that back, reload and bookmarks work everywhere.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::backup::ListBackups;
use smartkhata_core::api::bill::FinalizeBill;
use smartkhata_core::api::item::{GetPurchase, ListPurchases, SaveItem, SavePurchase};
use smartkhata_core::api::party::{GetOutstanding, SaveParty};
use smartkhata_core::api::payment::{SaveExpense, SavePayment};
use smartkhata_core::api::report::{GetDayBook, GetProfitLoss, GetTrialBalance};
use smartkhata_core::api::shops::ListShops;
use smartkhata_core::api::sync::{GetConnection, ListAttention};
use smartkhata_core::id::{ItemId, PartyId, VoucherId};

use crate::api;
use crate::browser::history;
use crate::part::back;
use crate::screen::Khatas;

/// A screen and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The day at a glance; on a phone the khata.
    Home,
    /// The counter on a wide screen, the one-screen bill on a phone.
    Bill,
    /// The five-step bill.
    Guided,
    /// All bills.
    Bills,
    /// One bill.
    OneBill(VoucherId),
    /// Who owes whom.
    Khata,
    /// Some of them.
    KhataOf(Khatas),
    /// A new customer or supplier.
    NewParty,
    /// One customer or supplier with the statement.
    Party(PartyId),
    /// The details of one customer or supplier.
    EditParty(PartyId),
    /// Everything sold or bought.
    Items,
    /// A new item.
    NewItem,
    /// The details of one item.
    EditItem(ItemId),
    /// Money in and out.
    Payments,
    /// Money that comes in or goes out now, from or to this party where one is given.
    NewPayment(Option<PartyId>),
    /// One payment.
    OnePayment(VoucherId),
    /// One credit note.
    OneReturn(VoucherId),
    /// Money spent on running the shop.
    NewExpense,
    /// Goods bought.
    Purchases,
    /// Goods bought now.
    NewPurchase,
    /// One purchase.
    OnePurchase(VoucherId),
    /// Who owes, how much, for how long.
    Outstanding,
    /// The entries of a day.
    DayBook,
    /// Profit and loss.
    ProfitLoss,
    /// Every account's balance.
    TrialBalance,
    /// Backups, and the way back from one.
    Backup,
    /// The shop's devices, and whether they are in step.
    Devices,
    /// Who may come to the shop at its server.
    Members,
    /// What needs somebody's attention.
    Attention,
    /// The shops of this installation.
    Shops,
    /// Settings.
    Settings,
    /// On a phone: everything that has no place in the bar.
    More,
}

impl Route {
    /// The route of a fragment; one that is not known is the home screen.
    pub fn of_hash(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        let parts: Vec<&str> = path.split('/').collect();
        let found = match parts.as_slice() {
            ["bill"] => Some(Self::Bill),
            ["bill", "detailed"] => Some(Self::Guided),
            ["bills"] => Some(Self::Bills),
            ["bills", id] => id.parse().ok().map(Self::OneBill),
            ["khata"] => Some(Self::Khata),
            ["khata", "new"] => Some(Self::NewParty),
            ["khata", name] => match Khatas::ALL.iter().find(|(_, known)| known == name) {
                Some((shown, _)) => Some(Self::KhataOf(*shown)),
                None => name.parse().ok().map(Self::Party),
            },
            ["khata", id, "edit"] => id.parse().ok().map(Self::EditParty),
            ["items"] => Some(Self::Items),
            ["items", "new"] => Some(Self::NewItem),
            ["items", id] => id.parse().ok().map(Self::EditItem),
            ["payments"] => Some(Self::Payments),
            ["payments", "new"] => Some(Self::NewPayment(None)),
            ["payments", "new", id] => id.parse().ok().map(|id| Self::NewPayment(Some(id))),
            ["payments", id] => id.parse().ok().map(Self::OnePayment),
            ["expenses", "new"] => Some(Self::NewExpense),
            ["purchases"] => Some(Self::Purchases),
            ["purchases", "new"] => Some(Self::NewPurchase),
            ["purchases", id] => id.parse().ok().map(Self::OnePurchase),
            ["returns", id] => id.parse().ok().map(Self::OneReturn),
            ["outstanding"] => Some(Self::Outstanding),
            ["day-book"] => Some(Self::DayBook),
            ["profit-loss"] => Some(Self::ProfitLoss),
            ["trial-balance"] => Some(Self::TrialBalance),
            ["backup"] => Some(Self::Backup),
            ["devices"] => Some(Self::Devices),
            ["members"] => Some(Self::Members),
            ["attention"] => Some(Self::Attention),
            ["shops"] => Some(Self::Shops),
            ["settings"] => Some(Self::Settings),
            ["more"] => Some(Self::More),
            _ => None,
        };
        found.unwrap_or(Self::Home)
    }

    /// The fragment, for links.
    pub fn href(self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Bill => "#/bill".to_owned(),
            Self::Guided => "#/bill/detailed".to_owned(),
            Self::Bills => "#/bills".to_owned(),
            Self::OneBill(id) => format!("#/bills/{id}"),
            Self::Khata => "#/khata".to_owned(),
            Self::KhataOf(shown) => {
                let name = Khatas::ALL.iter().find(|(known, _)| *known == shown).map_or("", |(_, name)| name);
                format!("#/khata/{name}")
            }
            Self::NewParty => "#/khata/new".to_owned(),
            Self::Party(id) => format!("#/khata/{id}"),
            Self::EditParty(id) => format!("#/khata/{id}/edit"),
            Self::Items => "#/items".to_owned(),
            Self::NewItem => "#/items/new".to_owned(),
            Self::EditItem(id) => format!("#/items/{id}"),
            Self::Payments => "#/payments".to_owned(),
            Self::NewPayment(None) => "#/payments/new".to_owned(),
            Self::NewPayment(Some(id)) => format!("#/payments/new/{id}"),
            Self::OnePayment(id) => format!("#/payments/{id}"),
            Self::NewExpense => "#/expenses/new".to_owned(),
            Self::Purchases => "#/purchases".to_owned(),
            Self::NewPurchase => "#/purchases/new".to_owned(),
            Self::OnePurchase(id) => format!("#/purchases/{id}"),
            Self::OneReturn(id) => format!("#/returns/{id}"),
            Self::Outstanding => "#/outstanding".to_owned(),
            Self::DayBook => "#/day-book".to_owned(),
            Self::ProfitLoss => "#/profit-loss".to_owned(),
            Self::TrialBalance => "#/trial-balance".to_owned(),
            Self::Backup => "#/backup".to_owned(),
            Self::Devices => "#/devices".to_owned(),
            Self::Members => "#/members".to_owned(),
            Self::Attention => "#/attention".to_owned(),
            Self::Shops => "#/shops".to_owned(),
            Self::Settings => "#/settings".to_owned(),
            Self::More => "#/more".to_owned(),
        }
    }

    /// What tells screens apart: each record's is one of its own. The khata stays while one khata after the other is
    /// looked at.
    pub fn key(self) -> String {
        if let Self::Party(_) | Self::KhataOf(_) = self { Self::Khata.href() } else { self.href() }
    }

    /// The request without which this screen has nothing to show or to do.
    pub fn asks(self) -> Option<&'static str> {
        let request = match self {
            Self::Bill | Self::Guided => FinalizeBill::NAME,
            Self::NewParty | Self::EditParty(_) => SaveParty::NAME,
            Self::NewItem | Self::EditItem(_) => SaveItem::NAME,
            Self::NewPayment(_) => SavePayment::NAME,
            Self::NewExpense => SaveExpense::NAME,
            Self::Purchases => ListPurchases::NAME,
            Self::NewPurchase => SavePurchase::NAME,
            Self::OnePurchase(_) => GetPurchase::NAME,
            Self::Outstanding => GetOutstanding::NAME,
            Self::DayBook => GetDayBook::NAME,
            Self::ProfitLoss => GetProfitLoss::NAME,
            Self::TrialBalance => GetTrialBalance::NAME,
            Self::Backup => ListBackups::NAME,
            // The backend is no device: there it is for who lets devices in.
            Self::Devices if api::is_cloud() => "device.invite",
            Self::Devices => GetConnection::NAME,
            Self::Members => "member.list",
            Self::Shops => ListShops::NAME,
            Self::Attention => ListAttention::NAME,
            _ => return None,
        };
        Some(request)
    }

    /// The word of the bar or rail that this screen belongs to.
    pub const fn section(self) -> Self {
        match self {
            Self::NewParty | Self::KhataOf(_) | Self::Party(_) | Self::EditParty(_) => Self::Khata,
            Self::NewItem | Self::EditItem(_) | Self::Purchases | Self::NewPurchase | Self::OnePurchase(_) => {
                Self::Items
            }
            Self::Guided => Self::Bill,
            Self::OneBill(_) | Self::OneReturn(_) => Self::Bills,
            Self::NewPayment(_) | Self::OnePayment(_) | Self::NewExpense => Self::Payments,
            Self::Devices | Self::Members | Self::Backup | Self::Shops => Self::Settings,
            Self::Attention => Self::Home,
            other => other,
        }
    }
}

/// The screen that is shown.
pub static ROUTE: GlobalSignal<Route> = Signal::global(|| Route::of_hash(&history::hash()));

/// Goes to a screen.
pub fn go(route: Route) {
    back::go_to(route.href());
    // The address tells again, later; a screen must not wait for that.
    if *ROUTE.peek() != route {
        *ROUTE.write() = route;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::api::party::PartyFilter;

    #[test]
    fn every_route_comes_back_from_its_address() {
        let id = "0192f0c1-2345-7abc-8def-0123456789ab";
        let routes = [
            Route::Home,
            Route::Bill,
            Route::Guided,
            Route::Bills,
            Route::OneBill(id.parse().expect("an id")),
            Route::Khata,
            Route::KhataOf(Khatas::Overdue),
            Route::KhataOf(Khatas::Filter(PartyFilter::Advance)),
            Route::NewParty,
            Route::Party(id.parse().expect("an id")),
            Route::EditParty(id.parse().expect("an id")),
            Route::Items,
            Route::NewItem,
            Route::EditItem(id.parse().expect("an id")),
            Route::Payments,
            Route::NewPayment(None),
            Route::NewPayment(Some(id.parse().expect("an id"))),
            Route::OnePayment(id.parse().expect("an id")),
            Route::NewExpense,
            Route::Purchases,
            Route::NewPurchase,
            Route::OnePurchase(id.parse().expect("an id")),
            Route::OneReturn(id.parse().expect("an id")),
            Route::Outstanding,
            Route::DayBook,
            Route::ProfitLoss,
            Route::TrialBalance,
            Route::Backup,
            Route::Devices,
            Route::Members,
            Route::Attention,
            Route::Shops,
            Route::Settings,
            Route::More,
        ];
        for route in routes {
            assert_eq!(Route::of_hash(&route.href()), route);
        }
    }

    #[test]
    fn what_is_no_screen_is_home() {
        for hash in ["", "#", "#/nowhere", "#/khata/not-an-id", "#/bills/1/2/3"] {
            assert_eq!(Route::of_hash(hash), Route::Home, "{hash}");
        }
    }
}
