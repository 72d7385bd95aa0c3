//! `smartkhata serve`: the web edition and its door, on loopback.

use std::net::Ipv4Addr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use smartkhata_core::Code;
use smartkhata_core::api::Request;
use smartkhata_core::api::backup::KeepDailyBackup;
use smartkhata_core::store::sqlite::Books;
use smartkhata_courier::installation::FIRST;
use smartkhata_courier::{Installation, LinkedBooks};
use tokio::net::TcpListener;
use tokio::signal;

use crate::cli::Serve;
use crate::failure::Failure;
use crate::gate::{Hosts, Token};
use crate::router::{self, Shared};
use crate::{place, say};

/// How long requests that are being answered may take after the end was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// How often is looked whether the day's backup is there.
const BACKUP_LOOK: Duration = Duration::from_secs(3600);

/// Serves until Ctrl-C or the system asks for the end.
pub fn run(options: Serve) -> Result<ExitCode, Failure> {
    let folder = place::books(options.data.folder)?;
    let read_only = options.read_only;
    let shops = Installation::new(folder.clone(), move |folder| LinkedBooks::new(Arc::new(open(folder, read_only)?)));
    let writes = match shops.books(FIRST) {
        Ok(first) if first.books().is_writer() => "",
        Ok(_) => ", to read only",
        // The page shows what is wrong and the backups that there are.
        Err(error) if error.code == Code::CorruptDatabase => {
            say::aside(&error.message);
            ", to restore a backup of them"
        }
        Err(error) => return Err(error.into()),
    };
    let token = match Token::of(&folder) {
        // Where only is read a folder may be one that nobody can write: the key is this process's own.
        Err(_) if read_only => Token::fresh(),
        kept => kept.map_err(|error| Failure::outside("The key of the door cannot be kept", error))?,
    };
    let dist = place::dist(options.dist);
    if !place::is_dist(&dist) {
        say::aside(&place::no_dist(&dist));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::outside("The server cannot start", error))?;
    runtime.block_on(serve(options.port, shops, writes, token, &dist))?;
    Ok(ExitCode::SUCCESS)
}

fn open(folder: &Path, read_only: bool) -> smartkhata_core::Result<Books> {
    if read_only {
        return super::open_read_only(folder);
    }
    super::open(folder).map_err(|mut error| {
        match error.code {
            Code::FolderInUse => error.message.push_str(" Close it, or add --read-only to look at them here."),
            Code::ReadOnly | Code::DiskFull => error.message.push_str(" Add --read-only to look at the books."),
            _ => {}
        }
        error
    })
}

async fn serve(
    port: u16,
    shops: Installation<LinkedBooks>,
    writes: &str,
    token: Token,
    dist: &Path,
) -> Result<(), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| Failure::outside(&format!("Port {port} on 127.0.0.1 cannot be used (try --port 0)"), error))?;
    let port = listener.local_addr().map_err(|error| Failure::outside("The port is not known", error))?.port();
    say::aside(&format!(
        "The books in {} are served{writes}. Open this address in a browser on this computer; Ctrl-C ends it.",
        shops.folder().display()
    ));
    say::answer(&format!("http://127.0.0.1:{port}/#token={token}"))?;
    let shared = Arc::new(Shared { shops, token, hosts: Hosts::of(port) });
    tokio::spawn(back_up_daily(Arc::clone(&shared)));
    let (asked, ending) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, router::new(&shared, dist)).with_graceful_shutdown(async move {
        end().await;
        // Nobody listens for it any more when the server is gone already.
        let _ = asked.send(());
    });
    tokio::select! {
        served = server => served.map_err(|error| Failure::outside("The server stopped", error))?,
        // A browser that keeps a connection half open does not keep the shop from closing.
        () = async { let _ = ending.await; tokio::time::sleep(GRACE).await } => {}
    }
    say::aside("Closed.");
    Ok(())
}

/// Keeps the day's backup of every shop, beside the shops' work; opening them for it begins to carry their entries. One
/// that fails is tried again with the next look.
async fn back_up_daily(shared: Arc<Shared>) {
    let mut looks = tokio::time::interval(BACKUP_LOOK);
    loop {
        looks.tick().await;
        let shared = Arc::clone(&shared);
        let kept = tokio::task::spawn_blocking(move || {
            let shops = &shared.shops;
            let keep = |key: &String| shops.call(key, KeepDailyBackup::NAME, "{}").err();
            shops.keys().map_or_else(|error| vec![error], |keys| keys.iter().filter_map(keep).collect())
        });
        for error in kept.await.unwrap_or_default() {
            say::aside(&format!("Today's backup could not be made: {}", error.message));
        }
    }
}

/// Until Ctrl-C, or until the system asks for the end.
pub async fn end() {
    let interrupted = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
