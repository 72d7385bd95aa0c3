//! `smartkhata call`: the one door for scripts.

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use smartkhata_core::api::attachment::ReadAttachment;
use smartkhata_core::api::backup::{BringBackup, CreateBackup, ListBackups, ReadBackup, RestoreBackup};
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::api::{self, Access, Request};
use smartkhata_core::store::sqlite::{Books, largest_request, rescue};
use smartkhata_core::{Code, Error};

use crate::cli::Call;
use crate::failure::Failure;
use crate::{place, say};

/// Answers one request, or lists them all.
pub fn run(options: Call) -> Result<ExitCode, Failure> {
    let Some(name) = options.request.filter(|_| !options.list) else { return list() };
    // An unknown name is told before anything is read or made.
    let access = api::endpoint(&name).map_err(Failure::Script)?.access;
    let folder = place::books(options.data.folder)?;
    let body = body(largest_request(&name)).map_err(Failure::Script)?;
    let answer = match open(&folder, &name, access) {
        Ok(books) => books.call(&name, &body),
        Err(refusal) => rescue(&folder, refusal, &name, &body),
    };
    let answer = answer.map_err(Failure::Script)?;
    say::answer(&answer)?;
    Ok(ExitCode::SUCCESS)
}

/// Requests that may come before there are books, and make them.
const FIRST: [&str; 3] = [CreateShop::NAME, BringBackup::NAME, RestoreBackup::NAME];

/// How long a request that writes waits for another process to end, in looks: scripts ask side by side.
const LOOKS: u32 = 150;

/// The time between two looks: three seconds in all.
const LOOK: Duration = Duration::from_millis(20);

fn open(folder: &Path, name: &str, access: Access) -> smartkhata_core::Result<Books> {
    if !FIRST.contains(&name) && !place::has_books(folder) {
        let message = format!("There are no books in {}; the request shop.create makes them.", folder.display());
        return Err(Error::new(Code::NoShop, message));
    }
    if only_reads(name, access) {
        return super::open_to_read(folder);
    }
    for _ in 0..LOOKS {
        match super::open(folder) {
            Err(error) if error.code == Code::FolderInUse => thread::sleep(LOOK),
            opened => return opened,
        }
    }
    super::open(folder)
}

/// Whether a request leaves the books as they are: nobody is waited for.
fn only_reads(name: &str, access: Access) -> bool {
    match access {
        Access::Read => true,
        Access::Bytes => name == ReadAttachment::NAME,
        Access::Files => [ListBackups::NAME, ReadBackup::NAME, CreateBackup::NAME].contains(&name),
        Access::Write | Access::Line | Access::Shops => false,
    }
}

/// All requests that are answered here: not those that need the way to other devices, or the installation's other shops.
fn list() -> Result<ExitCode, Failure> {
    let answered = || api::ALL.iter().filter(|endpoint| !matches!(endpoint.access, Access::Line | Access::Shops));
    let widest = answered().map(|endpoint| endpoint.name.len()).max().unwrap_or(0);
    for endpoint in answered() {
        say::answer(&format!("{:widest$}  {}", endpoint.name, endpoint.about))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The request's JSON from stdin; nothing there is the empty request.
fn body(largest: usize) -> smartkhata_core::Result<String> {
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok("{}".into());
    }
    let most = u64::try_from(largest).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    // One byte more than the books take: they refuse what is too large, whatever its size.
    stdin
        .by_ref()
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(Code::InvalidRequest, format!("The request cannot be read: {error}.")))?;
    if bytes.len() > largest {
        return Err(Error::new(Code::TooLarge, "The request is larger than the books take."));
    }
    let text =
        String::from_utf8(bytes).map_err(|_| Error::new(Code::InvalidRequest, "The request is no UTF-8 text."))?;
    Ok(if text.trim().is_empty() { "{}".into() } else { text })
}
