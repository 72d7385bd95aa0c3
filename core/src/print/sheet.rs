//! What a printout says: [`BillSheet`], filled by the caller from a stored voucher. Nothing is worked out here or
//! in the layout except sums of what the caller gives: a printout repeats the books, it never decides.

use crate::date::Date;
use crate::money::{Paise, Rate, UnitPrice};
use crate::quantity::Milli;
use crate::tax::compute::TaxMode;
use crate::tax::rate::Treatment;

/// The kind of document, as Rules 46, 46A and 49 name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    /// Rule 46: with tax columns.
    TaxInvoice,
    /// Rule 49: exempt goods or a composition seller; no tax columns.
    BillOfSupply,
    /// Rule 46A: taxable and exempt goods for an unregistered buyer; with tax columns.
    InvoiceCumBillOfSupply,
    /// An unregistered shop: no word of GST.
    Bill,
    /// Rule 53: goods that came back; with tax columns where the tax is taken back with them.
    CreditNote {
        /// Whether tax is shown.
        with_tax: bool,
    },
}

impl Title {
    /// Whether tax is shown.
    pub const fn shows_tax(self) -> bool {
        matches!(self, Self::TaxInvoice | Self::InvoiceCumBillOfSupply | Self::CreditNote { with_tax: true })
    }

    /// Whether the shop gives and the buyer gets.
    pub const fn is_credit_note(self) -> bool {
        matches!(self, Self::CreditNote { .. })
    }
}

/// Which copy this is (Rule 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyMark {
    /// "ORIGINAL FOR RECIPIENT".
    Original,
    /// "DUPLICATE FOR TRANSPORTER".
    Transporter,
    /// "TRIPLICATE FOR SUPPLIER".
    Supplier,
}

/// A State and its two-digit GST code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// `27`.
    pub code: String,
    /// `Maharashtra`.
    pub name: String,
}

/// The shop that sells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shop {
    /// Trade name.
    pub name: String,
    /// The lines of its address.
    pub address: Vec<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// GSTIN of a registered shop.
    pub gstin: Option<String>,
    /// PAN, where the shop wants it printed.
    pub pan: Option<String>,
    /// A licence with its name, such as the FSSAI number of a food business.
    pub licence: Option<String>,
    /// Where the shop is.
    pub state: Option<State>,
    /// A PNG picture.
    pub logo: Option<Vec<u8>>,
}

/// A person or firm that is billed or that goods go to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addressee {
    /// Name.
    pub name: String,
    /// The lines of the address.
    pub address: Vec<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// GSTIN or UIN.
    pub gstin: Option<String>,
    /// State.
    pub state: Option<State>,
}

/// A line of the bill. Tax is what the voucher keeps: zero where the document shows none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was sold.
    pub description: String,
    /// HSN, or SAC of a service.
    pub hsn: Option<String>,
    /// How much.
    pub quantity: Milli,
    /// Of which unit, as the shop writes it.
    pub unit: String,
    /// The price of one unit, as the shop agreed it.
    pub price: UnitPrice,
    /// The price, and what is taken off it, have their tax in them.
    pub price_includes_tax: bool,
    /// The printed price of one unit, where the tax is worked out on that and is not rate × taxable value (Rule 31D).
    pub retail_price: Option<UnitPrice>,
    /// Taken off the line.
    pub discount: Paise,
    /// Taxable value (on a bill without tax: the value).
    pub taxable: Paise,
    /// The full rate of GST.
    pub rate: Rate,
    /// Towards GST: the value of goods that bear no tax stands apart from the taxable value.
    pub treatment: Treatment,
    /// Central tax.
    pub cgst: Paise,
    /// State or Union territory tax.
    pub sgst: Paise,
    /// Integrated tax.
    pub igst: Paise,
    /// Compensation cess.
    pub cess: Paise,
    /// What the line comes to.
    pub total: Paise,
}

/// A charge beside the goods (packing, freight, insurance), or a reduction of the whole bill. It is part of the taxable
/// value (section 15), printed above it and taxed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What for.
    pub label: String,
    /// Without its tax; below zero for a reduction.
    pub amount: Paise,
}

/// A row of the tax summary: one HSN and rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRow {
    /// HSN or SAC.
    pub hsn: Option<String>,
    /// The full rate; CGST and SGST are half each.
    pub rate: Rate,
    /// Taxable value.
    pub taxable: Paise,
    /// Central tax.
    pub cgst: Paise,
    /// State or Union territory tax.
    pub sgst: Paise,
    /// Integrated tax.
    pub igst: Paise,
    /// Compensation cess.
    pub cess: Paise,
}

/// The sums of the bill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Taxable value with the charges (on a bill without tax: the value).
    pub taxable: Paise,
    /// Value of nil-rated goods.
    pub nil_rated: Paise,
    /// Value of exempt goods.
    pub exempt: Paise,
    /// Value of goods outside GST.
    pub non_gst: Paise,
    /// Central tax.
    pub cgst: Paise,
    /// State or Union territory tax.
    pub sgst: Paise,
    /// Integrated tax.
    pub igst: Paise,
    /// Compensation cess.
    pub cess: Paise,
    /// To the rupee: its own row, either side.
    pub round_off: Paise,
    /// What the bill comes to.
    pub total: Paise,
}

