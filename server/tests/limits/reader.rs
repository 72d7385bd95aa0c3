//! Who reads nothing of what is answered.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::backend::{Backend, cluster};
use crate::{connect, figure};

/// Asks for more than a connection holds, and reads nothing.
fn asks_and_never_reads(backend: &Backend) -> TcpStream {
    let mut stream = connect(backend);
    let asked = "GET /fonts/NotoSansDevanagari-Regular.ttf HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000);
    stream.write_all(asked.as_bytes()).unwrap();
    stream
}

#[test]
fn who_reads_nothing_is_let_go_and_who_reads_slowly_is_not() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &["--unread-seconds", "2"]);
    let before = figure(&backend, "process_open_fds");
    let (begun, silent) = (Instant::now(), [0; 20].map(|_| asks_and_never_reads(&backend)));
    let mut slow = asks_and_never_reads(&backend);
    while figure(&backend, "process_open_fds") < before + 20 {
        assert!(begun.elapsed() < Duration::from_secs(5), "they are there");
    }
    let mut part = vec![0; 1 << 20];
    let gone = |stream: &TcpStream| stream.take_error().unwrap().is_some();
    let mut waiting: Vec<&TcpStream> = silent.iter().collect();
    while !waiting.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{} hold their connections", waiting.len());
        std::thread::sleep(Duration::from_millis(200));
        slow.read_exact(&mut part).unwrap();
        waiting.retain(|stream| !gone(stream));
    }
    assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
    // The files are free, and whoever read on is told everything.
    assert!(figure(&backend, "process_open_fds") < before + 10);
    std::thread::sleep(Duration::from_secs(1));
    for _ in 0..20 {
        slow.read_exact(&mut part).unwrap();
    }
}
