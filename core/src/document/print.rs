//! A stored bill as a printed page: what the voucher holds, with where it stands now, under the shop as it was then.
//! Nothing is worked out anew.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::bill::{BillSettled, BillView, Copy, FileResponse, GetSettled, PrintBill, PrintReceipt};
use crate::api::returns::ReturnView;
use crate::business::paper::{self, Kind, labels, lines_of, some, state};
use crate::business::{Language, Paper, Shop};
use crate::code::state::StateCode;
use crate::date::Date;
use crate::document::voucher::Detail;
use crate::document::{Bill, BillKind, PartySnapshot, Voucher, VoucherKind, get, returns, seller, settled};
use crate::error::{OrError, Result};
use crate::id::VoucherId;
use crate::money::Paise;
use crate::party::Registration;
use crate::print;
use crate::print::sheet::{self, BillSheet, CopyMark, Declaration, Title};
use crate::store::Engine;
use crate::tax::compute::{Amounts, TaxMode};
use crate::tax::rate::Treatment;
use crate::words;

/// The bill as an A4 PDF.
pub async fn pdf<E: Engine>(session: &mut Session<'_, E>, request: PrintBill) -> Result<FileResponse> {
    let shop = session.shop().await?;
    let printed = Printed::find(session, request.id).await?;
    let language = request.language.unwrap_or(shop.language);
    let page = Page { shop: &shop, language, copy: Some(request.copy), today: session.today() };
    let sheet = printed.sheet(&page)?;
    let bytes = print::invoice_pdf(&sheet, &labels(language))?;
    Ok(paper::file(&name_parts(&shop, printed.voucher()), Kind::Pdf, &bytes))
}

/// The bill as a receipt, a PNG for a printer of that width; for the shop's own when none is named.
pub async fn receipt<E: Engine>(session: &mut Session<'_, E>, request: PrintReceipt) -> Result<FileResponse> {
    let shop = session.shop().await?;
    let printed = Printed::find(session, request.id).await?;
    let language = request.language.unwrap_or(shop.language);
    let paper = match request.paper.unwrap_or(shop.paper) {
        Paper::Mm80 => print::Paper::Mm80,
        Paper::Mm58 => print::Paper::Mm58,
    };
    let page = Page { shop: &shop, language, copy: None, today: session.today() };
    let bytes = print::receipt_png(&printed.sheet(&page)?, &labels(language), paper)?;
    Ok(paper::file(&name_parts(&shop, printed.voucher()), Kind::Png, &bytes))
}

fn name_parts<'a>(shop: &'a Shop, voucher: &'a Voucher) -> [&'a str; 3] {
    [&shop.name, &voucher.number, &voucher.party.name]
}

/// For whom a document is printed, and when.
struct Page<'a> {
    shop: &'a Shop,
    language: Language,
    copy: Option<Copy>,
    today: Date,
}

/// What is printed, with where it stands now.
enum Printed {
    Bill(BillView, BillSettled),
    CreditNote(ReturnView),
}

impl Printed {
    async fn find<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<Self> {
        let stored = get::stored(session, id).await?.or_not_found("bill")?;
        match stored.voucher.kind {
            VoucherKind::Return => Ok(Self::CreditNote(returns::view(session, id).await?)),
            _ => {
                let view = get::view(session, id).await?;
                Ok(Self::Bill(view, settled::settled(session, GetSettled { id }).await?))
            }
        }
    }

    fn voucher(&self) -> &Voucher {
        match self {
            Self::Bill(view, _) => &view.voucher,
            Self::CreditNote(view) => &view.voucher,
        }
    }

    fn sheet(&self, page: &Page<'_>) -> Result<BillSheet> {
        match self {
            Self::Bill(view, settled) => {
                let Detail::Bill(bill) = &view.voucher.detail else { return None.or_not_found("bill") };
                let sheet = sheet_of(page, bill, view)?;
                let (let_off, returned) = (settled.let_off, settled.returned);
                let received = view.paid.sub(let_off, "received")?.sub(returned, "received")?;
                Ok(BillSheet { received, let_off, returned, ..sheet })
            }
            Self::CreditNote(view) => credit_note(page, view),
        }
    }
}

