//! Reports, as JSON, for spreadsheets, or on paper.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use smartkhata_core::api::Handle;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{GetOutstanding, Outstanding, PartySort};
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::api::report::{
    DayBook, GetDayBook, GetGst, GetProfitLoss, GetStock, GetTrialBalance, GstAnalysis, PrintOutstanding, PrintReport,
    ProfitLoss, Report, Stock, StockSort, TrialBalance,
};
use smartkhata_core::business::Language;
use smartkhata_core::date::Date;
use smartkhata_core::money::Paise;
use smartkhata_core::tax::compute::RateRow;
use utoipa::IntoParams;

use super::ask::{Answered, Ask, Query, limit};
use super::document::File;
use super::edition::Looked;
use super::table::{self, Format, Table, word};
use crate::cloud::Cloud;

/// The report on paper.
async fn pdf(cloud: &Cloud, ask: &Ask, report: Report, language: Option<Language>) -> Answered {
    ask.print(cloud, PrintReport { report, language }).await
}

/// Which months.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Months {
    /// Any day in the first month.
    from: Date,
    /// Any day in the last month.
    to: Date,
    /// Value opening and closing stock, by the weighted average of each item's financial year.
    with_stock: Option<bool>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// Profit and loss over whole months
#[utoipa::path(get, path = "/api/reports/profit-loss", tag = "reports", params(Months),
    responses((status = 200, description = "The report.",
        content((ProfitLoss = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn profit_loss(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Months>) -> Answered {
    let Months { from, to, with_stock, format, language } = query;
    let (with_stock, wanted) = (with_stock.unwrap_or_default(), Format::wanted(format, &ask.headers));
    if wanted == Format::Pdf {
        return pdf(&cloud, &ask, Report::ProfitLoss { from, to, with_stock }, language).await;
    }
    let mut books = match ask.edition(&cloud, GetProfitLoss::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let report = books.read(GetProfitLoss { from, to, with_stock }).await?;
    if wanted == Format::Json {
        return books.json(&report);
    }
    let mut file = Table::new(&["side", "account", "amount"])?;
    for (side, lines) in [("income", &report.income), ("expense", &report.expenses)] {
        for line in lines {
            file.row(&[side, &line.account, &line.amount.plain()])?;
        }
    }
    file.row(&["stock", "opening", &report.opening_stock.plain()])?;
    file.row(&["stock", "closing", &report.closing_stock.plain()])?;
    file.row(&["profit", "", &report.profit.plain()])?;
    books.answer(file.answer(&format!("profit-loss-{}-{}.csv", report.from, report.to))?)
}

/// Which debts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Debts {
    /// In which order; who owes the most first when absent. On paper always so.
    #[param(inline)]
    sort: Option<PartySort>,
    /// Only who owes at least so much, in paise; the sums are of those too. On paper everybody.
    #[param(value_type = Option<i64>)]
    at_least: Option<Paise>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// Who owes, how much, for how long
#[utoipa::path(get, path = "/api/reports/outstanding", tag = "reports", params(Debts),
    responses((status = 200, description = "The report.",
        content((Outstanding = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn outstanding(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Debts>) -> Answered {
    let Debts { sort, at_least, mut after, limit: rows, format, language } = query;
    let (at_least, limit) = (at_least.unwrap_or_default(), limit(rows)?);
    match Format::wanted(format, &ask.headers) {
        Format::Json => return ask.list(&cloud, GetOutstanding { sort, at_least, after, limit }).await,
        Format::Pdf => return ask.print(&cloud, PrintOutstanding { language }).await,
        Format::Csv => {}
    }
    let mut books = match ask.edition(&cloud, GetOutstanding::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let mut session = books.session()?;
    let columns =
        ["party", "phone", "balance", "days_30", "days_60", "days_90", "older", "last_date", "party_id", "overdue"];
    let (mut file, mut rows) = (Table::new(&columns)?, 0_usize);
    loop {
        let part = GetOutstanding { sort, at_least, after, limit: 500 }.handle(&mut session).await?.page;
        rows = rows.saturating_add(part.rows.len());
        if rows > table::MOST {
            return Err(table::too_long().into());
        }
        for row in part.rows {
            file.row(&[
                row.party.name,
                row.party.phone,
                row.party.balance.plain(),
                row.days_30.plain(),
                row.days_60.plain(),
                row.days_90.plain(),
                row.older.plain(),
                row.party.last_date.map(|date| date.to_string()).unwrap_or_default(),
                row.party.id.to_string(),
                row.overdue.plain(),
            ])?;
        }
        after = part.next;
        if after.is_none() {
            drop(session);
            return books.answer(file.answer("outstanding.csv")?);
        }
    }
}

/// At the end of which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct At {
    /// The day; every entry counts when absent.
    at: Option<Date>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// Every account's balance
#[utoipa::path(get, path = "/api/reports/trial-balance", tag = "reports", params(At),
    responses((status = 200, description = "The report.",
        content((TrialBalance = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn trial_balance(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<At>) -> Answered {
    let At { at, format, language } = query;
    let wanted = Format::wanted(format, &ask.headers);
    if wanted == Format::Pdf {
        return pdf(&cloud, &ask, Report::TrialBalance { at }, language).await;
    }
    let mut books = match ask.edition(&cloud, GetTrialBalance::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let report = books.read(GetTrialBalance { at }).await?;
    if wanted == Format::Json {
        return books.json(&report);
    }
    let mut file = Table::new(&["account", "class", "debit", "credit"])?;
    for row in &report.rows {
        file.row(&[row.account.clone(), word(&row.class), row.debit.plain(), row.credit.plain()])?;
    }
    file.row(&["total", "", &report.debit.plain(), &report.credit.plain()])?;
    books.answer(file.answer(&format!("trial-balance-{}.csv", report.at))?)
}

/// Which days, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
    /// In which order; the oldest first when absent. On paper always so.
    #[param(inline)]
    sort: Option<DaySort>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// All vouchers of some days
#[utoipa::path(get, path = "/api/reports/day-book", tag = "reports", params(Days),
    responses((status = 200, description = "The report.",
        content((DayBook = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn day_book(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Days>) -> Answered {
    let Days { from, to, sort, mut after, limit: rows, format, language } = query;
    let limit = limit(rows)?;
    match Format::wanted(format, &ask.headers) {
        Format::Json => return ask.list(&cloud, GetDayBook { from, to, sort, after, limit }).await,
        Format::Pdf => return pdf(&cloud, &ask, Report::DayBook { from, to }, language).await,
        Format::Csv => {}
    }
    let mut books = match ask.edition(&cloud, GetDayBook::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let mut session = books.session()?;
    let columns = ["date", "kind", "number", "party", "amount", "cancelled", "voucher_id", "from", "to"];
    let (mut file, mut rows) = (Table::new(&columns)?, 0_usize);
    loop {
        let part = GetDayBook { from, to, sort, after, limit: 500 }.handle(&mut session).await?.page;
        rows = rows.saturating_add(part.rows.len());
        if rows > table::MOST {
            return Err(table::too_long().into());
        }
        for row in part.rows {
            let [from, to] = row.moved.map_or_else(Default::default, |moved| [moved.from, moved.to]);
            file.row(&[
                row.date.to_string(),
                word(&row.kind),
                row.number,
                row.party_name,
                row.amount.plain(),
                row.cancelled.to_string(),
                row.voucher.to_string(),
                from,
                to,
            ])?;
        }
        after = part.next;
        if after.is_none() {
            drop(session);
            return books.answer(file.answer(&format!("day-book-{from}-{to}.csv"))?);
        }
    }
}

/// Which goods.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Goods {
    /// In which order; by name when absent. On paper always so.
    #[param(inline)]
    sort: Option<StockSort>,
    /// Only what is at or below its warning level; the worth of all stock is told beside it. On paper everything.
    low: Option<bool>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// Rows of a page; 50 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// What is in stock, and what it is worth
#[utoipa::path(get, path = "/api/reports/stock", tag = "reports", params(Goods),
    responses((status = 200, description = "The report.",
        content((Stock = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn stock(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<Goods>) -> Answered {
    let Goods { sort, low, mut after, limit: rows, format, language } = query;
    let (sort, low, limit) = (sort.unwrap_or_default(), low.unwrap_or_default(), limit(rows)?);
    match Format::wanted(format, &ask.headers) {
        Format::Json => return ask.list(&cloud, GetStock { sort, low, after, limit }).await,
        Format::Pdf => return pdf(&cloud, &ask, Report::Stock {}, language).await,
        Format::Csv => {}
    }
    let mut books = match ask.edition(&cloud, GetStock::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let mut session = books.session()?;
    let columns = ["item", "unit", "stock", "low_stock", "value", "item_id"];
    let (mut file, mut rows) = (Table::new(&columns)?, 0_usize);
    loop {
        let part = GetStock { sort, low, after, limit: 500 }.handle(&mut session).await?.page;
        rows = rows.saturating_add(part.rows.len());
        if rows > table::MOST {
            return Err(table::too_long().into());
        }
        for row in part.rows {
            let (stock, low) = (row.stock.to_string().replace(',', ""), row.low_stock.to_string().replace(',', ""));
            file.row(&[row.name, row.unit, stock, low, row.value.plain(), row.item.to_string()])?;
        }
        after = part.next;
        if after.is_none() {
            drop(session);
            return books.answer(file.answer("stock.csv")?);
        }
    }
}

/// Which days of tax.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaxDays {
    /// First day.
    from: Date,
    /// Last day; at most a year after the first.
    to: Date,
    /// As what; `Accept` says it too.
    #[param(inline)]
    format: Option<Format>,
    /// Language of the printed words; the shop's own when absent.
    #[param(inline)]
    language: Option<Language>,
}

/// Tax on sales by rate and head
#[utoipa::path(get, path = "/api/reports/gst", tag = "reports", params(TaxDays),
    responses((status = 200, description = "The report.",
        content((GstAnalysis = "application/json"), (String = "text/csv"), (File = "application/pdf")))))]
pub async fn gst(State(cloud): State<Arc<Cloud>>, ask: Ask, Query(query): Query<TaxDays>) -> Answered {
    let TaxDays { from, to, format, language } = query;
    let wanted = Format::wanted(format, &ask.headers);
    if wanted == Format::Pdf {
        return pdf(&cloud, &ask, Report::Gst { from, to }, language).await;
    }
    let mut books = match ask.edition(&cloud, GetGst::NAME).await? {
        Looked::Unchanged(answer) => return Ok(answer),
        Looked::Open(books) => books,
    };
    let report = books.read(GetGst { from, to }).await?;
    if wanted == Format::Json {
        return books.json(&report);
    }
    let mut file = Table::new(&["side", "rate", "taxable", "cgst", "sgst", "igst", "cess"])?;
    let cells = |side: &str, rate: String, row: &smartkhata_core::tax::compute::Amounts| {
        let figures = [row.taxable, row.cgst, row.sgst, row.igst, row.cess];
        let figures = figures.iter().map(|figure| figure.plain());
        [side.to_owned(), rate].into_iter().chain(figures).collect::<Vec<String>>()
    };
    for (side, rows) in [("sales", &report.sales), ("returns", &report.returns)] {
        for RateRow { rate, amounts } in rows {
            file.row(&cells(side, rate.to_string(), amounts))?;
        }
    }
    file.row(&cells("reverse_charge", String::new(), &report.reverse_charge))?;
    file.row(&cells("net", String::new(), &report.net))?;
    if report.unread > 0 {
        // What only a newer app can read has no figures by head.
        let told = format!("not counted: {} of a newer app, {}", report.unread, report.unread_amount.plain());
        file.row(&std::iter::once(told).chain(std::iter::repeat_n(String::new(), 6)).collect::<Vec<_>>())?;
    }
    books.answer(file.answer(&format!("gst-{from}-{to}.csv"))?)
}
