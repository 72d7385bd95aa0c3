//! Reports on paper: for the accountant, the bank, the drawer.

use super::account_words::account;
use crate::api::Session;
use crate::api::bill::FileResponse;
use crate::api::party::GetOutstanding;
use crate::api::report::{
    AccountSum, DayBook, GetDayBook, GetGst, GetProfitLoss, GetStock, GetTrialBalance, PrintOutstanding, PrintReport,
    Report,
};
use crate::business::paper::{self, Kind, labels};
use crate::business::{Language, Shop};
use crate::date::Date;
use crate::document::VoucherKind;
use crate::error::{Code, Error, Result};
use crate::money::Paise;
use crate::print::report::{ReportSheet, ReportTable, Set};
use crate::print::{self, Labels};
use crate::store::Engine;
use crate::tax::compute::{Amounts, RateRow};

/// Lines of one report: some two hundred pages.
const MOST_LINES: usize = 10_000;
/// Lines read at a time.
const PAGE: u32 = 500;

/// The paper that a report is written on.
struct Paper {
    shop: Shop,
    language: Language,
    words: Labels,
    made: Date,
}

/// A report as an A4 PDF.
pub async fn report<E: Engine>(session: &mut Session<'_, E>, request: PrintReport) -> Result<FileResponse> {
    let paper = Paper::of(session, request.language).await?;
    match request.report {
        Report::DayBook { from, to } => day_book(session, &paper, from, to).await,
        Report::ProfitLoss { from, to, with_stock } => {
            profit_loss(session, &paper, GetProfitLoss { from, to, with_stock }).await
        }
        Report::TrialBalance { at } => trial_balance(session, &paper, GetTrialBalance { at }).await,
        Report::Gst { from, to } => gst(session, &paper, GetGst { from, to }).await,
        Report::Stock {} => stock(session, &paper).await,
    }
}

/// Who owes, how much, for how long, as an A4 PDF.
pub async fn outstanding<E: Engine>(session: &mut Session<'_, E>, request: PrintOutstanding) -> Result<FileResponse> {
    let paper = Paper::of(session, request.language).await?;
    let words = &paper.words;
    let (mut rows, mut sums, mut after) = (Vec::new(), [Paise::ZERO; 6], None);
    loop {
        let part = super::outstanding::outstanding(
            session,
            GetOutstanding { after, limit: PAGE, ..GetOutstanding::default() },
        )
        .await?
        .page;
        for row in part.rows {
            let figures = [row.days_30, row.days_60, row.days_90, row.older, row.overdue, row.party.balance];
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum = sum.add(figure, "total")?;
            }
            rows.push(cells([row.party.name, row.party.phone], figures));
        }
        short_enough(rows.len())?;
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    let columns = vec![
        (words.party, Set::Wide),
        (words.phone, Set::Short),
        (words.days_30, Set::Figures),
        (words.days_60, Set::Figures),
        (words.days_90, Set::Figures),
        (words.older, Set::Figures),
        (words.overdue, Set::Figures),
        (words.balance, Set::Figures),
    ];
    let total = cells([words.total.to_owned(), String::new()], sums);
    paper.file(words.outstanding, &[paper.made], vec![ReportTable { title: "", columns, rows, total }])
}

async fn day_book<E: Engine>(
    session: &mut Session<'_, E>,
    paper: &Paper,
    from: Date,
    to: Date,
) -> Result<FileResponse> {
    let words = &paper.words;
    let (mut rows, mut after) = (Vec::new(), None);
    let book = loop {
        let ask = GetDayBook { from, to, sort: None, after, limit: PAGE };
        let mut book = super::day_book::day_book(session, ask).await?;
        for row in std::mem::take(&mut book.page.rows) {
            let cancelled = if row.cancelled { words.cancelled } else { "" };
            let between = row.moved.map(|moved| {
                let ends = [moved.from, moved.to].map(|code| account(&code, paper.language));
                print::filled(words.from_to, &ends.each_ref().map(String::as_str))
            });
            let between = between.unwrap_or_default();
            let entry = [kind(row.kind, words), &row.number, &row.party_name, &between, cancelled];
            let entry: Vec<&str> = entry.into_iter().filter(|part| !part.is_empty()).collect();
            rows.push(vec![row.date.indian(), entry.join(" · "), row.amount.to_string()]);
        }
        short_enough(rows.len())?;
        after = book.page.next.take();
        if after.is_none() {
            break book;
        }
    };
    let columns = vec![(words.date, Set::Short), (words.entry, Set::Wide), (words.amount, Set::Figures)];
    let entries = ReportTable { title: words.entries, columns, rows, total: Vec::new() };
    paper.file(words.day_book, &[from, to], vec![sums(&book, paper), entries])
}

