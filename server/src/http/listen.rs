//! Takes connections, and gives every one its time: slow headers, slow handshakes and idle ones are closed, and at the
//! end what runs is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::caller::Peer;

/// How long a request's headers may take, and how long a connection may be idle.
const HEADERS: Duration = Duration::from_secs(30);

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Headers of one request, in bytes.
const HEADER_BYTES: usize = 32 * 1024;

/// Connections at a time.
const CONNECTIONS: usize = 10_000;

/// How long requests that run at the end may take.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until the end was asked for and what ran is answered.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, end: impl Future<Output = ()>) {
    let (graceful, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    let take = |stream: TcpStream, peer: SocketAddr| {
        // A connection too many is closed at once rather than left to wait.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { return };
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            match tls {
                None => answer(stream, peer, router, watcher).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                        answer(stream, peer, router, watcher).await;
                    }
                }
            }
            drop(place);
        });
    };
    let mut end = std::pin::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            taken = listener.accept() => match taken {
                Ok((stream, peer)) => take(stream, peer),
                // Out of files for a moment: what is open goes on.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    // Those that the system took in our name are answered before the door closes.
    while let Ok(Ok((stream, peer))) = tokio::time::timeout(Duration::from_millis(20), listener.accept()).await {
        take(stream, peer);
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_header_size(HEADER_BYTES)
        .half_close(false)
        .serve_connection(TokioIo::new(stream), service);
    // How a connection broke is its caller's affair.
    let _ = watcher.watch(connection).await;
}
