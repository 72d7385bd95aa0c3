//! The one door: every request the core answers, with its response, listed here.
//!
//! The window, the phone, the web edition, the command line and the tests use nothing else. A request is
//! JSON of its struct; the answer is JSON of its response, or an [`Error`](crate::Error).

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Error, Result};
#[cfg(feature = "print")]
use crate::store::Engine;

pub mod account;
pub mod attachment;
pub mod backup;
pub mod bill;
pub mod item;
pub mod matter;
pub mod money;
mod parse;
pub mod party;
pub mod payment;
pub mod report;
pub mod returns;
pub mod session;
pub mod shop;
pub mod shops;
pub mod sync;

pub use parse::parse;
pub use session::Session;

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
    /// The bytes of attachments, which lie beside the books.
    Bytes,
    /// The way to the shop's other devices: whoever carries entries.
    Line,
    /// The folders of an installation's shops: whoever holds them.
    Shops,
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
    ($($name:literal $access:ident $request:path => $response:path $(= $verb:path)?, $about:literal;)+) => {
        $(impl Request for $request {
            type Response = $response;
            const NAME: &'static str = $name;
            const ACCESS: Access = Access::$access;
        })+

        /// Every request, in the order of a shopkeeper's day.
        pub const ALL: &[Endpoint] = &[$(Endpoint { name: $name, about: $about, access: Access::$access },)+];

        $($(
            #[cfg(feature = "print")]
            impl Handle for $request {
                fn handle<E: Engine>(self, session: &mut Session<'_, E>) -> impl Future<Output = Result<$response>> + Send {
                    $verb(session, self)
                }
            }
        )?)+

        /// Answers a request by its name, JSON in and JSON out. Requests that need the files of the data folder
        /// are answered by whoever holds it.
        #[cfg(feature = "print")]
        pub async fn dispatch<E: Engine>(session: &mut Session<'_, E>, name: &str, body: &str) -> Result<String> {
            match name {
                $($($name => {
                    let request: $request = parse(body)?;
                    write(&$verb(session, request).await?)
                })?)+
                _ => Err(unknown(name)),
            }
        }
    };
}

