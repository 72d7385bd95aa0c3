//! `smartkhata verify`: whether the books are sound.

use std::process::ExitCode;

use smartkhata_core::Code;
use smartkhata_core::api::shop::Verify;
use smartkhata_core::store::sqlite::{Books, Stage, TableCheck};

use crate::cli::Verify as Options;
use crate::failure::{Failure, REFUSED};
use crate::{place, say};

/// Follows the chain, sums the postings, and works all tables out anew. Nothing is written to the books.
pub fn run(options: Options) -> Result<ExitCode, Failure> {
    let folder = place::existing(options.data.folder)?;
    let books = super::open_read_only(&folder)?;
    say::answer(&format!("Books in {}", folder.display()))?;
    let verified = match books.ask(Verify {}) {
        Err(refused) if refused.code == Code::NoShop => {
            say::answer("No shop was set up here: there is nothing to verify.")?;
            return Ok(ExitCode::SUCCESS);
        }
        verified => verified?,
    };
    say::answer(&format!("  journal: {} entries of {} device(s)", verified.entries, verified.devices))?;
    say::answer(&format!("  postings: sum {}", verified.trial_balance))?;
    let mut faults = verified.faults;
    // A journal whose chain is broken may not say what the tables were made from: they are compared all the same.
    match books.verify_tables(&mut |stage| {
        if let Stage::Rebuilding(done) = stage {
            say::progress(&format!("  working the tables out anew: {done} of {} entries", verified.entries));
        }
    }) {
        Ok(tables) => {
            say::aside("");
            for table in &tables {
                say::answer(&format!("  table {}: {} rows", table.table, table.rows))?;
            }
            faults.extend(tables.iter().filter(|table| !table.is_sound()).map(told));
        }
        Err(error) => faults.push(format!("The tables cannot be worked out from the journal: {}", error.message)),
    }
    faults.extend(attachments(&books)?);
    if faults.is_empty() {
        say::answer("Sound: the chain is whole, debits equal credits, and every table is what the journal says.")?;
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &faults {
        say::answer(&format!("FAULT: {fault}"))?;
    }
    say::answer("The books are not sound. They were left as they are; restore the newest sound backup.")?;
    Ok(ExitCode::from(REFUSED))
}

/// Hashes the bytes of every attachment. Those that are not here are named; they are a fault where nobody else can have
/// them.
fn attachments(books: &Books) -> Result<Vec<String>, Failure> {
    let check = books.verify_bytes(&mut |done| say::progress(&format!("  attachments: {done} looked at")))?;
    if check.records == 0 {
        return Ok(Vec::new());
    }
    say::aside("");
    say::answer(&format!("  attachments: {}, {} of them here and sound", check.records, check.sound))?;
    let mut faults: Vec<String> =
        check.damaged.iter().map(|name| format!("The bytes of the attachment {name} were changed.")).collect();
    for name in &check.missing {
        if check.alone {
            faults.push(format!("The bytes of the attachment {name} are missing."));
        } else {
            say::answer(&format!("  not here, but on another device or the backend: {name}"))?;
        }
    }
    Ok(faults)
}

fn told(table: &TableCheck) -> String {
    let TableCheck { table, missing, extra, different, .. } = table;
    format!(
        "The table {table} is not what the journal says: {missing} rows are missing, {extra} should not be there, \
         {different} say something else."
    )
}
