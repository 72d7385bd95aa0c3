//! The fixed words of a printout, in English and Hindi.

use super::sheet::{CopyMark, Declaration, Title};
use crate::payment::Mode;

macro_rules! labels {
    ($($(#[$doc:meta])+ $name:ident: $english:literal, $hindi:literal;)+) => {
        /// The fixed words of a printout. `{}` stands where a figure or name is put.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Labels {
            $($(#[$doc])+ pub $name: &'static str,)+
        }

        impl Labels {
            /// English.
            pub const fn english() -> Self {
                Self { $($name: $english,)+ }
            }

            /// Hindi. Names that the law and every shop use in Latin letters (GSTIN, HSN, CGST) stay so.
            pub const fn hindi() -> Self {
                Self { $($name: $hindi,)+ }
            }

            #[cfg(test)]
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)+]
            }
        }
    };
}

labels! {
    /// Rule 46.
    tax_invoice: "Tax Invoice", "कर बीजक";
    /// Rule 49.
    bill_of_supply: "Bill of Supply", "आपूर्ति बिल";
    /// Rule 46A.
    invoice_cum_bill_of_supply: "Invoice-cum-Bill of Supply", "बीजक-सह-आपूर्ति बिल";
    /// Of an unregistered shop.
    bill: "Bill", "बिल";
    /// Rule 53.
    credit_note: "CREDIT NOTE", "क्रेडिट नोट (माल वापसी)";
    /// Number of a credit note.
    note_number: "Note No.", "नोट नं.";
    /// The bill that a credit note is about.
    against: "Against bill", "मूल बिल";
    /// Its date.
    against_date: "Bill date", "बिल की तारीख़";
    /// Given back at once.
    refunded: "Refunded", "वापस दिया";
    /// Put on the buyer's khata.
    on_khata: "Credited to khata", "खाते में जमा";
    /// Rule 48.
    original: "ORIGINAL FOR RECIPIENT", "मूल प्रति (प्राप्तकर्ता)";
    /// Rule 48.
    transporter: "DUPLICATE FOR TRANSPORTER", "दूसरी प्रति (ट्रांसपोर्टर)";
    /// Rule 48.
    supplier: "TRIPLICATE FOR SUPPLIER", "तीसरी प्रति (विक्रेता)";
    /// A party's statement.
    statement: "Khata statement", "खाता विवरण";
    /// Whose khata.
    khata_of: "Khata of", "खाताधारक";
    /// The days of a statement.
    period: "Period", "अवधि";
    /// From one day to another.
    from_to: "{} to {}", "{} से {}";
    /// From the beginning to a day.
    up_to: "Up to {}", "{} तक";
    /// A line of a statement.
    entry: "Entry", "एंट्री";
    /// What adds to what is owed, for either side that reads it.
    added: "Udhar (+)", "उधार (+)";
    /// What takes from it.
    taken: "Jama (-)", "जमा (-)";
    /// What is owed after a line.
    balance: "Balance", "बाक़ी";
    /// In the customer's favour.
    advance: "Advance", "एडवांस जमा";
    /// Nothing owed either way.
    settled: "Settled", "हिसाब बराबर";
    /// Before the first day.
    opening_balance: "Opening balance", "पिछला बाक़ी";
    /// What was owed before the books began.
    old_balance: "Old balance", "पहले का बाक़ी";
    /// Money in.
    payment: "Payment received", "जमा";
    /// Money out.
    paid: "Paid to you", "आपको दिए";
    /// Given on khata without a bill.
    khata_entry: "Udhar", "उधार";
    /// The shop's own money, from one account to another.
    moved: "Money moved", "पैसा यहाँ से वहाँ";
    /// What a count of the drawer found.
    counted: "Drawer counted", "गल्ला गिना";
    /// Goods from a supplier.
    goods: "Goods received from you", "आपसे माल आया";
    /// Goods of a bill that the customer gave back.
    returned: "Goods returned", "माल वापस";
    /// Entry of a newer app.
    other: "Entry", "एंट्री";
    /// Way of paying.
    cash: "Cash", "नकद";
    /// Way of paying.
    card: "Card", "कार्ड";
    /// Way of paying.
    cheque: "Cheque", "चेक";
    /// Across a cancelled document.
    cancelled: "CANCELLED", "रद्द";
    /// The composition seller's declaration.
    composition: "Composition taxable person, not eligible to collect tax on supplies",
        "कंपोज़ीशन करदाता, आपूर्ति पर कर लेने का पात्र नहीं";
    /// On a credit note that is none towards GST.
    tax_stays: "Commercial credit note: GST is not reduced",
        "व्यावसायिक क्रेडिट नोट: जीएसटी कम नहीं होता";
    /// Number of the document.
    number: "Bill No.", "बिल नं.";
    /// Date of issue.
    date: "Date", "तारीख़";
    /// Due date.
    due: "Due date", "देय तारीख़";
    /// GSTIN.
    gstin: "GSTIN", "GSTIN";
    /// PAN.
    pan: "PAN", "PAN";
    /// Telephone.
    phone: "Phone", "फ़ोन";
    /// E-mail.
    email: "Email", "ईमेल";
    /// State.
    state: "State", "राज्य";
    /// The buyer.
    bill_to: "Bill to", "खरीदार";
    /// The receiver of the goods.
    ship_to: "Ship to", "माल पहुँचाएँ";
    /// A buyer without a name.
    cash_customer: "Cash customer", "नकद ग्राहक";
    /// Place of supply.
    place_of_supply: "Place of supply", "आपूर्ति का स्थान";
    /// Whether tax is on reverse charge.
    reverse_charge: "Reverse charge", "रिवर्स चार्ज";
    /// Yes.
    yes: "Yes", "हाँ";
    /// No.
    no: "No", "नहीं";
    /// Serial number of a line.
    serial: "#", "क्र.";
    /// What was sold.
    description: "Description", "विवरण";
    /// HSN or SAC.
    hsn: "HSN/SAC", "HSN/SAC";
    /// Quantity.
    quantity: "Qty", "मात्रा";
    /// Price of a unit.
    price: "Price", "भाव";
    /// Price of one unit with its tax.
    price_with_tax: "Price incl. tax", "भाव कर सहित";
    /// Beside a price, where others on the bill are without.
    with_tax: "incl. tax", "कर सहित";
    /// Beside goods whose tax is worked out on their printed price.
    on_retail_price: "tax on MRP", "कर MRP पर";
    /// Discount.
    discount: "Discount", "छूट";
    /// Taxable value.
    taxable: "Taxable value", "कर योग्य मूल्य";
    /// Value of goods that a notification frees.
    exempt_value: "Exempt value", "करमुक्त मूल्य";
    /// The same in the column of rates.
    exempt: "Exempt", "करमुक्त";
    /// Value of goods with rate 0 in the tariff.
    nil_rated_value: "Nil-rated value", "शून्य दर मूल्य";
    /// The same in the column of rates.
    nil_rated: "Nil", "शून्य";
    /// Value of goods outside GST.
    non_gst_value: "Non-GST value", "GST से बाहर मूल्य";
    /// The same in the column of rates.
    non_gst: "Non-GST", "GST नहीं";
    /// Above the tax of a bill under reverse charge (Rule 46(p)): shown, not collected.
    payable_by_recipient: "Tax payable by recipient under reverse charge",
        "रिवर्स चार्ज में प्राप्तकर्ता द्वारा देय कर";
    /// Value of goods on a bill without tax.
    value: "Value", "मूल्य";
    /// The full rate of tax.
    rate: "GST %", "GST %";
    /// Central tax.
    cgst: "CGST", "CGST";
    /// State tax.
    sgst: "SGST", "SGST";
    /// Union territory tax.
    utgst: "UTGST", "UTGST";
    /// Integrated tax.
    igst: "IGST", "IGST";
    /// Compensation cess.
    cess: "Cess", "उपकर";
    /// What a line comes to.
    amount: "Amount", "राशि";
    /// The sum of a column.
    total: "Total", "जोड़";
    /// At the foot of a page.
    carried_forward: "Carried forward", "आगे ले जाया गया";
    /// At the head of the next page.
    brought_forward: "Brought forward", "पीछे से लाया गया";
    /// Heading of the tax table.
    tax_summary: "Tax summary", "कर सारांश";
    /// Sum of the heads in the tax table.
    total_tax: "Total tax", "कुल कर";
    /// Round-off.
    round_off: "Round off", "पूर्णांकन";
    /// What the bill comes to.
    grand_total: "Grand total", "कुल राशि";
    /// Paid with the bill.
    received: "Received", "प्राप्त";
    /// Left to pay.
    balance_due: "Balance due", "बाक़ी";
    /// What the shop owes a supplier who reads his statement.
    due_to_you: "Due to you", "आपको देना बाक़ी";
    /// The khata before this bill: owed by the buyer.
    previous_balance: "Previous balance", "पिछला बाक़ी";
    /// The khata before this bill: in the buyer's favour.
    previous_advance: "Previous advance", "पिछला जमा";
    /// The khata after this bill.
    total_due: "Total due", "कुल बाक़ी";
    /// Amount in words.
    in_words: "Amount in words", "राशि शब्दों में";
    /// Heading.
    bank_details: "Bank details", "बैंक विवरण";
    /// Name of the bank.
    bank: "Bank", "बैंक";
    /// In whose name the account is.
    account_name: "Name", "नाम";
    /// Account number.
    account: "A/c No.", "खाता नं.";
    /// IFSC.
    ifsc: "IFSC", "IFSC";
    /// Under the code.
    scan_to_pay: "Scan to pay {}", "{} भुगतान के लिए स्कैन करें";
    /// UPI id.
    upi: "UPI", "UPI";
    /// Number of lines on a receipt.
    items: "Items", "वस्तुएँ";
    /// At the end of a receipt.
    thanks: "Thank you, come again", "धन्यवाद, फिर पधारें";
    /// Heading.
    terms: "Terms and conditions", "नियम और शर्तें";
    /// Heading.
    notes: "Notes", "टिप्पणी";
    /// Above the place to sign.
    for_shop: "For {}", "{} की ओर से";
    /// Under the place to sign.
    signatory: "Authorised signatory", "अधिकृत हस्ताक्षर";
    /// `{}` is first the page, then the number of pages.
    page: "Page {} of {}", "पृष्ठ {} / {}";
    /// At the end of a day.
    as_on: "As on {}", "{} को";
    /// A report.
    day_book: "Day book", "रोज़नामचा";
    /// A report.
    profit_loss: "Profit and loss", "नफ़ा-नुक़सान";
    /// A report.
    trial_balance: "Trial balance", "तलपट";
    /// A report.
    gst_on_sales: "GST on sales", "बिक्री पर GST";
    /// A part of it: what the shop gets back.
    gst_on_purchases: "GST paid on purchases", "ख़रीद पर दिया GST";
    /// Under it; `{}` is first how many, then what they come to.
    unread: "Not counted: {} of a newer app, {}", "नहीं गिने: नए ऐप के {}, {}";
    /// A report.
    stock: "Stock", "स्टॉक";
    /// Goods that are not counted one by one.
    other_goods: "Other goods", "अन्य सामान";
    /// A report.
    outstanding: "Who owes", "किससे लेने हैं";
    /// Customers and suppliers.
    party: "Party", "पार्टी";
    /// Age of a debt.
    days_30: "0-30 days", "0-30 दिन";
    /// Age of a debt.
    days_60: "31-60 days", "31-60 दिन";
    /// Age of a debt.
    days_90: "61-90 days", "61-90 दिन";
    /// Age of a debt.
    older: "Older", "पुराना";
    /// What should have been paid before today.
    overdue: "Overdue", "तारीख़ निकली";
    /// Entries of the day book.
    entries: "Entries", "एंट्री";
    /// Sums of the day book.
    summary: "Summary", "सारांश";
    /// Sales on bills.
    sales: "Sales", "बिक्री";
    /// Money out.
    paid_out: "Paid", "दिए";
    /// Goods in or out without a bill.
    goods_moved: "Goods", "माल";
    /// Income accounts.
    income: "What came in", "क्या आया";
    /// Expense accounts.
    expenses: "What went out", "क्या गया";
    /// What it comes to.
    result: "Result", "नतीजा";
    /// Worth of the stock at the beginning.
    opening_stock: "Opening stock", "शुरू का स्टॉक";
    /// Worth of the stock at the end.
    closing_stock: "Closing stock", "आख़िर का स्टॉक";
    /// More came in.
    net_profit: "Net profit", "शुद्ध नफ़ा";
    /// More went out.
    net_loss: "Net loss", "शुद्ध नुक़सान";
    /// More was sold than bought and spent, where the stock is left out: no profit.
    more_sold: "More sold than bought and spent (stock not counted)", "ख़रीद और ख़र्च से ज़्यादा बिका (स्टॉक नहीं गिना)";
    /// More was bought and spent than sold, likewise.
    more_bought: "More bought and spent than sold (stock not counted)", "बिक्री से ज़्यादा ख़रीद और ख़र्च (स्टॉक नहीं गिना)";
    /// Side of the trial balance.
    debit: "Debit", "नामे";
    /// Side of the trial balance.
    credit: "Credit", "जमा";
    /// Sales less what came back.
    net: "Sales less returns", "वापसी घटाकर बिक्री";
    /// Tax of a rate on a receipt: rate, then taxable value.
    on: "{} on {}", "{} ({} पर)";
}

