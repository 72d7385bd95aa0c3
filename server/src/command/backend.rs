//! `smartkhata serve` with a PostgreSQL: the backend of many shops.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::serve::end;
use crate::account::sender::{Printed, Smtp};
use crate::account::{self, Sender};
use crate::cli::{self, Serve};
use crate::cloud::{Cloud, Options};
use crate::failure::Failure;
use crate::http::{listen, log, tls};
use crate::postgres::Settings;
use crate::{router, say};

/// For so long after the end was asked for, new connections are still taken and every answer says that it is the last
/// of its connection: whoever spreads requests learns of it before the door closes.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often what is over is forgotten.
const TIDY: Duration = Duration::from_secs(3600);

/// Serves until Ctrl-C or the system asks for the end.
pub fn run(options: Serve) -> Result<ExitCode, Failure> {
    log::begin();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("The server cannot start", error))?;
    runtime.block_on(serve(options))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(serve: Serve) -> Result<(), Failure> {
    let (settings, sender) =
        (settings(&serve.cloud.postgres, usize::from(serve.cloud.connections)), sender(&serve.cloud)?);
    let tls = match (&serve.cloud.tls_cert, &serve.cloud.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::acceptor(certificate, key)?),
        _ => None,
    };
    let options = options(serve);
    let listener = TcpListener::bind((options.listen, options.port)).await;
    let listener = listener.map_err(|error| Failure::outside("This address and port cannot be used", error))?;
    let address = listener.local_addr().map_err(|error| Failure::outside("The port is not known", error))?;
    let cloud = Cloud::begin(&settings, sender, options).await?;
    let tidying = tokio::spawn(tidy(Arc::clone(&cloud)));
    say::answer(&format!("{}://{address}/", if tls.is_some() { "https" } else { "http" }))?;
    let (ending, router) = (Arc::clone(&cloud), router::cloud(&cloud));
    listen::serve(listener, tls, router, async move {
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
    let mut looks = tokio::time::interval(TIDY);
    loop {
        looks.tick().await;
        if let Err(error) = account::tidy(&cloud.desk).await {
            tracing::warn!(code = error.code.as_str(), error = error.message, "tidying has to wait");
        }
    }
}

pub(super) fn settings(postgres: &cli::Postgres, connections: usize) -> Settings {
    Settings {
        url: postgres.database_url.clone().unwrap_or_default(),
        owner_url: postgres.database_owner_url.clone(),
        authorities: postgres.database_ca.clone(),
        connections,
    }
}

fn sender(cloud: &cli::Cloud) -> Result<Box<dyn Sender>, Failure> {
    match (&cloud.smtp_url, &cloud.mail_from) {
        (Some(url), Some(from)) => Ok(Box::new(Smtp::new(url, from)?)),
        _ if cloud.print_codes => Ok(Box::new(Printed)),
        _ => Err(Failure::Outside(
            "Nobody could sign in: name a mail server with --smtp-url and --mail-from, or print codes with \
             --print-codes."
                .into(),
        )),
    }
}

fn options(serve: Serve) -> Options {
    let cloud = serve.cloud;
    Options {
        listen: cloud.listen,
        port: serve.port,
        proxies: cloud.proxies,
        origins: cloud.origins,
        metrics_token: cloud.metrics_token,
        folder: serve.data.folder.unwrap_or_else(|| ".".into()),
    }
}