/// What the days come to.
fn sums(book: &DayBook, paper: &Paper) -> ReportTable {
    let words = &paper.words;
    let figures = [
        (words.sales, book.sales),
        (words.returned, book.returned),
        (words.received, book.received),
        (words.paid_out, book.paid),
        (words.khata_entry, book.gave),
    ];
    let mut rows: Vec<_> = figures.iter().map(|(what, sum)| vec![(*what).to_owned(), sum.to_string()]).collect();
    rows.extend(book.by_account.iter().map(|sum| paper.account(sum)));
    let columns = vec![(words.description, Set::Wide), (words.amount, Set::Figures)];
    ReportTable { title: words.summary, columns, rows, total: Vec::new() }
}

async fn profit_loss<E: Engine>(
    session: &mut Session<'_, E>,
    paper: &Paper,
    ask: GetProfitLoss,
) -> Result<FileResponse> {
    let words = &paper.words;
    let with_stock = ask.with_stock;
    let report = super::profit_loss::profit_loss(session, ask).await?;
    let columns = || vec![(words.description, Set::Wide), (words.amount, Set::Figures)];
    let side = |title, lines: &[AccountSum]| -> Result<ReportTable> {
        let total = lines.iter().try_fold(Paise::ZERO, |sum, line| sum.add(line.amount, "total"))?;
        let rows = lines.iter().map(|line| paper.account(line)).collect();
        Ok(ReportTable { title, columns: columns(), rows, total: vec![words.total.to_owned(), total.to_string()] })
    };
    let stock = [(words.opening_stock, report.opening_stock), (words.closing_stock, report.closing_stock)];
    let rows = stock.iter().filter(|_| with_stock).map(|(what, worth)| vec![(*what).to_owned(), worth.to_string()]);
    let result = match (with_stock, report.profit.is_negative()) {
        (true, true) => words.net_loss,
        (true, false) => words.net_profit,
        (false, true) => words.more_bought,
        (false, false) => words.more_sold,
    };
    let total = vec![result.to_owned(), report.profit.abs().to_string()];
    let result = ReportTable { title: words.result, columns: columns(), rows: rows.collect(), total };
    let tables = vec![side(words.income, &report.income)?, side(words.expenses, &report.expenses)?, result];
    paper.file(words.profit_loss, &[report.from, report.to], tables)
}

async fn trial_balance<E: Engine>(
    session: &mut Session<'_, E>,
    paper: &Paper,
    ask: GetTrialBalance,
) -> Result<FileResponse> {
    let words = &paper.words;
    let report = super::trial_balance::trial_balance(session, ask).await?;
    // A side on which nothing stands is left empty.
    let figure = |amount: Paise| if amount == Paise::ZERO { String::new() } else { amount.to_string() };
    let row = |code: &str| account(code, paper.language);
    let rows = report.rows.iter().map(|line| vec![row(&line.account), figure(line.debit), figure(line.credit)]);
    let columns = vec![(words.description, Set::Wide), (words.debit, Set::Figures), (words.credit, Set::Figures)];
    let total = vec![words.total.to_owned(), report.debit.to_string(), report.credit.to_string()];
    let table = ReportTable { title: "", columns, rows: rows.collect(), total };
    paper.file(words.trial_balance, &[report.at], vec![table])
}

async fn gst<E: Engine>(session: &mut Session<'_, E>, paper: &Paper, ask: GetGst) -> Result<FileResponse> {
    let words = &paper.words;
    let report = super::gst::gst(session, ask).await?;
    let row = |what: String, of: &Amounts| cells([what], [of.taxable, of.cgst, of.sgst, of.igst, of.cess]);
    let columns = || {
        vec![
            (words.rate, Set::Wide),
            (words.taxable, Set::Figures),
            (words.cgst, Set::Figures),
            (words.sgst, Set::Figures),
            (words.igst, Set::Figures),
            (words.cess, Set::Figures),
        ]
    };
    let table = |title, rows: &[RateRow]| ReportTable {
        title,
        columns: columns(),
        rows: rows.iter().map(|line| row(format!("{} %", line.rate), &line.amounts)).collect(),
        total: Vec::new(),
    };
    let mut rest = vec![row(words.reverse_charge.to_owned(), &report.reverse_charge)];
    if report.unread > 0 {
        let told = print::filled(words.unread, &[&report.unread.to_string(), &report.unread_amount.to_string()]);
        rest.push(std::iter::once(told).chain(std::iter::repeat_n(String::new(), 5)).collect());
    }
    let net = ReportTable {
        title: words.result,
        columns: columns(),
        rows: rest,
        total: row(words.net.to_owned(), &report.net),
    };
    let of_no_rate = || words.other.to_owned();
    let bought = ReportTable {
        title: words.gst_on_purchases,
        columns: columns(),
        rows: report
            .input
            .iter()
            .map(|line| row(line.rate.map_or_else(of_no_rate, |rate| format!("{rate} %")), &line.amounts))
            .collect(),
        total: row(words.total.to_owned(), &report.input_tax),
    };
    let tables = vec![table(words.sales, &report.sales), table(words.returned, &report.returns), net, bought];
    paper.file(words.gst_on_sales, &[report.from, report.to], tables)
}

