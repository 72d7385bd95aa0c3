//! The command line: subcommands, their options and their help.

mod operator;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use smartkhata_core::date::Date;
use smartkhata_core::id::BusinessId;

use crate::post::{msg91, sendgrid};

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

/// The database of many shops.
#[derive(Debug, Clone, Args)]
pub struct Postgres {
    /// PostgreSQL 15 or newer: postgres://…; for many shops
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The tables' owner, if another: migrates at the start
    #[arg(long, value_name = "URL", env = "DATABASE_OWNER_URL", hide_env_values = true)]
    pub database_owner_url: Option<String>,
    /// A PEM file with the authorities of PostgreSQL's certificate
    #[arg(long, value_name = "FILE", env = "DATABASE_CA", hide_env_values = true)]
    pub database_ca: Option<PathBuf>,
}

/// Clusters beside the first.
#[derive(Debug, Clone, Args)]
pub struct Cells {
    /// A replica of the database, for reports
    #[arg(long, value_name = "URL", env = "DATABASE_REPLICA_URL", hide_env_values = true)]
    pub database_replica_url: Option<String>,
    /// More clusters: {"NAME": {"url": …, "owner_url": …, "replica_url": …}}
    #[arg(long, value_name = "JSON", env = "CELLS", hide_env_values = true)]
    pub cells: Option<String>,
    /// The one that new shops are opened in [default: first]
    #[arg(long, value_name = "NAME", env = "NEW_SHOPS_CELL")]
    pub new_shops_cell: Option<String>,
}

/// `serve` with a PostgreSQL: the backend of many shops.
#[derive(Debug, Args)]
#[command(next_help_heading = "Many shops on PostgreSQL")]
pub struct Cloud {
    /// Where they are.
    #[command(flatten)]
    pub postgres: Postgres,
    /// Clusters beside it.
    #[command(flatten)]
    pub cells: Cells,
    /// Connections to each PostgreSQL
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
    /// How codes reach people.
    #[command(flatten)]
    pub letters: Letters,
    /// Proxies in front that add to X-Forwarded-For
    #[arg(long, default_value_t = 0, env = "TRUSTED_PROXIES")]
    pub proxies: usize,
    /// An origin whose pages may call: https://shop.example
    #[arg(long = "origin", value_name = "ORIGIN", env = "ALLOWED_ORIGINS", value_delimiter = ',')]
    pub origins: Vec<String>,
    /// Seals phones and addresses: name:base64 of 32 bytes, newest first
    #[arg(long, value_name = "KEYS", env = "DATA_KEYS", hide_env_values = true)]
    pub data_keys: Option<String>,
    /// Where attachments lie.
    #[command(flatten)]
    pub bucket: Bucket,
    /// Room for each shop's attachments in MB, not its plan's
    #[arg(long, value_name = "MB", env = "ATTACHMENTS_MB", value_parser = clap::value_parser!(u32))]
    pub attachments_mb: Option<u32>,
    /// What opens /metrics; without it only this computer may
    #[arg(long, value_name = "TOKEN", env = "METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    /// A Sentry project that is told of faults, and of nobody
    #[arg(long, value_name = "URL", env = "SENTRY_DSN", hide_env_values = true)]
    pub sentry_dsn: Option<String>,
    /// Where this runs
    #[arg(long, value_name = "NAME", default_value = "production", env = "SMARTKHATA_ENVIRONMENT")]
    pub environment: String,
}