/// What is printed of a credit note (Rule 53): its goods as a bill prints them, with the bill that it is about and
/// without anything that asks for money.
fn credit_note(page: &Page<'_>, view: &ReturnView) -> Result<BillSheet> {
    let note = returns::note(&view.voucher)?;
    let content = &note.content;
    let as_bill = BillView {
        voucher: view.voucher.clone(),
        paid: view.refunded,
        due: view.on_khata,
        change: Paise::ZERO,
        cancelled: view.cancelled.clone(),
        balance: Paise::ZERO,
        returns: Vec::new(),
        returnable: Vec::new(),
    };
    let sheet = sheet_of(page, content, &as_bill)?;
    Ok(BillSheet {
        title: Title::CreditNote { with_tax: content.mode != TaxMode::None },
        declaration: if note.leaves_the_tax() { Some(Declaration::TaxStays) } else { sheet.declaration },
        copy: None,
        against: note.against.as_ref().map(|bill| (bill.number.clone(), bill.date)),
        due: None,
        let_off: view.let_off,
        previous_balance: None,
        bank: None,
        upi: None,
        terms: Vec::new(),
        ..sheet
    })
}

/// What is printed of a bill.
fn sheet_of(page: &Page<'_>, bill: &Bill, view: &BillView) -> Result<BillSheet> {
    let Page { shop, language, copy, today } = *page;
    let voucher = &view.voucher;
    let party = &voucher.party;
    let issuer = seller::at_issue(shop, bill);
    let buyer = (!party.name.is_empty() || party.id.is_some()).then(|| sheet::Addressee {
        name: party.name.clone(),
        address: paper::address(&party.address, &party.pin),
        phone: some(&party.phone),
        gstin: some(&party.gstin),
        state: state(&party.state, language),
    });
    // A bill of supply goes without the copy marks of Rule 48, which are a tax invoice's.
    let is_tax_invoice = matches!(bill.kind, BillKind::TaxInvoice | BillKind::InvoiceCumBillOfSupply);
    let previous = view.balance.sub(view.due, "balance")?;
    // An advance that covers the bill leaves nothing to ask for.
    let to_pay = if party.id.is_some() { view.due.min(view.balance) } else { view.due };
    Ok(BillSheet {
        title: match bill.kind {
            BillKind::TaxInvoice => Title::TaxInvoice,
            BillKind::BillOfSupply => Title::BillOfSupply,
            BillKind::InvoiceCumBillOfSupply => Title::InvoiceCumBillOfSupply,
            BillKind::PlainBill => Title::Bill,
        },
        copy: copy.filter(|_| is_tax_invoice).map(|copy| match copy {
            Copy::Original => CopyMark::Original,
            Copy::Duplicate => CopyMark::Transporter,
            Copy::Triplicate => CopyMark::Supplier,
        }),
        cancelled: view.cancelled.is_some(),
        number: voucher.number.clone(),
        date: voucher.date,
        against: None,
        due: bill.agreed(voucher.date),
        shop: paper::head(&issuer, language),
        buyer,
        ship_to: (!bill.ship_to.is_empty()).then(|| sheet::Addressee {
            name: party.name.clone(),
            address: lines_of(&bill.ship_to),
            ..sheet::Addressee::default()
        }),
        place_of_supply: state(&bill.place_of_supply, language).filter(|_| bill.kind != BillKind::PlainBill),
        reverse_charge: bill.reverse_charge,
        mode: bill.mode,
        lines: bill.lines.iter().map(line).collect::<Result<_>>()?,
        charges: bill
            .charges
            .iter()
            .map(|charge| sheet::Charge { label: charge.name.clone(), amount: charge.amounts.taxable })
            .collect(),
        tax: tax_rows(bill)?,
        totals: totals(bill)?,
        received: view.paid,
        let_off: Paise::ZERO,
        returned: Paise::ZERO,
        balance_due: view.due,
        // What was owed before is said on the bill's day. Later the khata holds what came after it, too.
        previous_balance: (party.id.is_some() && view.cancelled.is_none() && voucher.date == today)
            .then_some(previous)
            .filter(|previous| !previous.is_zero()),
        in_words: match language {
            Language::Hindi => words::rupees_in_hindi(voucher.amount),
            Language::English | Language::Hinglish => words::rupees_in_english(voucher.amount),
        },
        bank: paper::bank(shop),
        upi: paper::upi(shop, to_pay, &voucher.number),
        terms: lines_of(&shop.terms),
        notes: lines_of(&voucher.note),
        signature: bill.kind != BillKind::PlainBill,
        declaration: declaration(bill, &issuer, party),
    })
}

