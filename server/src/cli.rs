//! The command line: subcommands, their options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use smartkhata_core::date::Date;

/// SmartKhata's books from the command line: serve them to a browser on this computer, or ask them one request
/// at a time.
#[derive(Debug, Parser)]
#[command(
    name = "smartkhata",
    version,
    arg_required_else_help = true,
    after_help = "\
First steps:
  smartkhata demo --data shop      fill a folder with a year of a shop
  smartkhata serve --data shop     open it in a browser: click the address that is printed
  smartkhata call home.get --data shop
                                   the same figures, as JSON"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the web edition to browsers on this computer
    Serve(Serve),
    /// Ask the books one request: JSON on stdin, JSON on stdout
    Call(Call),
    /// Check that the books are sound
    Verify(Verify),
    /// Write everything in open forms into a folder
    Export(Export),
    /// Fill a new folder with a made-up shop
    Demo(Demo),
}

/// Which books.
#[derive(Debug, Args)]
pub struct Data {
    /// The folder of the books [default: the platform's folder for data of apps, the window's own]
    #[arg(long = "data", value_name = "FOLDER", env = "SMARTKHATA_DATA", hide_env_values = true)]
    pub folder: Option<PathBuf>,
}

/// `serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
The address that is printed holds the key to the books: who has it can read and write them. It stays the same
from one start to the next. Only programs on this computer can reach it.

Examples:
  smartkhata serve
  smartkhata serve --data shop --port 0
  smartkhata serve --data shop --read-only    beside a window that has these books open")]
pub struct Serve {
    /// Which books.
    #[command(flatten)]
    pub data: Data,
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 7878)]
    pub port: u16,
    /// The folder of the web edition [default: dist beside this program, else ./dist]
    #[arg(long, value_name = "FOLDER")]
    pub dist: Option<PathBuf>,
    /// Serve books that another process has open; they can be read, not written
    #[arg(long)]
    pub read_only: bool,
}

/// `call`.
#[derive(Debug, Args)]
#[command(after_help = "\
An answer is one line of JSON on stdout. A refusal is one line on stderr, {\"code\", \"field\", \"message\"}, and
the exit code is 1. Without anything on stdin the request is {}.

Examples:
  smartkhata call --list
  smartkhata call home.get --data shop
  echo '{\"name\": \"Sharma Kirana\"}' | smartkhata call shop.create --data shop
  echo '{\"search\": \"ramesh\"}' | smartkhata call party.list --data shop")]
pub struct Call {
    /// The request, as `--list` names it
    #[arg(required_unless_present = "list")]
    pub request: Option<String>,
    /// Print all requests, each with what it does
    #[arg(long, conflicts_with = "request")]
    pub list: bool,
    /// Which books.
    #[command(flatten)]
    pub data: Data,
}

/// `verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Follows the hash chain of every device, sums all postings, works every table out anew from the journal and
compares it row by row. Nothing is written to the books; they may be open elsewhere. The exit code is 0 for
sound books and 1 otherwise.

Examples:
  smartkhata verify
  smartkhata verify --data shop && echo sound")]
pub struct Verify {
    /// Which books.
    #[command(flatten)]
    pub data: Data,
}

/// `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
The folder gets
  parties.csv   customers and suppliers with their balances
  items.csv     items with rates and stock
  bills.csv     every line and charge of every bill
  payments.csv  every part of every payment
  ledger.csv    every posting
  journal.jsonl every entry of the journal, as it was hashed
  books.sqlite  the books themselves; a backup too
  manifest.json the length and SHA-256 of each
Amounts are rupees with two decimals. Files are UTF-8; spreadsheets open the .csv ones as they are.

Examples:
  smartkhata export books-2026
  smartkhata export books-2026 --data shop")]
pub struct Export {
    /// The folder to write, new or empty
    pub to: PathBuf,
    /// Which books.
    #[command(flatten)]
    pub data: Data,
}

/// `demo`.
#[derive(Debug, Args)]
#[command(after_help = "\
A kirana with its goods, customers, bills, khata and deliveries. The same numbers and the same day make the same
books. A folder that has a shop already is left as it is.

Examples:
  smartkhata demo --data shop
  smartkhata demo --data small --bills 500 --items 80 --parties 40
  smartkhata demo --data large --years 10 --bills 1000000 --items 50000 --parties 20000")]
pub struct Demo {
    /// Which books.
    #[command(flatten)]
    pub data: Data,
    /// Bills
    #[arg(long, default_value_t = 12_000)]
    pub bills: u32,
    /// Items
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub items: u32,
    /// Customers and suppliers
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub parties: u32,
    /// Years that the bills are spread over
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub years: u32,
    /// The last day [default: today, until now]
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// Another number makes another shop
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
}