/// A bucket of S3, for attachments.
#[derive(Debug, Args)]
pub struct Bucket {
    /// Attachments lie in this S3 bucket (or bucket/prefix)
    #[arg(id = "bucket", long, value_name = "BUCKET", env = "ATTACHMENTS_BUCKET")]
    pub name: Option<String>,
    /// The address of another service that speaks as S3 does
    #[arg(long = "s3-endpoint", value_name = "URL", env = "S3_ENDPOINT")]
    pub endpoint: Option<String>,
    /// The bucket's region
    #[arg(long = "s3-region", value_name = "REGION", env = "AWS_REGION", default_value = "ap-south-1")]
    pub region: String,
    /// The id of the key
    #[arg(
        long = "s3-key",
        value_name = "ID",
        env = "AWS_ACCESS_KEY_ID",
        hide = true,
        hide_env_values = true,
        requires = "secret"
    )]
    pub key: Option<String>,
    /// Its secret
    #[arg(
        long = "s3-secret",
        value_name = "SECRET",
        env = "AWS_SECRET_ACCESS_KEY",
        hide = true,
        hide_env_values = true
    )]
    pub secret: Option<String>,
    /// The session of a key that is lent
    #[arg(long = "s3-token", value_name = "TOKEN", env = "AWS_SESSION_TOKEN", hide = true, hide_env_values = true)]
    pub token: Option<String>,
    /// Where the keys of the task's role are lent: a path, which ECS says
    #[arg(long = "s3-role-path", value_name = "PATH", env = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", hide = true)]
    pub role_path: Option<String>,
    /// The same as a whole address
    #[arg(long = "s3-role", value_name = "URL", env = "AWS_CONTAINER_CREDENTIALS_FULL_URI", hide = true)]
    pub role: Option<String>,
}

/// How one-time codes reach people.
#[derive(Debug, Args)]
pub struct Letters {
    /// The mail server for one-time codes: smtps://user:password@host
    #[arg(long, value_name = "URL", requires = "mail_from", env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// SendGrid's API key, for mail; SMTP is tried when it fails
    #[arg(long, value_name = "KEY", requires = "mail_from", env = "SENDGRID_KEY", hide_env_values = true)]
    pub sendgrid_key: Option<String>,
    /// Where SendGrid is
    #[arg(long, value_name = "URL", default_value = sendgrid::API, env = "SENDGRID_API", hide = true)]
    pub sendgrid_api: String,
    /// What SendGrid signs its reports to /hooks/sendgrid with
    #[arg(long, value_name = "KEY", env = "SENDGRID_HOOK_KEY", hide_env_values = true)]
    pub sendgrid_hook_key: Option<String>,
    /// Who those mails are from
    #[arg(long, value_name = "ADDRESS", env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// MSG91's authentication key: codes by text message
    #[arg(long, value_name = "KEY", requires = "msg91_template", env = "MSG91_KEY", hide_env_values = true)]
    pub msg91_key: Option<String>,
    /// The DLT template whose variable `code` takes the code
    #[arg(long, value_name = "ID", env = "MSG91_TEMPLATE")]
    pub msg91_template: Option<String>,
    /// Where MSG91 is
    #[arg(long, value_name = "URL", default_value = msg91::API, env = "MSG91_API", hide = true)]
    pub msg91_api: String,
    /// The secret end of /hooks/msg91/SECRET, where MSG91 reports
    #[arg(long, value_name = "SECRET", env = "MSG91_HOOK", hide_env_values = true)]
    pub msg91_hook: Option<String>,
    /// Print one-time codes on stderr instead of sending them: to try things out
    #[arg(long, conflicts_with_all = ["smtp_url", "sendgrid_key", "msg91_key"])]
    pub print_codes: bool,
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

/// The PostgreSQL of many shops, for who runs it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Many shops on PostgreSQL")]
pub struct Database {
    /// Where it is.
    #[command(flatten)]
    pub postgres: Postgres,
    /// Your name in the log of operators [default: the login]
    #[arg(long, value_name = "NAME", env = "SMARTKHATA_OPERATOR")]
    pub operator: Option<String>,
}

/// `migrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
The login that owns the tables brings them there, beside the servers of the version before, which serve on. Those of
this version then need no other login than DATABASE_URL, which owns nothing; until the tables are there they answer
nothing but /health, /ready and /metrics. DATABASE_URL is told here too: it is let serve. A version that reads other
tables out of the journal than the one before is told of and refused, unless --rebuild says that nobody needs to be
served while they are made.

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
    /// Work every shop's tables out anew from its journal, where this version needs that: nobody is served meanwhile
    #[arg(long)]
    pub rebuild: bool,
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