/// What the top says by law.
fn declaration(bill: &Bill, issuer: &Shop, buyer: &PartySnapshot) -> Option<Declaration> {
    let taxed = !bill.amounts.igst.is_zero();
    match bill.kind {
        _ if issuer.registration == Registration::Composition => Some(Declaration::Composition),
        BillKind::PlainBill => None,
        _ if bill.place_of_supply == StateCode::OTHER_COUNTRIES.to_string() => Some(Declaration::Export { taxed }),
        _ => buyer.sez.then_some(Declaration::Sez { taxed }),
    }
}

fn line(line: &crate::document::BillLine) -> Result<sheet::Line> {
    Ok(sheet::Line {
        description: line.name.clone(),
        hsn: some(&line.hsn),
        quantity: line.quantity,
        unit: line.unit.clone(),
        price: line.price,
        price_includes_tax: line.price_includes_tax,
        retail_price: line.retail_price,
        discount: line.discount.add(line.bill_discount, "discount")?,
        taxable: line.amounts.taxable,
        rate: line.rate,
        treatment: line.treatment,
        cgst: line.amounts.cgst,
        sgst: line.amounts.sgst,
        igst: line.amounts.igst,
        cess: line.amounts.cess,
        total: line.total,
    })
}

/// The tax table: one row for each HSN and rate, charges under no HSN.
fn tax_rows(bill: &Bill) -> Result<Vec<sheet::TaxRow>> {
    if bill.mode == TaxMode::None {
        return Ok(Vec::new());
    }
    let taxed = bill.lines.iter().filter(|line| line.treatment.is_taxed());
    let lines = taxed.map(|line| (line.hsn.as_str(), line.rate, line.amounts));
    let charges = bill.charges.iter().map(|charge| ("", charge.rate, charge.amounts));
    let mut rows: BTreeMap<_, Amounts> = BTreeMap::new();
    for (hsn, rate, amounts) in lines.chain(charges) {
        let sum = rows.entry((hsn, rate)).or_default();
        *sum = sum.add(amounts)?;
    }
    let row = |((hsn, rate), amounts): ((&str, _), Amounts)| sheet::TaxRow {
        hsn: some(hsn),
        rate,
        taxable: amounts.taxable,
        cgst: amounts.cgst,
        sgst: amounts.sgst,
        igst: amounts.igst,
        cess: amounts.cess,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The sums. Beside tax the value of goods that bear none stands apart; a bill without tax has one value.
fn totals(bill: &Bill) -> Result<sheet::Totals> {
    let of = |treatment| {
        let lines = bill.lines.iter().filter(|line| bill.mode != TaxMode::None && line.treatment == treatment);
        Paise::sum(lines.map(|line| line.amounts.taxable), "value")
    };
    let (nil_rated, exempt, non_gst) = (of(Treatment::NilRated)?, of(Treatment::Exempt)?, of(Treatment::NonGst)?);
    let Amounts { taxable, cgst, sgst, igst, cess } = bill.amounts;
    let taxable = taxable.sub(Paise::sum([nil_rated, exempt, non_gst], "value")?, "taxable_value")?;
    let (round_off, total) = (bill.round_off, bill.total);
    Ok(sheet::Totals { taxable, nil_rated, exempt, non_gst, cgst, sgst, igst, cess, round_off, total })
}
