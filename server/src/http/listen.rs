//! Takes connections, and gives every one its time: slow headers, slow handshakes, idle ones and those that read nothing
//! are closed, and at the end what runs is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::caller::Peer;
use super::patient::Patient;
use super::places::Places;

/// How long a request's headers may take, and how long a connection may be idle.
const HEADERS: Duration = Duration::from_secs(30);

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Headers of one request, in bytes.
const HEADER_BYTES: usize = 32 * 1024;

/// How long requests that run at the end may take.
const GRACE: Duration = Duration::from_secs(30);

/// How long a connection that has brought no request yet may take for it once the end is near.
const FIRST: Duration = Duration::from_secs(1);

/// How connections are taken.
pub struct Door {
    /// For how many.
    pub places: Places,
    /// With TLS, where there is a certificate.
    pub tls: Option<TlsAcceptor>,
    /// How long one is kept whose other end takes nothing of what it is told.
    pub unread: Duration,
}

/// Serves until the end was asked for and what ran is answered.
pub async fn serve(listener: TcpListener, door: Door, router: Router, end: impl Future<Output = ()>) {
    let Door { places, tls, unread } = door;
    // Each connection holds a receiver: it hears of the end by it, and when all are gone the sender knows.
    let (ending, hears) = watch::channel(false);
    let take = |stream: TcpStream, peer: SocketAddr| {
        // A connection too many is closed at once rather than left to wait.
        let Some(place) = places.take(peer.ip()) else { return };
        let (tls, router, hears) = (tls.clone(), router.clone(), hears.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let stream = Patient::new(stream, unread);
            match tls {
                None => answer(stream, peer, router, hears).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                        answer(stream, peer, router, hears).await;
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
    // Those that the system took in our name are answered before the door closes. Nobody waits for more of them: where
    // callers come back at once, there would be no end.
    if let Ok(listener) = listener.into_std() {
        while let Ok((stream, peer)) = listener.accept() {
            if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                take(stream, peer);
            }
        }
    }
    drop(hears);
    let _ = ending.send(true);
    let _ = tokio::time::timeout(GRACE, ending.closed()).await;
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    mut hears: watch::Receiver<bool>,
) {
    let (router, asked) = (TowerToHyperService::new(router), Arc::new(AtomicBool::new(false)));
    let noted = Arc::clone(&asked);
    let service = service_fn(move |mut request: Request<Incoming>| {
        noted.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_header_size(HEADER_BYTES)
        .half_close(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // How a connection broke is its caller's affair.
        _ = &mut connection => return,
        _ = hears.wait_for(|ending| *ending) => {}
    }
    // A request may be on its way to a connection that was just made: it is the last of it, but it is answered.
    if !asked.load(Ordering::Relaxed) && tokio::time::timeout(FIRST, &mut connection).await.is_ok() {
        return;
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