async fn stock<E: Engine>(session: &mut Session<'_, E>, paper: &Paper) -> Result<FileResponse> {
    let words = &paper.words;
    let (mut rows, mut after, mut listed) = (Vec::new(), None, Paise::ZERO);
    let worth = loop {
        let part = super::stock::stock(session, GetStock { after, limit: PAGE, ..GetStock::default() }).await?;
        let line = |row: crate::api::report::StockRow| {
            vec![row.name, format!("{} {}", row.stock, row.unit).trim_end().to_owned(), row.value.to_string()]
        };
        listed = listed.add(Paise::sum(part.page.rows.iter().map(|row| row.value), "stock_value")?, "stock_value")?;
        rows.extend(part.page.rows.into_iter().map(line));
        short_enough(rows.len())?;
        after = part.page.next;
        if after.is_none() {
            break part.value;
        }
    };
    // Goods that are not counted, or are out of the list, have cost something all the same.
    let others = worth.sub(listed, "stock_value")?;
    if !others.is_zero() {
        rows.push(vec![words.other_goods.to_owned(), String::new(), others.to_string()]);
    }
    let columns = vec![(words.description, Set::Wide), (words.quantity, Set::Figures), (words.value, Set::Figures)];
    let total = vec![words.total.to_owned(), String::new(), worth.to_string()];
    paper.file(words.stock, &[paper.made], vec![ReportTable { title: "", columns, rows, total }])
}

impl Paper {
    async fn of<E: Engine>(session: &mut Session<'_, E>, language: Option<Language>) -> Result<Self> {
        let shop = session.shop().await?;
        let language = language.unwrap_or(shop.language);
        Ok(Self { language, words: labels(language), made: session.today(), shop })
    }

    fn account(&self, sum: &AccountSum) -> Vec<String> {
        vec![account(&sum.account, self.language), sum.amount.to_string()]
    }

    /// The file of a report over some days, or at the end of one.
    fn file(&self, title: &'static str, days: &[Date], mut tables: Vec<ReportTable>) -> Result<FileResponse> {
        // A heading above nothing is left out: no goods came back in most months.
        tables.retain(|table| !(table.rows.is_empty() && table.total.is_empty()));
        let said: Vec<String> = days.iter().map(|day| day.indian()).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let period = if said.len() == 1 { self.words.as_on } else { self.words.from_to };
        let sheet = ReportSheet {
            shop: paper::head(&self.shop, self.language),
            title,
            period: print::filled(period, &said),
            made: self.made,
            tables,
        };
        let bytes = print::report_pdf(&sheet, &self.words)?;
        let dated: Vec<String> = days.iter().map(Date::to_string).collect();
        let parts: Vec<&str> =
            [self.shop.name.as_str(), title].into_iter().chain(dated.iter().map(String::as_str)).collect();
        Ok(paper::file(&parts, Kind::Pdf, &bytes))
    }
}

/// Words, then figures.
fn cells<const W: usize, const F: usize>(words: [String; W], figures: [Paise; F]) -> Vec<String> {
    words.into_iter().chain(figures.iter().map(ToString::to_string)).collect()
}

const fn kind(kind: VoucherKind, words: &Labels) -> &'static str {
    match kind {
        VoucherKind::Sale => words.bill,
        VoucherKind::Receipt => words.received,
        VoucherKind::Payment => words.paid_out,
        VoucherKind::Gave => words.khata_entry,
        VoucherKind::Opening | VoucherKind::OpeningCredit => words.old_balance,
        VoucherKind::Stock => words.goods_moved,
        VoucherKind::Return => words.returned,
        VoucherKind::Discount => words.discount,
        VoucherKind::Moved => words.moved,
        VoucherKind::Counted => words.counted,
        VoucherKind::Other => words.other,
    }
}

fn short_enough(lines: usize) -> Result<()> {
    if lines <= MOST_LINES {
        return Ok(());
    }
    Err(Error::field(
        Code::TooManyDays,
        "from",
        format!("This report has more than {MOST_LINES} lines. Choose fewer days."),
    ))
}
