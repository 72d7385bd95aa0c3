//! The one door: every request the core answers, with its response, listed here.
//!
//! The window, the phone, the web edition, the command line and the tests use nothing else. A request is
//! JSON of its struct; the answer is JSON of its response, or an [`Error`](crate::Error).

use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod backup;
pub mod bill;
pub mod item;
pub mod party;
pub mod payment;
pub mod report;
pub mod shop;

/// A typed request with its response.
pub trait Request: Serialize + DeserializeOwned {
    /// What answers it.
    type Response: Serialize + DeserializeOwned;
    /// The name on the wire.
    const NAME: &'static str;
    /// What answering it needs of the books.
    const ACCESS: Access;
}

/// What answering a request needs of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// One snapshot, any number at a time.
    Read,
    /// The writer, in one transaction.
    Write,
    /// The files of the data folder, beside the database.
    Files,
}

/// A request as the list names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The name on the wire.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// What answering it needs.
    pub access: Access,
}

macro_rules! requests {
    ($($name:literal $access:ident $request:path => $response:path, $about:literal;)+) => {
        $(impl Request for $request {
            type Response = $response;
            const NAME: &'static str = $name;
            const ACCESS: Access = Access::$access;
        })+

        /// Every request, in the order of a shopkeeper's day.
        pub const ALL: &[Endpoint] = &[$(Endpoint { name: $name, about: $about, access: Access::$access },)+];
    };
}

requests! {
    "shop.create" Write shop::CreateShop => crate::business::Shop, "First run: names the shop.";
    "shop.get" Read shop::GetShop => crate::business::Shop, "The shop as it stands.";
    "shop.edit" Write shop::EditShop => crate::business::Shop, "Changes settings of the shop or this device.";
    "home.get" Read shop::GetHome => shop::Home, "The figures of the home screen.";
    "status.get" Read shop::GetStatus => shop::Status, "Where the books stand.";
    "books.verify" Read shop::Verify => shop::Verified, "Checks the chain, the trial balance and the tables.";

    "party.save" Write party::SaveParty => party::PartyView, "Adds or changes a customer or supplier.";
    "party.get" Read party::GetParty => party::PartyView, "One party with its balance.";
    "party.list" Read party::ListParties => party::Page<crate::party::PartyRow>, "A page of the khata list.";
    "party.statement" Read party::GetStatement => party::Statement, "A page of a party's statement.";
    "khata.add" Write party::AddKhata => party::KhataSaved, "You gave, or you got, without a bill.";
    "outstanding.get" Read party::GetOutstanding => party::Outstanding, "Who owes, how much, for how long.";

    "item.save" Write item::SaveItem => crate::item::Item, "Adds or changes an item.";
    "item.get" Read item::GetItem => crate::item::Item, "One item.";
    "item.list" Read item::ListItems => party::Page<crate::item::Item>, "A page of items, or the matches of a search.";
    "item.code" Read item::FindCode => party::Page<crate::item::Item>, "Items under one barcode.";
    "stock.add" Write item::AddStock => item::StockSaved, "Goods in or out without a bill.";

    "draft.save" Write bill::SaveDraft => bill::Done, "Keeps a bill that is being typed.";
    "draft.list" Read bill::ListDrafts => bill::Drafts, "Bills being typed on this device.";
    "draft.discard" Write bill::DiscardDraft => bill::Done, "Throws a draft away.";
    "bill.preview" Read bill::PreviewBill => bill::BillPreview, "What a draft comes to.";
    "bill.finalize" Write bill::FinalizeBill => bill::BillView, "Saves a bill with its number and tenders.";
    "bill.get" Read bill::GetBill => bill::BillView, "One bill.";
    "bill.list" Read bill::ListBills => party::Page<bill::BillRow>, "A page of bills.";
    "bill.pdf" Read bill::PrintBill => bill::FileResponse, "The bill as an A4 PDF.";
    "bill.receipt" Read bill::PrintReceipt => bill::FileResponse, "The bill as a receipt image.";
    "voucher.cancel" Write bill::CancelVoucher => bill::Done, "Takes a voucher back; also the undo.";

    "payment.save" Write payment::SavePayment => payment::PaymentView, "Records money in or out.";
    "payment.allocate" Write payment::AllocatePayment => payment::PaymentView, "Sets an advance against bills.";
    "payment.get" Read payment::GetPayment => payment::PaymentView, "One payment.";
    "payment.list" Read payment::ListPayments => party::Page<payment::PaymentRow>, "A page of payments.";
    "payment.open_bills" Read payment::OpenBills => payment::OpenBillsResponse, "A party's unpaid bills, oldest first.";

    "report.day_book" Read report::GetDayBook => report::DayBook, "All vouchers of some days.";
    "report.profit_loss" Read report::GetProfitLoss => report::ProfitLoss, "Profit and loss over months.";
    "report.trial_balance" Read report::GetTrialBalance => report::TrialBalance, "Every account's balance.";

    "backup.create" Files backup::CreateBackup => backup::BackupFile, "Writes a backup file.";
    "backup.list" Read backup::ListBackups => backup::Backups, "Backups in the data folder.";
    "backup.restore" Files backup::RestoreBackup => shop::Status, "Puts a backup in place of the open books.";
}
