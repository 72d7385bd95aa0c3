//! The `smartkhata` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    smartkhata_server::run()
}
