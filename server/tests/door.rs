//! The loopback door from outside: the real program, over real HTTP.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod support;

use base64::Engine as _;
use serde_json::{Value, json};
use support::{Server, err, run, run_with};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn callers_without_the_key_or_from_elsewhere_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let bearer = format!("Bearer {}", server.token);
    let key = ("authorization", bearer.as_str());
    let check = |headers: &[(&str, &str)], expected: (u16, &str)| {
        let (status, code) = server.post("shop.get", "{}", headers).refusal();
        assert_eq!((status, code.as_str()), expected, "{headers:?}");
    };
    check(&[JSON], (401, "unauthorized"));
    check(&[JSON, ("authorization", "Bearer 00000000000000000000000000000000")], (401, "unauthorized"));
    check(&[JSON, key, ("host", "shop.example")], (403, "forbidden"));
    check(&[JSON, key, ("origin", "http://shop.example")], (403, "forbidden"));
    check(&[JSON, key, ("origin", "null")], (403, "forbidden"));
    check(&[("content-type", "text/plain"), key], (415, "invalid_request"));
    check(&[("content-type", "application/x-www-form-urlencoded"), key], (415, "invalid_request"));
    // With all that is asked for, the books answer: here, that there is no shop yet.
    check(&[JSON, key], (409, "no_shop"));
    check(&[("content-type", "application/json; charset=utf-8"), key, ("origin", &server.address)], (409, "no_shop"));
    assert_eq!(server.get("/door/shop.get", &[key]).status, 405);
    assert_eq!(server.get("/", &[("host", "shop.example")]).refusal(), (403, "forbidden".into()));
}

#[test]
fn a_refusal_leaves_the_connection_to_the_next_request() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let address = server.address.strip_prefix("http://").unwrap();
    let told = support::twice_over_one_connection(address, "POST /door/shop.get", "GET /health");
    assert_eq!(told, ["401", "200"]);
}

#[test]
fn requests_that_nobody_can_answer_are_told_so() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.ask("bill.eat", "{}").refusal(), (404, "unknown_request".into()));
    assert_eq!(server.ask("shop.get", "").refusal(), (400, "invalid_request".into()));
    assert_eq!(server.ask("shop.get", "{\"nmae\": 1}").refusal(), (400, "invalid_request".into()));
    assert_eq!(server.ask("shop.create", "{\"name\": 7}").refusal(), (400, "invalid_request".into()));
    let blank = server.ask("shop.create", "{\"name\": \"  \"}");
    assert_eq!((blank.refusal(), blank.json()["field"].as_str()), ((400, "required".into()), Some("name")));
    // Ten megabytes are read to their end, so that the refusal arrives, and nothing is kept of them.
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(10 << 20));
    assert_eq!(server.ask("shop.create", &large).refusal(), (413, "too_large".into()));
    assert_eq!(server.ask("shop.get", "{}").refusal(), (409, "no_shop".into()));
}

#[test]
fn a_shop_is_named_bills_a_customer_and_prints_over_http() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let ask = |request: &str, body: Value| {
        let answer = server.ask(request, &body.to_string());
        assert_eq!(answer.status, 200, "{request}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/json", "no-store"));
        answer.json()
    };
    assert_eq!(ask("shop.create", json!({ "name": "शर्मा किराना", "language": "hi" }))["name"], "शर्मा किराना");
    ask("shop.edit", json!({ "edit": { "gstin": "19ABCPK5678L1Z1", "upi": "sharma@upi" } }));
    let ramesh = ask("party.save", json!({ "edit": { "name": "रमेश", "phone": "98765 43210" } }));
    let draft = json!({
        "id": "01900000-0000-7000-8000-000000000001",
        "party": ramesh["party"]["id"],
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450000, "price_includes_tax": true, "rate": 500 }],
        "tenders": [{ "mode": "cash", "amount": 5000 }],
    });
    let bill = ask("bill.finalize", json!({ "draft": draft }));
    assert_eq!((bill["voucher"]["amount"].clone(), bill["due"].clone()), (json!(9000), json!(4000)));
    assert_eq!(ask("party.get", json!({ "id": ramesh["party"]["id"] }))["balance"], 4000);
    let pdf = ask("bill.pdf", json!({ "id": bill["voucher"]["id"] }));
    let bytes = base64::engine::general_purpose::STANDARD.decode(pdf["base64"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "{}", pdf["name"]);
}

