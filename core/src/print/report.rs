//! What a report says on paper: [`ReportSheet`], filled by the caller from the report. Nothing is worked out here or in
//! the layout.

use super::sheet::Shop;
use crate::date::Date;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// Words that stay on one line.
    Short,
    /// Words that take the room there is. One column of a table does.
    Wide,
    /// Figures.
    Figures,
}

/// A table of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTable {
    /// What it shows; empty for the only one.
    pub title: &'static str,
    /// Heading and setting of each column.
    pub columns: Vec<(&'static str, Set)>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
    /// The last row; empty for none.
    pub total: Vec<String>,
}

/// Everything that a printed report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSheet {
    /// Whose books.
    pub shop: Shop,
    /// Which report.
    pub title: &'static str,
    /// Which days it is about.
    pub period: String,
    /// The day it was made.
    pub made: Date,
    /// The tables, one below the other.
    pub tables: Vec<ReportTable>,
}
