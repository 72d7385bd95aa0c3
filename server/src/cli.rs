//! The command line: subcommands, their options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
