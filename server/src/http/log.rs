//! The log: one JSON object a line, on stderr.

use tracing_subscriber::EnvFilter;

/// The client of PostgreSQL writes parameters of statements at `debug`, and those hold names and amounts: never.
const NEVER: &str = "tokio_postgres=warn";

/// Begins to log. `RUST_LOG` says what, `info` if it says nothing.
pub fn begin() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match NEVER.parse() {
        Ok(never) => filter.add_directive(never),
        Err(_) => EnvFilter::new("info"),
    };
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::stderr).with_env_filter(filter);
    // A log that somebody else began is as good.
    let _ = log.try_init();
}
