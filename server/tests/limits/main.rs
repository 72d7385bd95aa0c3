//! What one caller may take of the backend: connections, requests, time, memory. Whoever takes more is told so or let
//! go, and everybody else is served meanwhile.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected fails by panicking, and measures on the machine's clock"
)]

#[path = "../support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "../support/mod.rs"]
mod support;

mod pace;
#[cfg(target_os = "linux")]
mod places;
mod reader;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use backend::{Backend, cluster};

/// A connection to a backend; what is read of it comes within twenty seconds.
fn connect(backend: &Backend) -> TcpStream {
    let stream = TcpStream::connect(backend.address.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What is answered to these bytes on a connection of their own, which is read to its end.
fn said(backend: &Backend, request: &str) -> String {
    let mut stream = connect(backend);
    stream.write_all(request.as_bytes()).unwrap();
    let mut heard = Vec::new();
    // What was not read of a request that is too large breaks the connection behind the answer.
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8_lossy(&heard).into_owned()
}

fn figures(backend: &Backend) -> String {
    String::from_utf8(backend.send("GET", "/metrics", &[], None).unwrap().body).unwrap()
}

/// A figure without labels.
fn figure(backend: &Backend, name: &str) -> u64 {
    let figures = figures(backend);
    let line = figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in {figures}")).parse().unwrap()
}

#[test]
fn methods_that_nobody_knows_are_one_in_figures_and_log() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    for n in 0..40 {
        for path in ["/health", "/nowhere", "/account"] {
            let heard = said(&backend, &format!("MADEUP{n} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"));
            assert!(heard.starts_with("HTTP/1.1 4"), "{heard}");
        }
    }
    let figures = figures(&backend);
    assert!(!figures.contains("MADEUP"), "{figures}");
    assert!(figures.contains(r#"http_requests_total{method="other",route="/health",status="405"} 40"#), "{figures}");
    let log = backend.log();
    let told = |method: &str| log.iter().filter(|line| line["http.request.method"] == method).count();
    assert_eq!(told("other"), 120);
    assert!(!serde_json::to_string(&log).unwrap().contains("MADEUP"));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let head = |length: usize| {
        let filler = "x".repeat(length);
        said(&backend, &format!("GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-filler: {filler}\r\n\r\n"))
    };
    assert!(head(30_000).starts_with("HTTP/1.1 200"));
    assert!(head(40_000).starts_with("HTTP/1.1 431"), "{}", head(40_000));
}

#[test]
fn a_request_that_takes_too_long_is_answered_and_holds_nothing() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &["--request-seconds", "4", "--connections", "5"]);
    let asha = backend.sign_in("asha@shop.example");
    let role = format!("/b/{}/role", backend.shop(&asha, "Asha Stores"));
    assert_eq!(figure(&backend, "db_pool_limit"), 5);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut holder = cluster.connect_to("books").await;
        let held = holder.transaction().await.unwrap();
        held.batch_execute("lock table membership in access exclusive mode").await.unwrap();
        let begun = Instant::now();
        // As many as there are connections.
        std::thread::scope(|scope| {
            let all = [0; 5].map(|_| scope.spawn(|| backend.with(&asha, "GET", &role, None)));
            for answer in all.map(|asked| asked.join().unwrap()) {
                assert_eq!(answer.refusal(), (503, "busy".into()));
                assert_eq!(answer.header("retry-after"), "1");
            }
        });
        let took = begun.elapsed();
        assert!((4..15).contains(&took.as_secs()), "{took:?}");
        // What they waited for is held still; the connections are others' again, and none that hangs is among them.
        while backend.with(&asha, "GET", "/account", None).status != 200 {
            assert!(begun.elapsed() < Duration::from_secs(30), "the connections do not come back");
        }
        held.rollback().await.unwrap();
    });
    let told = backend.log().iter().filter(|line| line["error.message"] == "The request took too long.").count();
    assert_eq!(told, 5);
    assert_eq!(backend.with(&asha, "GET", &role, None).status, 200);
}
