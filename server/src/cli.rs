//! The command line: subcommands, their options and their help.

mod backend;
mod operator;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use smartkhata_core::date::Date;
use smartkhata_core::id::BusinessId;

pub use backend::{Bucket, Cells, Cloud, Database, Letters, Postgres};
pub use operator::{Operator, OperatorAct};

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
    /// Serve the web edition to browsers on this computer; with a database, the backend of many shops
    Serve(Box<Serve>),
    /// Ask the books one request: JSON on stdin, JSON on stdout
    Call(Call),
    /// Check that the books are sound
    Verify(Verify),
    /// Write everything in open forms into a folder
    Export(Export),
    /// Fill a new folder with a made-up shop
    Demo(Demo),
    /// For who runs a backend of many shops: log, restore, keys, moves, erasing
    Operator(Operator),
    /// Bring the database of many shops to what this version knows, and end: before the version's servers start
    Migrate(Migrate),
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
    /// The web edition's folder [default: dist beside this program, else ./dist]
    #[arg(long, value_name = "FOLDER", env = "SMARTKHATA_WEB", hide_env_values = true)]
    pub dist: Option<PathBuf>,
    /// Serve books that another process has open, or that cannot be written, to read only
    #[arg(long)]
    pub read_only: bool,
    /// The backend of many shops.
    #[command(flatten)]
    pub cloud: Cloud,
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
compares it row by row, and hashes every photo and PDF. Nothing is written to the books; they may be open
elsewhere. The exit code is 0 for sound books and 1 otherwise.

With --all the same for every shop of a PostgreSQL, and the digest of each shop's log up to its head. A fault is
told with its shop.

Examples:
  smartkhata verify
  smartkhata verify --data shop && echo sound
  DATABASE_URL=postgres://keeper@localhost/books smartkhata verify --all")]
pub struct Verify {
    /// Which books.
    #[command(flatten)]
    pub data: Data,
    /// Every shop of a PostgreSQL
    #[arg(long)]
    pub all: bool,
    /// One shop of a PostgreSQL
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub shop: Option<BusinessId>,
    /// Which PostgreSQL.
    #[command(flatten)]
    pub database: Database,
    /// Shops that are checked at a time
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    /// Leave the derived tables out: chains, logs and sums alone
    #[arg(long)]
    pub journal_only: bool,
    /// The database is a standby: derived tables are left out, and nothing is noted
    #[arg(long)]
    pub standby: bool,
}

/// `migrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
The login that owns the tables brings them there, beside the servers of the version before, which serve on. Those of
this version then need no other login than DATABASE_URL, which owns nothing; until the tables are there they answer
nothing but /health, /ready and /metrics. DATABASE_URL is told here too: it is let serve. A version that reads other
tables out of the journal than the one before gets tables of its own, which its servers fill, each shop's at its first
use and the others' beside it; those of the version before stay for a week.

Without this command `serve` does the same at its start, if it is told the owner's login.

Example:
  export DATABASE_OWNER_URL=postgres://keeper@localhost/books DATABASE_URL=postgres://server@localhost/books
  smartkhata migrate")]
pub struct Migrate {
    /// Which PostgreSQL, the first cell's.
    #[command(flatten)]
    pub postgres: Postgres,
    /// The cells beside the first, each with the login of its owner
    #[arg(long, value_name = "JSON", env = "CELLS", hide_env_values = true)]
    pub cells: Option<String>,
    /// Where this runs
    #[arg(long, value_name = "NAME", default_value = "production", env = "SMARTKHATA_ENVIRONMENT")]
    pub environment: String,
}

/// `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
The folder gets
  parties.csv   customers and suppliers with their balances
  items.csv     items with rates and stock
  bills.csv     every line and charge of every bill
  returns.csv   every line and charge of every credit note
  payments.csv  every part of every payment
  ledger.csv    every posting
  movements.csv goods in and out
  attachments.csv what is attached to which record, and the file of each in attachments/
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
