//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::colour::Colour;

/// Releases a version of the backend step by step.
#[derive(Debug, Parser)]
#[command(
    name = "smartkhata-release",
    version,
    after_help = "\
Exit codes: 0 done; 1 not done, or gone back; 2 arguments not understood; 3 a person must decide.
SLACK_WEBHOOK: where the team is told. PROMETHEUS_TOKEN: shown to Prometheus. Amazon's credentials: as `aws` finds them."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Release a version, or go on with its release where a run was cut short
    Run {
        /// The tag of its image
        version: String,
        /// Which place.
        #[command(flatten)]
        place: Place,
    },
    /// Send all traffic back to the version before
    Back {
        /// The place that shall have all traffic, where no file tells
        #[arg(long, value_name = "COLOUR")]
        live: Option<Side>,
        /// Which place.
        #[command(flatten)]
        place: Place,
    },
    /// End the version before, after somebody looked at a release that was not verified
    Finish {
        /// Which place.
        #[command(flatten)]
        place: Place,
    },
    /// Where the release is, and how the traffic is divided
    Show {
        /// Which place.
        #[command(flatten)]
        place: Place,
    },
    /// Write where the tasks of both colours answer, for Prometheus to watch them; again and again
    #[command(after_help = "\
The file is one that `file_sd_configs` names. Run it beside Prometheus: tasks come and go with other addresses.")]
    Targets {
        /// The file to write
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Write it once and end
        #[arg(long)]
        once: bool,
        /// Which place.
        #[command(flatten)]
        place: Place,
    },
    /// Try a running server: health, readiness, API, and a bill's life in a shop kept for this
    #[command(after_help = "\
With SMOKE_IDENTITY and SMOKE_PASSWORD it signs in and makes a bill, finalizes it, prints it and cancels it, in
the account's shop or in SMOKE_SHOP. Without them that part is said to be not run.")]
    Smoke {
        /// The address of the server
        url: String,
        /// The version that must answer
        #[arg(long, value_name = "VERSION")]
        expect: Option<String>,
        /// Not having credentials is a failure
        #[arg(long)]
        whole: bool,
    },
}

/// Which place.
#[derive(Debug, Args)]
pub struct Place {
    /// Its settings, as the infrastructure wrote them
    #[arg(long, value_name = "FILE")]
    pub settings: PathBuf,
    /// Where the release is written down [default: the settings' file with the ending `state`]
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

impl Place {
    /// The file of the release.
    pub fn state(&self) -> PathBuf {
        self.state.clone().unwrap_or_else(|| self.settings.with_extension("state"))
    }
}

/// A colour on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Side {
    /// Blue.
    Blue,
    /// Green.
    Green,
}

impl From<Side> for Colour {
    fn from(colour: Side) -> Self {
        match colour {
            Side::Blue => Self::Blue,
            Side::Green => Self::Green,
        }
    }
}