impl Labels {
    /// What the law has the top say. The endorsements are in the words of Rule 46, whatever the language.
    pub const fn declaration(&self, declaration: Declaration) -> &'static str {
        match declaration {
            Declaration::Composition => self.composition,
            Declaration::TaxStays => self.tax_stays,
            Declaration::Sez { taxed: true } => {
                "SUPPLY TO SEZ UNIT OR SEZ DEVELOPER FOR AUTHORISED OPERATIONS ON PAYMENT OF INTEGRATED TAX"
            }
            Declaration::Sez { taxed: false } => {
                "SUPPLY TO SEZ UNIT OR SEZ DEVELOPER FOR AUTHORISED OPERATIONS UNDER BOND OR LETTER OF UNDERTAKING \
                 WITHOUT PAYMENT OF INTEGRATED TAX"
            }
            Declaration::Export { taxed: true } => "SUPPLY MEANT FOR EXPORT ON PAYMENT OF INTEGRATED TAX",
            Declaration::Export { taxed: false } => {
                "SUPPLY MEANT FOR EXPORT UNDER BOND OR LETTER OF UNDERTAKING WITHOUT PAYMENT OF INTEGRATED TAX"
            }
        }
    }

    /// The name of a kind of document.
    pub const fn title(&self, title: Title) -> &'static str {
        match title {
            Title::TaxInvoice => self.tax_invoice,
            Title::BillOfSupply => self.bill_of_supply,
            Title::InvoiceCumBillOfSupply => self.invoice_cum_bill_of_supply,
            Title::Bill => self.bill,
            Title::CreditNote { .. } => self.credit_note,
        }
    }

    /// A way of paying.
    pub const fn mode(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::Cash => self.cash,
            Mode::Upi => self.upi,
            Mode::Card => self.card,
            Mode::Bank => self.bank,
            Mode::Cheque => self.cheque,
        }
    }

    /// The mark of a copy.
    pub const fn copy(&self, copy: CopyMark) -> &'static str {
        match copy {
            CopyMark::Original => self.original,
            CopyMark::Transporter => self.transporter,
            CopyMark::Supplier => self.supplier,
        }
    }
}

/// Puts values where a label has `{}`, in their order.
pub(crate) fn filled(label: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut parts = label.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(values.next().unwrap_or(&""));
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_everything_and_leave_the_same_gaps() {
        let hindi = Labels::hindi().all();
        for ((name, english), (_, hindi)) in Labels::english().all().into_iter().zip(hindi) {
            assert!(!english.is_empty() && !hindi.is_empty(), "{name}");
            assert_eq!(english.matches("{}").count(), hindi.matches("{}").count(), "{name}");
        }
    }

    #[test]
    fn values_take_their_gaps_in_order() {
        assert_eq!(filled("Page {} of {}", &["2", "7"]), "Page 2 of 7");
        assert_eq!(filled("{} की ओर से", &["{}"]), "{} की ओर से");
    }
}
