//! `smartkhata operator`: its acts and their options.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use smartkhata_core::id::BusinessId;

use super::{Bucket, Database};
use crate::plan::PLANS;

/// `operator`.
#[derive(Debug, Args)]
pub struct Operator {
    /// What to do.
    #[command(subcommand)]
    pub act: OperatorAct,
}

/// What operators do. Each that touches the data of shops is noted first, and the notes stay.
#[derive(Debug, Subcommand)]
pub enum OperatorAct {
    /// Show what operators did, the newest first
    Log {
        /// Which PostgreSQL.
        #[command(flatten)]
        database: Database,
        /// So many lines
        #[arg(long, default_value_t = 100)]
        most: i64,
    },
    /// After a restore: let devices give back what the database has lost
    Refill {
        /// Which PostgreSQL.
        #[command(flatten)]
        database: Database,
        /// One shop [default: all]
        #[arg(long, value_name = "ID")]
        shop: Option<BusinessId>,
        /// For so many hours; 0 ends it
        #[arg(long, default_value_t = 72)]
        hours: u16,
    },
    /// Set a shop's plan: its requests in a minute, and its room for photos and PDFs
    Plan {
        /// Which PostgreSQL it is in.
        #[command(flatten)]
        database: Database,
        /// The shop
        #[arg(value_name = "ID")]
        shop: BusinessId,
        /// The plan
        #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(PLANS.map(|plan| plan.name)))]
        name: String,
    },
    /// Seal everything with the first of DATA_KEYS, while the servers run
    Reseal {
        /// Which PostgreSQL.
        #[command(flatten)]
        database: Database,
        /// name:base64 of 32 random bytes, the newest first
        #[arg(long, value_name = "KEYS", env = "DATA_KEYS", hide_env_values = true)]
        data_keys: String,
    },
    /// A signing key leaked: let go of all, so that every access token is drawn anew; restart the servers after it
    DropKeys {
        /// Which PostgreSQL.
        #[command(flatten)]
        database: Database,
    },
    /// Renew the servers' login: of two that alternate, the one that they do not have now gets a new password, and the
    /// address with it is the answer. Once every server has it: --end
    Login {
        /// Which PostgreSQL, by the login that owns its tables.
        #[command(flatten)]
        database: Database,
        /// The address that the servers have now
        #[arg(long, value_name = "URL", env = "DATABASE_SERVING_URL", hide_env_values = true)]
        serving: String,
        /// Let nobody in by the other login any more, and end its sessions
        #[arg(long)]
        end: bool,
    },
    /// List one-time codes that nobody took after three tries or whose sender reported them lost; nobody is named
    Letters {
        /// Which PostgreSQL.
        #[command(flatten)]
        database: Database,
        /// What became of all letters of the last 30 days to this phone number or e-mail address
        #[arg(long, value_name = "IDENTITY")]
        to: Option<String>,
        /// What seals phone numbers and e-mail addresses, to find that one
        #[arg(long, value_name = "KEYS", env = "DATA_KEYS", default_value = "", hide_env_values = true)]
        data_keys: String,
        /// So many lines
        #[arg(long, default_value_t = 100)]
        most: i64,
    },
    /// Move a shop to another cell of the same directory, or to a cluster with servers of its own, which whoever asks for
    /// it here is led to
    Move {
        /// Which PostgreSQL it is in; with --to-cell, the first cell's.
        #[command(flatten)]
        database: Database,
        /// The shop
        #[arg(value_name = "ID")]
        shop: BusinessId,
        /// The cell
        #[arg(long, value_name = "NAME", required_unless_present = "to", conflicts_with_all = ["to", "to_database"])]
        to_cell: Option<String>,
        /// The cells beside the first, as `serve` is told them
        #[arg(long, value_name = "JSON", env = "CELLS", hide_env_values = true)]
        cells: Option<String>,
        /// Another cluster, by the login that owns its tables
        #[arg(long, value_name = "URL", env = "MOVE_TO_DATABASE_URL", hide_env_values = true, requires = "to")]
        to_database: Option<String>,
        /// Where its servers answer: https://…
        #[arg(long, value_name = "URL", requires = "to_database")]
        to: Option<String>,
        /// What seals phone numbers and e-mail addresses, the same in both
        #[arg(long, value_name = "KEYS", env = "DATA_KEYS", default_value = "", hide_env_values = true)]
        data_keys: String,
    },
    /// Erase accounts and shops whose time is over, with their photos and PDFs, in every cell: daily
    Erase {
        /// Which PostgreSQL, the first cell's.
        #[command(flatten)]
        database: Database,
        /// The cells beside the first, as `serve` is told them
        #[arg(long, value_name = "JSON", env = "CELLS", hide_env_values = true)]
        cells: Option<String>,
        /// The data folder of the server, where attachments lie that are in no bucket
        #[arg(long, value_name = "FOLDER", env = "SMARTKHATA_DATA", hide_env_values = true)]
        data: Option<PathBuf>,
        /// Where they lie else.
        #[command(flatten)]
        bucket: Bucket,
    },
}
