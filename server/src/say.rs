//! What the command prints: answers on stdout, everything said beside them on stderr.

use std::io::{self, Write};

use chrono::SecondsFormat;
use smartkhata_core::clock::in_india;

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
    in_india(ms).to_rfc3339_opts(SecondsFormat::Secs, true)
}
