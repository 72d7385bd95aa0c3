//! What a Sentry server really receives, by the wire.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use smartkhata_faults::{About, Settings};

/// Somebody's words, each of which must stay.
const PERSONAL: [&str; 7] =
    ["9876543210", "98765 43210", "Ramesh", "रमेश", "27AAPFU0939F1ZV", "asha@shop.example", "/data/asha"];

/// A server that takes envelopes; answers each one's path and body.
fn sink() -> (u16, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let told = told.clone();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut stream = stream;
                loop {
                    let mut head = String::new();
                    while reader.read_line(&mut head).unwrap_or(0) > 2 {}
                    let Some(line) = head.lines().next() else { return };
                    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                    let length = head.to_lowercase();
                    let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                    let mut body = vec![0; length.unwrap_or(0)];
                    reader.read_exact(&mut body).unwrap();
                    told.send((path, String::from_utf8(body).unwrap())).unwrap();
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
                }
            });
        }
    });
    (port, heard)
}

#[tokio::test]
async fn faults_and_panics_arrive_without_a_word_about_anybody() {
    let (port, heard) = sink();
    let settings = |dsn: String| Settings {
        dsn,
        program: "smartkhata-server",
        version: "1.2.3".into(),
        environment: "staging".into(),
    };
    assert!(smartkhata_faults::begin(&settings("nonsense".into())).is_err_and(|said| said.contains("SENTRY_DSN")));
    let telling = smartkhata_faults::begin(&settings(format!("http://key@127.0.0.1:{port}/42"))).unwrap();
    let about = About {
        route: "/b/{business}/door/{request}".into(),
        method: "POST".into(),
        request: "019dd75e-6a1f-7bbb-8b9f-0123456789ab".into(),
    };
    let hear = || {
        let (path, body) = heard.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(path, "/api/42/envelope/");
        for personal in PERSONAL {
            assert!(!body.contains(personal), "{personal} left in {body}");
        }
        serde_json::from_str::<Value>(body.lines().nth(2).unwrap()).unwrap()
    };

    smartkhata_faults::tell("storage", &about, 500);
    let told = hear();
    assert_eq!(told["release"], "smartkhata-server@1.2.3");
    assert_eq!(told["environment"], "staging");
    assert_eq!(told["message"], "fault storage at POST /b/{business}/door/{request}");
    assert_eq!(told["tags"]["code"], "storage");
    assert_eq!(told["tags"]["request"], about.request);

    // A panic within a request, with a message that was put together from what somebody typed.
    let typed = PERSONAL.join(" ");
    let work = async move { panic!("no party {typed}") };
    assert!(tokio::spawn(smartkhata_faults::within(about.clone(), work)).await.is_err());
    let told = hear();
    let exception = &told["exception"]["values"][0];
    assert_eq!((told["level"].as_str(), exception["type"].as_str()), (Some("fatal"), Some("panic")));
    assert_eq!(told["transaction"], "/b/{business}/door/{request}");
    assert_eq!(told["tags"]["request"], about.request);
    let frame = &exception["stacktrace"]["frames"][0];
    assert!(frame["filename"].as_str().unwrap().ends_with("tests/told.rs"), "{frame}");
    assert!(frame["lineno"].as_u64().unwrap() > 0);

    // A panic elsewhere, in words of the source.
    let sum = std::thread::spawn(|| panic!("the books do not add up"));
    assert!(sum.join().is_err());
    let told = hear();
    assert_eq!(told["exception"]["values"][0]["value"], "the books do not add up");
    assert_eq!(told["tags"], Value::Null);

    // Nobody is told any more, until it begins again.
    let again = settings(format!("http://key@127.0.0.1:{port}/42"));
    assert!(smartkhata_faults::begin(&again).is_err_and(|said| said.contains("already")));
    drop(telling);
    smartkhata_faults::tell("storage", &about, 500);
    assert!(std::thread::spawn(|| panic!("nobody hears this")).join().is_err());
    let telling = smartkhata_faults::begin(&again).unwrap();
    smartkhata_faults::tell("disk_full", &about, 503);
    assert_eq!(hear()["tags"]["code"], "disk_full", "what happened meanwhile is not told");
    drop(telling);

    // A server that takes everything and answers nothing does not hold up the end.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = settings(format!("http://key@{}/42", silent.local_addr().unwrap()));
    let telling = smartkhata_faults::begin(&nowhere).unwrap();
    smartkhata_faults::tell("storage", &about, 500);
    let (ended, end) = channel();
    std::thread::spawn(move || {
        drop(telling);
        ended.send(()).unwrap();
    });
    end.recv_timeout(Duration::from_secs(10)).unwrap();
}
