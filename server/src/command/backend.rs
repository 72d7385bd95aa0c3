//! `smartkhata serve` with a PostgreSQL: the backend of many shops.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use smartkhata_faults as faults;
use tokio::net::TcpListener;

use super::database;
use super::serve::end;
use crate::account::{self, Vault};
use crate::cli::{self, Serve};
use crate::cloud::{Cloud, Hooks, Options, Patience};
use crate::failure::Failure;
use crate::http::places::Places;
use crate::http::{listen, log, tls};
use crate::post::sendgrid::Signer;
use crate::post::{Msg91, Post, Printed, SendGrid, Sender, Smtp};
use crate::{place, router, say};

/// For so long after the end was asked for, new connections are still taken and every answer says that it is the last
/// of its connection: whoever spreads requests learns of it before the door closes.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often what is over is forgotten.
const TIDY: Duration = Duration::from_secs(3600);

/// Serves until Ctrl-C or the system asks for the end.
pub fn run(options: Serve) -> Result<ExitCode, Failure> {
    log::begin(&options.cloud.environment);
    // Before any thread, so that every one is listened to; what waits is sent when this ends.
    let _telling = telling(&options.cloud)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("The server cannot start", error))?;
    runtime.block_on(serve(options))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(serve: Serve) -> Result<(), Failure> {
    let first = database::settings(&serve.cloud.postgres, usize::from(serve.cloud.connections))?;
    let cells = database::cells(&first, &serve.cloud.cells)?;
    let post = post(&serve.cloud.letters)?;
    let vault = Vault::read(serve.cloud.data_keys.as_deref().unwrap_or_default())?;
    let tls = match (&serve.cloud.tls_cert, &serve.cloud.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::acceptor(certificate, key)?),
        _ => None,
    };
    let options = options(serve)?;
    if !place::is_dist(&options.dist) {
        say::aside(&place::no_dist(&options.dist));
    }
    let listener = TcpListener::bind((options.listen, options.port)).await;
    let listener = listener.map_err(|error| Failure::outside("This address and port cannot be used", error))?;
    let address = listener.local_addr().map_err(|error| Failure::outside("The port is not known", error))?;
    let cloud = Cloud::begin(cells, vault, post, options).await?;
    let tidying = tokio::spawn(tidy(Arc::clone(&cloud)));
    say::answer(&format!("{}://{address}/", if tls.is_some() { "https" } else { "http" }))?;
    let (places, unread) = (Places::new(cloud.options.proxies), cloud.options.patience.unread);
    let (ending, router) = (Arc::clone(&cloud), router::cloud(&cloud));
    listen::serve(listener, listen::Door { places, tls, unread }, router, async move {
        end().await;
        ending.end();
        tokio::time::sleep(FAREWELL).await;
    })
    .await;
    tidying.abort();
    say::aside("Closed.");
    Ok(())
}

/// Forgets what is over, beside the work of others.
async fn tidy(cloud: Arc<Cloud>) {
    cloud.until_it_serves().await;
    let mut looks = tokio::time::interval(TIDY);
    loop {
        looks.tick().await;
        let swept = Arc::clone(&cloud);
        // A sweep that breaks off is made again with the next look.
        let _ = tokio::task::spawn_blocking(move || swept.attic.sweep()).await;
        let tidied = account::tidy(&cloud.desk).await;
        cloud.figures.ran("tidy", tidied.is_ok(), cloud.desk.database.clock().now_ms());
        if let Err(error) = tidied {
            let (code, said) = (error.code.as_str(), error.message);
            tracing::warn!(error.code = code, error.message = said, event.action = "tidy", "tidying has to wait");
        }
    }
}

/// Begins to tell of faults, where somewhere was named.
fn telling(cloud: &cli::Cloud) -> Result<Option<faults::Telling>, Failure> {
    let Some(dsn) = cloud.sentry_dsn.clone().filter(|dsn| !dsn.is_empty()) else { return Ok(None) };
    let (program, version) = ("smartkhata-server", env!("CARGO_PKG_VERSION").to_owned());
    let settings = faults::Settings { dsn, program, version, environment: cloud.environment.clone() };
    faults::begin(&settings).map(Some).map_err(Failure::Outside)
}

/// Who brings codes: SendGrid before a mail server, where both are named.
fn post(letters: &cli::Letters) -> Result<Post, Failure> {
    let mut senders: Vec<Box<dyn Sender>> = Vec::new();
    if let (Some(key), Some(from)) = (&letters.sendgrid_key, &letters.mail_from) {
        senders.push(Box::new(SendGrid::new(&letters.sendgrid_api, key, from)?));
    }
    if let (Some(url), Some(from)) = (&letters.smtp_url, &letters.mail_from) {
        senders.push(Box::new(Smtp::new(url, from)?));
    }
    if let (Some(key), Some(template)) = (&letters.msg91_key, &letters.msg91_template) {
        senders.push(Box::new(Msg91::new(&letters.msg91_api, key, template)?));
    }
    if letters.print_codes {
        senders.push(Box::new(Printed));
    }
    if senders.is_empty() {
        return Err(Failure::Outside(
            "Nobody could sign in: name a mail server with --smtp-url and --mail-from, SendGrid with --sendgrid-key, \
             MSG91 with --msg91-key, or print codes with --print-codes."
                .into(),
        ));
    }
    Ok(Post::new(senders))
}

fn options(serve: Serve) -> Result<Options, Failure> {
    let cloud = serve.cloud;
    let sendgrid = cloud.letters.sendgrid_hook_key.as_deref().map(Signer::new).transpose()?;
    Ok(Options {
        listen: cloud.listen,
        port: serve.port,
        proxies: cloud.proxies,
        origins: cloud.origins,
        metrics_token: cloud.metrics_token,
        dist: place::dist(serve.dist),
        folder: serve.data.folder.unwrap_or_else(|| ".".into()),
        bucket: super::bucket::named(cloud.bucket)?,
        room: cloud.attachments_mb.map(|mb| i64::from(mb).saturating_mul(1_000_000)),
        hooks: Hooks { sendgrid, msg91: cloud.letters.msg91_hook },
        patience: Patience {
            request: Duration::from_secs(cloud.patience.request_seconds.into()),
            unread: Duration::from_secs(cloud.patience.unread_seconds.into()),
        },
    })
}