/// Where to pay by bank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bank {
    /// Name of the bank.
    pub name: String,
    /// In whose name the account is.
    pub account_name: String,
    /// The account.
    pub account: String,
    /// IFSC.
    pub ifsc: String,
}

/// Where to pay by UPI. With nothing due, or cancelled, there is no code on the printout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upi {
    /// `name@bank`.
    pub vpa: String,
    /// Who is paid.
    pub payee: String,
    /// What is due.
    pub amount: Paise,
    /// What the payer's app shows.
    pub note: String,
    /// The bill, to be found again.
    pub reference: String,
}

/// What the law has the top of a document say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declaration {
    /// Money goes back and the tax stays (section 34(2), Rule 53).
    TaxStays,
    /// A composition seller collects no tax (section 10, CGST Rule 5(1)(f)).
    Composition,
    /// To a Special Economic Zone (proviso to CGST Rule 46).
    Sez {
        /// On payment of integrated tax, or without it under a bond or Letter of Undertaking.
        taxed: bool,
    },
    /// Out of India (the same).
    Export {
        /// On payment of integrated tax, or without it under a bond or Letter of Undertaking.
        taxed: bool,
    },
}

/// Everything that a printout of one bill says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillSheet {
    /// The kind of document.
    pub title: Title,
    /// Which copy; `None` prints no mark.
    pub copy: Option<CopyMark>,
    /// Cancelled documents say so across the page.
    pub cancelled: bool,
    /// Rule 46(b).
    pub number: String,
    /// Date of issue.
    pub date: Date,
    /// Number and date of the bill that a credit note is about (Rule 53).
    pub against: Option<(String, Date)>,
    /// When payment is due.
    pub due: Option<Date>,
    /// The seller.
    pub shop: Shop,
    /// The buyer; `None` is a sale over the counter.
    pub buyer: Option<Addressee>,
    /// Where the goods go, if not to the buyer.
    pub ship_to: Option<Addressee>,
    /// Place of supply.
    pub place_of_supply: Option<State>,
    /// Whether the buyer pays the tax (Rule 46(p)).
    pub reverse_charge: bool,
    /// Which heads of tax the bill has; looked at where the title shows tax.
    pub mode: TaxMode,
    /// What was sold.
    pub lines: Vec<Line>,
    /// Charges and reductions outside the lines.
    pub charges: Vec<Charge>,
    /// Tax by HSN and rate.
    pub tax: Vec<TaxRow>,
    /// The sums.
    pub totals: Totals,
    /// Paid with the bill; given back with a credit note.
    pub received: Paise,
    /// What of this bill was let off; beside a credit note, and so not given back.
    pub let_off: Paise,
    /// What goods that came back took off this bill.
    pub returned: Paise,
    /// Left to pay of this bill; put on the khata by a credit note.
    pub balance_due: Paise,
    /// What the khata said before this bill.
    pub previous_balance: Option<Paise>,
    /// The total in words.
    pub in_words: String,
    /// Bank details.
    pub bank: Option<Bank>,
    /// UPI details.
    pub upi: Option<Upi>,
    /// Terms and conditions, a line each.
    pub terms: Vec<String>,
    /// Notes to this buyer, a line each.
    pub notes: Vec<String>,
    /// Whether a place to sign is printed.
    pub signature: bool,
    /// What the law has the top say.
    pub declaration: Option<Declaration>,
}

impl BillSheet {
    /// Where to pay what is left, if anything is: a bill that is paid or cancelled asks for no money.
    pub(crate) fn payable(&self) -> Option<&Upi> {
        self.upi.as_ref().filter(|upi| !self.cancelled && upi.amount > Paise::ZERO)
    }

    /// Whether any cess is charged.
    pub(crate) fn has_cess(&self) -> bool {
        !self.totals.cess.is_zero() || self.lines.iter().any(|line| !line.cess.is_zero())
    }

    /// Whether any line has a discount.
    pub(crate) fn has_discount(&self) -> bool {
        self.lines.iter().any(|line| !line.discount.is_zero())
    }

    /// Whether the prices of goods that bear tax have it in them; none where some have and some have not.
    pub(crate) fn prices_include_tax(&self) -> Option<bool> {
        let bears_tax = |line: &&Line| self.title.shows_tax() && line.treatment.is_taxed() && !line.rate.is_zero();
        let mut with = self.lines.iter().filter(bears_tax).map(|line| line.price_includes_tax);
        let first = with.next().unwrap_or(false);
        with.all(|other| other == first).then_some(first)
    }

    /// Whether any line has an HSN or SAC.
    pub(crate) fn has_hsn(&self) -> bool {
        self.lines.iter().any(|line| line.hsn.is_some())
    }
}
