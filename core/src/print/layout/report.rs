//! A report on A4: the shop's head, which days, and the tables one below the other over as many pages as they take.

use super::super::labels::Labels;
use super::super::page::Page;
use super::super::report::{ReportSheet, ReportTable, Set};
use super::flow::{Flow, WIDTH};
use super::grid::{Column, Grid};
use super::header;
use crate::error::Result;

/// The pages of the report.
pub(super) fn draw(sheet: &ReportSheet, labels: &Labels) -> Result<Vec<Page>> {
    let right = format!("{} · {}", sheet.title, sheet.period);
    let mut flow = Flow::new(labels, (sheet.shop.name.clone(), right), false, 1.0);
    header::masthead(&mut flow, &sheet.shop, &header::named(sheet.title), labels);
    header::about(&mut flow, vec![(labels.period, sheet.period.clone()), (labels.date, sheet.made.indian())]);
    for table in &sheet.tables {
        if !table.title.is_empty() {
            header::caption(&mut flow, table.title);
        }
        draw_table(&mut flow, table);
        flow.gap(14.0);
    }
    Ok(flow.finish())
}

fn draw_table(flow: &mut Flow<'_>, table: &ReportTable) {
    let column = |(title, set): &(&'static str, Set)| match set {
        Set::Short => Column::left(title),
        Set::Wide => Column::flexible(title),
        Set::Figures => Column::right(title),
    };
    let columns = table.columns.iter().map(column).collect();
    let (rows, total) = (table.rows.clone(), table.total.clone());
    Grid { columns, rows, total, carry: None, width: WIDTH, spread: false }.draw(flow);
}
