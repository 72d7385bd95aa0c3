//! The command line: subcommands, their options and their help.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use smartkhata_core::date::Date;
use smartkhata_core::id::BusinessId;

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
    Serve(Box<Serve>),
    /// Ask the books one request: JSON on stdin, JSON on stdout
    Call(Call),
    /// Check that the books are sound
    Verify(Verify),
    /// Write everything in open forms into a folder
    Export(Export),
    /// Fill a new folder with a made-up shop
    Demo(Demo),
    /// Let a shop's devices give back what a restored database has lost
    Refill(Refill),
}

/// Which books.
#[derive(Debug, Args)]
pub struct Data {
    /// The folder of the books [default: the window's own]
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
  smartkhata serve --data shop --read-only    beside a window that has these books open
  DATABASE_URL=postgres://keeper@localhost/books smartkhata serve --print-codes
                                              the backend of many shops")]
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
    /// The backend of many shops.
    #[command(flatten)]
    pub cloud: Cloud,
}

/// The database of many shops.
#[derive(Debug, Args)]
pub struct Postgres {
    /// PostgreSQL 15 or newer: postgres://…; for many shops
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The login that owns the tables, if it is another
    #[arg(long, value_name = "URL", env = "DATABASE_OWNER_URL", hide_env_values = true)]
    pub database_owner_url: Option<String>,
    /// A PEM file with the authorities of PostgreSQL's certificate
    #[arg(long, value_name = "FILE", env = "DATABASE_CA", hide_env_values = true)]
    pub database_ca: Option<PathBuf>,
}

/// `serve` with a PostgreSQL: the backend of many shops.
#[derive(Debug, Args)]
#[command(next_help_heading = "Many shops on PostgreSQL")]
pub struct Cloud {
    /// Where they are.
    #[command(flatten)]
    pub postgres: Postgres,
    /// Connections to PostgreSQL
    #[arg(long, default_value_t = 20, env = "DATABASE_CONNECTIONS", value_parser = clap::value_parser!(u16).range(2..=500))]
    pub connections: u16,
    /// The address to listen at
    #[arg(long, default_value = "127.0.0.1", env = "SMARTKHATA_LISTEN")]
    pub listen: IpAddr,
    /// Certificates in a PEM file; with them only TLS is spoken
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "TLS_CERT")]
    pub tls_cert: Option<PathBuf>,
    /// Their key in a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert", env = "TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// The mail server for one-time codes: smtps://user:password@host
    #[arg(long, value_name = "URL", requires = "mail_from", env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Who those mails are from
    #[arg(long, value_name = "ADDRESS", env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Print one-time codes on stderr instead of sending them: to try things out
    #[arg(long, conflicts_with = "smtp_url")]
    pub print_codes: bool,
    /// Proxies in front that add to X-Forwarded-For
    #[arg(long, default_value_t = 0, env = "TRUSTED_PROXIES")]
    pub proxies: usize,
    /// An origin whose pages may call: https://shop.example
    #[arg(long = "origin", value_name = "ORIGIN", env = "ALLOWED_ORIGINS", value_delimiter = ',')]
    pub origins: Vec<String>,
    /// What opens /metrics; without it only this computer may
    #[arg(long, value_name = "TOKEN", env = "METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
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

/// `refill`.
#[derive(Debug, Args)]
#[command(after_help = "\
Devices give back their own entries by themselves. While this window is open each gives back those of the shop's
other devices too, as far as the restored database does not have them: say so before the backend serves the
restored database, because a device looks when it meets it.

Examples:
  smartkhata refill 01990000-0000-7000-8000-000000000001
  smartkhata refill 01990000-0000-7000-8000-000000000001 --hours 0     close it again")]
pub struct Refill {
    /// The shop
    pub shop: BusinessId,
    /// For how long; 0 closes the window
    #[arg(long, default_value_t = 48, value_parser = clap::value_parser!(u16).range(0..=720))]
    pub hours: u16,
    /// Where its books are.
    #[command(flatten)]
    pub postgres: Postgres,
}
