//! What the command prints: answers on stdout, everything said beside them on stderr.

use std::io::{self, Write};

use chrono::{DateTime, FixedOffset, SecondsFormat};

use crate::failure::Failure;

/// One line of the answer. A reader that went away (`smartkhata call … | head`) ends the command.
pub fn answer(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
        .map_err(|error| Failure::outside("The answer cannot be printed", error))
}

/// One line beside the answer. Nobody is left to tell when stderr is gone.
pub fn aside(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A line that replaces itself while work goes on; `aside` ends it.
pub fn progress(line: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "\r{line}\u{1b}[K").and_then(|()| out.flush());
}

/// A moment in India as people and programs read it: `2026-11-23T10:15:00+05:30`.
pub fn moment(ms: i64) -> String {
    const IST_SECONDS: i32 = 19_800; // 5 h 30 min
    let india = FixedOffset::east_opt(IST_SECONDS).expect("5 h 30 min east is a time zone");
    let moment = DateTime::from_timestamp_millis(ms).unwrap_or_default().with_timezone(&india);
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
