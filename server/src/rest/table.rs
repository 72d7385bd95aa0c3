//! A list as CSV for spreadsheets (RFC 4180), with a byte order mark: without one they read रमेश as something else.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use serde::{Deserialize, Serialize};
use smartkhata_core::{Code, Error, Result};
use utoipa::ToSchema;

use super::answer;
use super::ask::Answered;
use crate::cell::guarded;

/// Rows that one file may have.
pub const MOST: usize = 50_000;

/// How a list or a report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As it is; a list by pages.
    Json,
    /// All of it, for spreadsheets.
    Csv,
    /// All of it, on paper.
    Pdf,
}

impl Format {
    /// As the address says, or else `Accept`.
    pub fn wanted(said: Option<Self>, headers: &HeaderMap) -> Self {
        said.unwrap_or_else(|| match accepts(headers, &["application/json", "text/csv", "application/pdf"]) {
            Some(1) => Self::Csv,
            Some(2) => Self::Pdf,
            _ => Self::Json,
        })
    }
}

/// A table being written.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// With its columns.
    pub fn new(columns: &[&str]) -> Result<Self> {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".into());
        let mut table = Self(writer);
        table.row(columns)?;
        Ok(table)
    }

    /// A row.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<()> {
        self.0.write_record(cells.iter().map(|cell| guarded(cell.as_ref()).into_owned())).map_err(fault)
    }

    /// The file under its name.
    pub fn answer(self, name: &str) -> Answered {
        let bytes = self.0.into_inner().map_err(|error| fault(error.into_error().into()))?;
        answer::file(name, "text/csv; charset=utf-8", bytes)
    }
}

/// The word that a value has in JSON.
pub fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Which of these types `Accept` wants most, by its place; none where it names none of them.
fn accepts(headers: &HeaderMap, types: &[&str]) -> Option<usize> {
    let accept = headers.get(ACCEPT)?.to_str().ok()?;
    let wishes = accept.split(',').filter_map(|wish| {
        let mut parts = wish.split(';').map(str::trim);
        let place = parts.next().and_then(|kind| types.iter().position(|known| kind.eq_ignore_ascii_case(known)))?;
        // Thousandths of its weight (RFC 9110, 12.4.2).
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, |weight| {
            let (whole, parts) = weight.split_once('.').unwrap_or((weight, ""));
            format!("{whole}{parts:0<3}").parse::<u32>().unwrap_or(0)
        });
        Some((weight, place))
    });
    wishes
        .filter(|(weight, _)| *weight > 0)
        .min_by_key(|(weight, place)| (std::cmp::Reverse(*weight), *place))
        .map(|wish| wish.1)
}

/// More rows than one file takes.
pub fn too_long() -> Error {
    Error::field(Code::TooManyDays, "from", format!("A file has at most {MOST} rows. Ask for fewer days."))
}

fn fault(error: csv::Error) -> Error {
    Error::new(Code::Internal, format!("A table cannot be written: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_that_is_wanted_most_is_taken() {
        let check = |accept: &str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            assert_eq!(accepts(&headers, &["application/json", "text/csv"]), expected, "{accept}");
        };
        check("text/csv", Some(1));
        check("text/csv;q=0.5, application/json", Some(0));
        check("text/csv, application/json", Some(0));
        check("application/json;q=0.1, text/csv;q=0.9", Some(1));
        check("text/csv;q=0, */*", None);
        check("text/html", None);
    }
}
