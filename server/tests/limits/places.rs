//! Who makes connections and asks nothing.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::backend::{Backend, cluster};
use crate::connect;

/// As many as an address has of ten thousand, and some more.
const SHARE: usize = 1_000;
const MORE: usize = 50;

/// Connections of 127.0.0.1, each of which asks nothing.
fn crowd(backend: &Backend) -> Vec<TcpStream> {
    let crowd: Vec<TcpStream> = (0..SHARE + MORE).map(|_| connect(backend)).collect();
    crowd.iter().for_each(|stream| stream.set_nonblocking(true).unwrap());
    crowd
}

fn open(crowd: &[TcpStream]) -> usize {
    let waits =
        |mut stream: &TcpStream| stream.read(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    crowd.iter().filter(|stream| waits(stream)).count()
}

/// What `/health` says to a caller from there; nothing where the connection is closed.
fn health(backend: &Backend, from: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
        let to = backend.address.strip_prefix("http://").unwrap().parse().unwrap();
        let mut stream = socket.connect(to).await.unwrap();
        let mut heard = Vec::new();
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        let _ = stream.read_to_end(&mut heard).await;
        String::from_utf8(heard).unwrap()
    })
}

#[test]
fn one_address_does_not_take_all_connections() {
    rlimit::increase_nofile_limit(4_000).unwrap();
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let begun = Instant::now();
    let all = crowd(&backend);
    while open(&all) > SHARE {
        assert!(begun.elapsed() < Duration::from_secs(10), "{} are open", open(&all));
    }
    assert_eq!(open(&all), SHARE, "those that are within its share stay");
    assert_eq!(health(&backend, "127.0.0.1"), "");
    assert!(health(&backend, "127.0.0.2").starts_with("HTTP/1.1 200"), "from elsewhere");
    drop(all);
    while !health(&backend, "127.0.0.1").starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(20), "its places are free again");
    }
    // Behind a proxy they are everybody's.
    let backend = Backend::start(&cluster, &["--proxies", "1"]);
    let all = crowd(&backend);
    assert!(health(&backend, "127.0.0.1").starts_with("HTTP/1.1 200"));
    assert_eq!(open(&all), SHARE + MORE);
}