/// A request that one transaction or snapshot answers.
#[cfg(feature = "print")]
pub trait Handle: Request {
    /// Answers it.
    fn handle<E: Engine>(self, session: &mut Session<'_, E>) -> impl Future<Output = Result<Self::Response>> + Send;
}

/// The endpoint of a name.
pub fn endpoint(name: &str) -> Result<&'static Endpoint> {
    ALL.iter().find(|endpoint| endpoint.name == name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Error {
    Error::new(Code::UnknownRequest, format!("There is no request \"{}\".", crate::words::shortened(name)))
}

/// Writes a response's JSON.
pub fn write(response: &impl Serialize) -> Result<String> {
    serde_json::to_string(response)
        .map_err(|error| Error::new(Code::Internal, format!("The answer cannot be written: {error}.")))
}

requests! {
    "shop.create" Write shop::CreateShop => crate::business::Shop
        = crate::business::create::create, "First run: names the shop.";
    "shop.get" Read shop::GetShop => crate::business::Shop
        = crate::business::settings::get, "The shop as it stands.";
    "shop.edit" Write shop::EditShop => crate::business::Shop
        = crate::business::settings::edit, "Changes settings of the shop or this device.";
    "home.get" Read shop::GetHome => shop::Home
        = crate::report::home::home, "The figures of the home screen.";
    "status.get" Read shop::GetStatus => shop::Status
        = crate::report::status::status, "Where the books stand.";
    "books.verify" Read shop::Verify => shop::Verified
        = crate::report::verify::verify, "Checks the chain, the trial balance and the tables.";

    "party.save" Write party::SaveParty => party::PartyView
        = crate::party::save::save, "Adds or changes a customer or supplier.";
    "party.get" Read party::GetParty => party::PartyView
        = crate::party::get::get, "One party with its balance.";
    "party.list" Read party::ListParties => party::Page<crate::party::PartyRow>
        = crate::party::list::list, "A page of the khata list.";
    "party.statement" Read party::GetStatement => party::Statement
        = crate::party::statement::statement, "A page of a party's statement.";
    "party.statement_pdf" Read party::PrintStatement => bill::FileResponse
        = crate::party::print::statement_pdf, "A party's statement as an A4 PDF.";
    "khata.add" Write party::AddKhata => party::KhataSaved
        = crate::payment::khata::add, "You gave, or you got, without a bill.";
    "khata.correct" Write party::CorrectKhata => party::KhataSaved
        = crate::payment::correct::correct, "Takes a khata entry back and writes what is right, both or neither.";
    "outstanding.get" Read party::GetOutstanding => party::Outstanding
        = crate::report::outstanding::outstanding, "Who owes, how much, for how long.";

    "item.save" Write item::SaveItem => crate::item::Item
        = crate::item::save::save, "Adds or changes an item.";
    "item.get" Read item::GetItem => crate::item::Item
        = crate::item::list::get, "One item.";
    "item.list" Read item::ListItems => party::Page<crate::item::Item>
        = crate::item::list::list, "A page of items, or the matches of a search.";
    "item.code" Read item::FindCode => party::Page<crate::item::Item>
        = crate::item::list::by_code, "Items under one barcode.";
    "rate.propose" Read item::ProposeRates => item::RateProposals
        = crate::tax::propose::propose, "What the table of GST rates says of some goods.";
    "stock.add" Write item::AddStock => item::StockSaved
        = crate::item::stock::add, "Goods in or out without a bill.";

    "draft.save" Write bill::SaveDraft => bill::Done
        = crate::document::draft_store::save, "Keeps a bill that is being typed.";
    "draft.list" Read bill::ListDrafts => bill::Drafts
        = crate::document::draft_store::list, "Bills being typed on this device.";
    "draft.get" Read bill::GetDraft => crate::document::Draft
        = crate::document::draft_store::get, "One bill being typed.";
    "draft.copy" Write bill::CopyBill => crate::document::Draft
        = crate::document::draft_copy::copy, "Begins a new draft with what a bill sold.";
    "draft.correct" Write bill::BeginCorrection => crate::document::Draft
        = crate::document::correct::begin, "Begins the correction of a saved bill: a draft of what it says.";
    "draft.discard" Write bill::DiscardDraft => bill::Done
        = crate::document::draft_store::discard, "Throws a draft away.";
    "bill.preview" Read bill::PreviewBill => bill::BillPreview
        = crate::document::finalize::preview, "What a draft comes to.";
    "bill.finalize" Write bill::FinalizeBill => bill::BillView
        = crate::document::finalize::finalize, "Saves a bill with its number and tenders.";
    "bill.correct" Write bill::CorrectBill => bill::BillView
        = crate::document::correct::save, "Cancels a bill and saves another in its place, both or neither.";
    "bill.get" Read bill::GetBill => bill::BillView
        = crate::document::get::get, "One bill.";
    "bill.settled" Read bill::GetSettled => bill::BillSettled
        = crate::document::settled::settled, "How a bill was settled: money, what was let off, goods that came back.";
    "bill.list" Read bill::ListBills => party::Page<bill::BillRow>
        = crate::document::list::list, "A page of bills.";
    "bill.pdf" Read bill::PrintBill => bill::FileResponse
        = crate::document::print::pdf, "A bill or credit note as an A4 PDF.";
    "bill.receipt" Read bill::PrintReceipt => bill::FileResponse
        = crate::document::print::receipt, "A bill or credit note as a receipt image.";
    "return.preview" Read returns::PreviewReturn => returns::ReturnPreview
        = crate::document::returns::preview, "What goods that come back come to.";
    "return.save" Write returns::SaveReturn => returns::ReturnView
        = crate::document::returns::save, "Takes goods back: a credit note, with the refund.";
    "return.get" Read returns::GetReturn => returns::ReturnView
        = crate::document::returns::get, "One credit note.";
    "voucher.cancel" Write bill::CancelVoucher => bill::Done
        = crate::document::cancel::cancel, "Takes a voucher back; also the undo.";
    "voucher.rewrite" Write bill::RewriteVoucher => bill::Rewritten
        = crate::document::rewrite::rewrite, "Writes what was taken back once more, as an entry of its own.";

    "payment.save" Write payment::SavePayment => payment::PaymentView
        = crate::payment::save::save, "Records money in or out.";
    "payment.settle" Write payment::SettlePayment => payment::PaymentView
        = crate::payment::let_off::settle, "Records money in or out that settles: the rest is let off.";
    "payment.allocate" Write payment::AllocatePayment => payment::PaymentView
        = crate::payment::allocate::allocate, "Sets an advance against bills.";
    "payment.release" Write payment::ReleasePayment => payment::PaymentView
        = crate::payment::allocate::release, "Takes back what an advance was set against later.";
    "payment.get" Read payment::GetPayment => payment::PaymentView
        = crate::payment::list::get, "One payment.";
    "payment.list" Read payment::ListPayments => party::Page<payment::PaymentRow>
        = crate::payment::list::list, "A page of payments.";
    "payment.open_bills" Read payment::OpenBills => payment::OpenBillsResponse
        = crate::payment::allocate::open_bills, "A party's unpaid bills, oldest first.";

    "expense.save" Write payment::SaveExpense => payment::PaymentView
        = crate::payment::expense::save, "Records a running cost of the shop.";
    "expense.list" Read payment::ListExpenses => party::Page<payment::PaymentRow>
        = crate::payment::expense::list, "A page of running costs.";
    "purchase.save" Write item::SavePurchase => item::PurchaseSaved
        = crate::item::purchase::save, "Goods bought: stock in, and what is owed to the supplier.";
    "purchase.list" Read item::ListPurchases => party::Page<item::PurchaseRow>
        = crate::item::purchased::list, "A page of purchases.";
    "purchase.get" Read item::GetPurchase => item::PurchaseView
        = crate::item::purchased::get, "One purchase: its goods, its tax, what of it was paid.";

    "money.move" Write money::MoveMoney => money::MoneyEntry
        = crate::payment::moved::save, "Moves money between the shop's own accounts.";
    "drawer.get" Read money::GetDrawer => money::Drawer
        = crate::payment::drawer::get, "What the drawer should hold at the end of a day.";
    "drawer.count" Write money::CountDrawer => money::MoneyEntry
        = crate::payment::drawer::count, "Books what a count of the drawer found: cash short or over.";

    "report.day_book" Read report::GetDayBook => report::DayBook
        = crate::report::day_book::day_book, "All vouchers of some days.";
    "report.profit_loss" Read report::GetProfitLoss => report::ProfitLoss
        = crate::report::profit_loss::profit_loss, "Profit and loss over months.";
    "report.gst" Read report::GetGst => report::GstAnalysis
        = crate::report::gst::gst, "Tax on sales by rate and head.";
    "report.stock" Read report::GetStock => report::Stock
        = crate::report::stock::stock, "What is in stock and what it is worth.";
    "report.trial_balance" Read report::GetTrialBalance => report::TrialBalance
        = crate::report::trial_balance::trial_balance, "Every account's balance.";

    "report.pdf" Read report::PrintReport => bill::FileResponse
        = crate::report::print::report, "A report as an A4 PDF.";
    "outstanding.pdf" Read report::PrintOutstanding => bill::FileResponse
        = crate::report::print::outstanding, "Who owes, how much, for how long, as an A4 PDF.";

    "attachment.add" Bytes attachment::AddAttachment => crate::attachment::AttachmentView,
        "Keeps a photo or PDF with a bill, a party or an item.";
    "attachment.list" Read attachment::ListAttachments => attachment::Attachments
        = crate::attachment::get::list, "What is attached to a record.";
    "attachment.read" Bytes attachment::ReadAttachment => bill::FileResponse, "The bytes of an attachment.";
    "attachment.hide" Write attachment::HideAttachment => crate::attachment::AttachmentView
        = crate::attachment::hide::hide, "Puts an attachment away, or shows it again.";

    "sync.status" Read sync::GetSyncStatus => sync::SyncStatus
        = crate::report::sync_status::status, "Where this device stands towards the shop's others.";
    "attention.list" Read sync::ListAttention => sync::Attention
        = crate::report::attention::list, "What devices that worked apart brought, and somebody should look at.";
    "attention.seen" Write sync::SeeMatters => sync::Attention
        = crate::report::attention::seen, "Odd days, and entries that were refused or late, were looked at and stay.";

    "cloud.status" Line sync::GetConnection => sync::Connection, "How this device is connected to the others.";
    "cloud.send_code" Line sync::SendCode => bill::Done, "Has a one-time code sent to a phone or an address.";
    "cloud.connect" Line sync::Connect => sync::Connection, "Signs in, and brings this shop to the backend.";
    "cloud.join" Line sync::Join => sync::Connection, "Lets this device into a shop by a code.";
    "cloud.invite" Line sync::Invite => sync::Invited, "A code that lets one more device in.";
    "cloud.remove" Line sync::RemoveDevice => bill::Done, "Shuts a device out.";
    "cloud.leave" Line sync::Disconnect => bill::Done, "Ends this device's connection; its books stay.";
    "cloud.photos" Line sync::CarryPhotos => sync::Photos, "When photos and PDFs may travel.";
    "cloud.free_space" Line sync::FreeSpace => sync::Freed, "Lets go of photos and PDFs that the backend has.";
    "cloud.look" Line sync::LookNow => bill::Done, "Looks for what others wrote, now.";
    "account.get" Line account::GetAccount => account::Account, "Who this device is signed in as.";
    "account.leave" Line account::LeaveAccount => bill::Done, "Has the account erased in thirty days.";
    "account.stay" Line account::KeepAccount => bill::Done, "Keeps an account that was to be erased.";
    "account.export" Line account::ExportShop => bill::FileResponse, "Everything of the shop, as the backend has it.";

    "shops.list" Shops shops::ListShops => shops::Shops, "The shops of this installation.";
    "shops.add" Shops shops::AddShop => shops::AddedShop, "Makes room for one more shop.";

    "backup.create" Files backup::CreateBackup => backup::BackupFile, "Writes a backup file.";
    "backup.daily" Files backup::KeepDailyBackup => bill::Done, "Makes today's backup if there is none.";
    "backup.list" Files backup::ListBackups => backup::Backups, "Backups in the data folder.";
    "backup.read" Files backup::ReadBackup => bill::FileResponse, "A backup of the data folder, to hand it over.";
    "backup.bring" Files backup::BringBackup => backup::Brought, "Brings a part of a backup file that lies elsewhere.";
    "backup.restore" Files backup::RestoreBackup => shop::Status, "Puts a backup in place of the open books.";
}