#[test]
fn the_web_edition_is_served_with_headers_that_keep_it_to_itself() {
    let (data, dist) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(dist.path().join("index.html"), "<!doctype html><title>SmartKhata</title>").unwrap();
    std::fs::write(dist.path().join("ui_bg.wasm"), b"\0asm plain").unwrap();
    std::fs::write(dist.path().join("ui_bg.wasm.br"), b"pressed").unwrap();
    std::fs::write(data.path().join("secret.txt"), "x").unwrap();
    let server = Server::start(data.path(), &["--dist", dist.path().to_str().unwrap()]);

    let page = server.get("/", &[]);
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = page.header("content-security-policy");
    for part in ["script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!((page.header("x-content-type-options"), page.header("referrer-policy")), ("nosniff", "no-referrer"));
    // Asked for again, nothing travels.
    let again = server.get("/", &[("if-modified-since", page.header("last-modified"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));

    let wasm = server.get("/ui_bg.wasm", &[("accept-encoding", "identity")]);
    assert_eq!((wasm.header("content-type"), wasm.body.as_slice()), ("application/wasm", b"\0asm plain".as_slice()));
    let pressed = server.get("/ui_bg.wasm", &[("accept-encoding", "br")]);
    assert_eq!((pressed.header("content-encoding"), pressed.header("content-type")), ("br", "application/wasm"));

    assert_eq!(server.get("/no-such-file.js", &[]).status, 404);
    let outside = format!("/../{}/secret.txt", data.path().file_name().unwrap().to_str().unwrap());
    assert_eq!(server.get(&outside, &[]).status, 404);
    let health = server.get("/health", &[]);
    assert_eq!((health.status, health.json()["status"].as_str()), (200, Some("ok")));
    assert_eq!(health.header("x-content-type-options"), "nosniff");
}

#[test]
fn a_second_process_is_told_that_the_folder_is_in_use_and_may_read() {
    let data = tempfile::tempdir().unwrap();
    let first = Server::start(data.path(), &[]);
    assert_eq!(first.ask("shop.create", "{\"name\": \"Sharma\"}").status, 200);

    let second = run(&["serve", "--port", "0"], data.path());
    assert_eq!(second.status.code(), Some(1));
    assert!(err(&second).contains("[folder_in_use]") && err(&second).contains("--read-only"), "{}", err(&second));

    let reader = Server::start(data.path(), &["--read-only"]);
    assert_eq!(reader.token, first.token);
    assert_eq!(reader.ask("shop.get", "{}").json()["name"], "Sharma");
    assert_eq!(reader.ask("shop.edit", "{\"edit\": {\"name\": \"Verma\"}}").refusal(), (403, "read_only".into()));
    // The reader sees what the writer writes.
    assert_eq!(first.ask("shop.edit", "{\"edit\": {\"name\": \"Gupta\"}}").status, 200);
    assert_eq!(reader.ask("shop.get", "{}").json()["name"], "Gupta");
}

#[cfg(unix)]
#[test]
fn it_closes_when_the_system_asks_and_keeps_its_key() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path(), &[]);
    assert_eq!(server.ask("shop.create", "{\"name\": \"Sharma\"}").status, 200);
    let asked = std::process::Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    // Closed in order: nothing is left to be folded in.
    assert!(!data.path().join("books.sqlite-wal").exists());
    let again = Server::start(data.path(), &[]);
    assert_eq!(again.token, server.token);
    assert_eq!(again.ask("shop.get", "{}").json()["name"], "Sharma");
}

#[test]
fn books_that_cannot_be_opened_are_left_as_they_are() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("books.sqlite");
    std::fs::write(&path, "these are not books ".repeat(500)).unwrap();
    // They are served all the same: the page says what is wrong, and shows the backups that there are.
    let server = Server::start(data.path(), &[]);
    for request in ["shop.get", "status.get", "shop.create"] {
        let body = if request == "shop.create" { r#"{"name": "Sharma"}"# } else { "{}" };
        assert_eq!(server.ask(request, body).json()["code"], "corrupt_database", "{request}");
    }
    assert_eq!(server.ask("backup.list", "{}").json()["files"], json!([]));
    drop(server);
    let refused = run_with(&["call", "shop.get"], data.path(), "{}");
    assert!(err(&refused).contains("corrupt_database"), "{}", err(&refused));
    assert!(run_with(&["call", "backup.list"], data.path(), "{}").status.success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "these are not books ".repeat(500));
}

#[test]
fn books_of_a_newer_smartkhata_are_refused_untouched() {
    let data = tempfile::tempdir().unwrap();
    let created = run_with(&["call", "shop.create"], data.path(), "{\"name\": \"Sharma\"}");
    assert!(created.status.success(), "{}", err(&created));
    // The version of the tables is the user version in SQLite's header, at byte 60.
    let path = data.path().join("books.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    for arguments in [&["serve", "--port", "0"][..], &["serve", "--port", "0", "--read-only"], &["verify"]] {
        let refused = run(arguments, data.path());
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(err(&refused).contains("[newer_database]"), "{arguments:?}: {}", err(&refused));
        assert!(std::fs::read(&path).unwrap() == bytes, "{arguments:?} touched the books");
    }
}
