//! A cell of a table that a spreadsheet opens.

use std::borrow::Cow;

/// A text that a spreadsheet would run as a formula, made a text; figures stay figures.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let figure = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if formula && !figure { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_becomes_a_formula_and_a_figure_stays_one() {
        for (cell, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-1250.50", "-1250.50"),
            ("+919876543210", "+919876543210"),
            ("-", "'-"),
            ("रमेश", "रमेश"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), expected);
        }
    }
}
