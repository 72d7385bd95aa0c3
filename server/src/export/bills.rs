//! `bills.csv`: a row for each line and each charge of each bill, the bill's own figures on every row.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::bill::ListBills;
use smartkhata_core::demo::Door;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Bill, Voucher};
use smartkhata_core::store::sqlite::Batch;
use smartkhata_core::tax::compute::Amounts;

use super::file::{File, Written};
use super::journal::{named, plain};
use super::masters::PAGE;
use super::{Standing, Standings};

/// The columns.
pub const COLUMNS: [&str; 38] = [
    "bill_id",
    "number",
    "date",
    "document",
    "party_id",
    "party_name",
    "party_gstin",
    "place_of_supply",
    "tax_mode",
    "reverse_charge",
    "due",
    "bill_taxable",
    "bill_cgst",
    "bill_sgst",
    "bill_igst",
    "bill_cess",
    "bill_discount",
    "bill_round_off",
    "bill_total",
    "bill_paid",
    "bill_cancelled",
    "row",
    "item_id",
    "description",
    "hsn",
    "unit",
    "quantity",
    "price",
    "price_includes_tax",
    "retail_price",
    "discount",
    "rate",
    "taxable",
    "cgst",
    "sgst",
    "igst",
    "cess",
    "total",
];

/// Where each bill stands.
pub fn standings(batch: &mut Batch<'_, '_, '_>) -> Result<Standings> {
    let mut standings = Standings::new();
    let mut after = None;
    loop {
        let page = batch.ask(ListBills { after, limit: PAGE, ..ListBills::default() })?;
        let rows = page.rows.into_iter();
        standings.extend(rows.map(|row| (row.id, Standing { paid: row.paid, cancelled: row.cancelled })));
        after = page.next;
        if after.is_none() {
            return Ok(standings);
        }
    }
}

/// The table being written.
pub struct Table {
    file: File,
    standings: Standings,
}

impl Table {
    /// With its columns only.
    pub fn new(folder: &Path, standings: Standings) -> Result<Self> {
        let file = File::table(folder, "bills.csv", "every line and charge of every bill", &COLUMNS)?;
        Ok(Self { file, standings })
    }

    /// The rows of a voucher, if it is a bill.
    pub fn voucher(&mut self, voucher: &Voucher) -> Result<()> {
        let Detail::Bill(bill) = &voucher.detail else { return Ok(()) };
        let standing = self.standings.get(&voucher.id).copied().unwrap_or_default();
        rows(&mut self.file, &head(voucher, bill, standing), bill)
    }

    /// The whole file.
    pub fn finish(self) -> Result<Written> {
        self.file.finish()
    }
}

/// The rows of a document: its lines, then its charges, each behind the document's own figures.
pub fn rows(file: &mut File, head: &[String], bill: &Bill) -> Result<()> {
    for line in &bill.lines {
        let own = [
            "line".into(),
            line.item.map(|id| id.to_string()).unwrap_or_default(),
            line.name.clone(),
            line.hsn.clone(),
            line.unit.clone(),
            plain(&line.quantity),
            plain(&line.price),
            line.price_includes_tax.to_string(),
            line.retail_price.map(|price| plain(&price)).unwrap_or_default(),
            line.discount.plain(),
            line.rate.to_string(),
        ];
        row(file, head, own, &line.amounts, line.total.plain())?;
    }
    for charge in &bill.charges {
        let mut own: [String; 11] = Default::default();
        let [row_is, _, description, .., rate] = &mut own;
        (*row_is, *description, *rate) = ("charge".into(), charge.name.clone(), charge.rate.to_string());
        row(file, head, own, &charge.amounts, charge.total.plain())?;
    }
    Ok(())
}

fn row(file: &mut File, head: &[String], own: [String; 11], amounts: &Amounts, total: String) -> Result<()> {
    let Amounts { taxable, cgst, sgst, igst, cess } = amounts;
    let figures = [taxable.plain(), cgst.plain(), sgst.plain(), igst.plain(), cess.plain(), total];
    let cells: Vec<String> = head.iter().cloned().chain(own).chain(figures).collect();
    file.row(&cells)
}

/// A document's own figures.
pub fn head(voucher: &Voucher, bill: &Bill, standing: Standing) -> Vec<String> {
    vec![
        voucher.id.to_string(),
        voucher.number.clone(),
        voucher.date.to_string(),
        named(&bill.kind),
        voucher.party.id.map(|id| id.to_string()).unwrap_or_default(),
        voucher.party.name.clone(),
        voucher.party.gstin.clone(),
        bill.place_of_supply.clone(),
        named(&bill.mode),
        bill.reverse_charge.to_string(),
        bill.due.to_string(),
        bill.amounts.taxable.plain(),
        bill.amounts.cgst.plain(),
        bill.amounts.sgst.plain(),
        bill.amounts.igst.plain(),
        bill.amounts.cess.plain(),
        bill.discount.plain(),
        bill.round_off.plain(),
        bill.total.plain(),
        standing.paid.plain(),
        standing.cancelled.to_string(),
    ]
}
