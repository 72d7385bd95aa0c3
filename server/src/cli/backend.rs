//! The options of the backend of many shops: its databases, its bucket, how its codes reach people.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

use crate::post::{msg91, sendgrid};

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
    /// How long is waited.
    #[command(flatten)]
    pub patience: Patience,
}

/// How long is waited, in seconds.
#[derive(Debug, Args)]
pub struct Patience {
    /// For a request's answer
    #[arg(long, value_name = "SECONDS", default_value_t = 60, hide = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub request_seconds: u16,
    /// For whoever is told something to read on
    #[arg(long, value_name = "SECONDS", default_value_t = 60, hide = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub unread_seconds: u16,
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
    #[arg(long, value_name = "SECRET", env = "MSG91_HOOK", hide_env_values = true, value_parser = unguessable)]
    pub msg91_hook: Option<String>,
    /// Print one-time codes on stderr instead of sending them: to try things out
    #[arg(long, conflicts_with_all = ["smtp_url", "sendgrid_key", "msg91_key"])]
    pub print_codes: bool,
}

/// A secret that is all that a caller shows: with fewer letters it could be found by asking.
fn unguessable(secret: &str) -> Result<String, String> {
    if secret.len() >= 24 {
        Ok(secret.to_owned())
    } else {
        Err("make it at least 24 characters, drawn at random".to_owned())
    }
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
