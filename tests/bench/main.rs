//! `cargo xtask bench`: every figure of the product, one line each (`name value unit`), and a table against its aim.
//!
//! Measured in release on a file database of a ten-year shop, generated once and kept; the crowd that calls the backend is
//! compiled as the backend is. Floors (the bare engine doing
//! the same rows) are measured in the same run, so that ratios hold on any machine. Nothing is asserted here.
#![allow(clippy::print_stdout, reason = "printing the figures is what this program is for")]

mod books;
mod figure;
mod finalize;
mod lists;
mod noting;
mod page;
mod rebuild;
mod reports;
mod server;
mod sizes;
mod totals;
mod window;

#[path = "../postgres/cluster.rs"]
#[allow(dead_code, reason = "the bench starts it once and restarts nothing")]
mod cluster;

use std::path::PathBuf;

use figure::Figures;
use smartkhata_core::demo::Plan;
use smartkhata_core::{Code, Error, Result};

fn main() -> std::process::ExitCode {
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut plan = if arguments.iter().any(|argument| argument == "--small") { books::SMALL } else { books::TEN_YEARS };
    if let Some(bills) = arguments.iter().find_map(|argument| argument.strip_prefix("--bills=")) {
        plan.bills = bills.parse().map_err(|_| Error::new(Code::InvalidValue, "`--bills=` needs a number after it"))?;
    }
    // Any other words are the groups of figures to measure; all of them without one.
    let chosen: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    // The backend's is asked for by name: it takes a PostgreSQL and minutes, and shares nothing with the others.
    if chosen.iter().any(|word| *word == "server") {
        return backend(&arguments);
    }
    let wanted = |group: &str| chosen.is_empty() || chosen.iter().any(|word| *word == group);
    let cache = cache();
    let folder = books::generated(&cache, plan)?;
    let mut figures = Figures::default();
    // The windows first: they are another process, and one process writes a folder.
    if wanted("window") {
        window::measure(&folder, &mut figures)?;
    }
    if wanted("lists") || wanted("reports") {
        let shop = books::Shop::open(&folder)?;
        if wanted("lists") {
            lists::measure(&shop, plan.items >= books::TEN_YEARS.items, &mut figures)?;
        }
        if wanted("reports") {
            let few_bills = books::generated(&cache, Plan { bills: books::FEW_BILLS, ..plan })?;
            reports::measure(&shop, &books::Shop::open(&few_bills)?, &mut figures)?;
        }
    }
    if wanted("page") || wanted("finalize") || wanted("rebuild") {
        let copy = books::Copy::of(&folder, &cache)?;
        if wanted("rebuild") {
            rebuild::measure(copy.folder(), &mut figures)?;
        }
        let shop = books::Shop::open(copy.folder())?;
        if wanted("page") {
            page::measure(&shop, &mut figures)?;
        }
        if wanted("finalize") {
            finalize::measure(&shop, &mut figures)?;
        }
    }
    if wanted("totals") {
        totals::measure(&mut figures)?;
    }
    if wanted("sizes") {
        sizes::measure(&mut figures);
    }
    figures.table();
    Ok(())
}

/// The figures of the backend alone: `server [devices | crowd] [--small] [--tenants=N] [--bills=N] [--seconds=N]`.
fn backend(arguments: &[String]) -> Result<()> {
    let named = |part: &str| arguments.iter().any(|argument| argument == part);
    let part = match (named("devices"), named("crowd")) {
        (true, false) => server::Part::Devices,
        (false, true) => server::Part::Crowd,
        _ => server::Part::Both,
    };
    let mut size = if arguments.iter().any(|argument| argument == "--small") { server::SMALL } else { server::WHOLE };
    for argument in arguments {
        let Some((name, number)) = argument.split_once('=') else { continue };
        let bad = |_| Error::new(Code::InvalidValue, format!("`{name}=` needs a number after it"));
        let number: u32 = number.parse().map_err(bad)?;
        match name {
            "--tenants" => size.tenants = number.max(1),
            "--bills" => size.bills = number,
            "--seconds" => size.seconds = number.max(3).into(),
            _ => return Err(Error::new(Code::InvalidValue, format!("`{name}` is no option of `server`"))),
        }
    }
    let mut figures = Figures::default();
    server::measure(part, size, &cache(), &mut figures)?;
    figures.table();
    Ok(())
}

/// Where made-up shops are kept from one run to the next.
fn cache() -> PathBuf {
    std::env::var_os("SMARTKHATA_BENCH").map_or_else(|| PathBuf::from("target/bench"), PathBuf::from)
}

/// What `cargo xtask bench` built and named in the environment.
fn built(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}
