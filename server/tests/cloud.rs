//! The cloud backend from outside: signing in, shops, roles, and what it refuses.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use backend::{Backend, Tokens, bill, cluster};
use serde_json::json;
use tokio_rustls::rustls;

#[test]
fn an_owner_signs_in_by_mail_makes_a_shop_and_bills() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in(" Asha@Shop.Example ");
    let account = backend.with(&asha, "GET", "/account", None).json();
    assert_eq!(
        (account["email"].as_str(), account["has_password"].as_bool()),
        (Some("asha@shop.example"), Some(false))
    );
    let shop = backend.shop(&asha, "Asha Stores");
    assert_eq!(
        backend.with(&asha, "GET", "/shops", None).json()["shops"],
        json!([{ "business": shop, "role": "owner" }])
    );
    let first = backend.door(&asha, &shop, "bill.finalize", &bill(1)).unwrap();
    assert_eq!((first.status, first.header("content-type")), (200, "application/json"));
    // The same bill again, as after a lost answer, is the same bill.
    let again = backend.door(&asha, &shop, "bill.finalize", &bill(1)).unwrap().json();
    assert_eq!(again["voucher"]["number"], first.json()["voucher"]["number"]);
    let pdf = backend.door(&asha, &shop, "bill.pdf", &json!({ "id": again["voucher"]["id"] })).unwrap();
    assert_eq!(pdf.status, 200, "{}", String::from_utf8_lossy(&pdf.body));

    // Another's shop is not there; a mistake is told with its field; an unknown request is none.
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(backend.door(&babu, &shop, "shop.get", &json!({})).unwrap().refusal(), (404, "not_found".into()));
    assert_eq!(backend.door(&babu, &shop, "bill.finalize", &bill(2)).unwrap().refusal(), (404, "not_found".into()));
    assert_eq!(backend.door(&asha, "no-id", "shop.get", &json!({})).unwrap().status, 404);
    assert_eq!(backend.door(&asha, &shop, "bill.eat", &json!({})).unwrap().refusal(), (404, "unknown_request".into()));
    assert_eq!(backend.door(&asha, &shop, "backup.create", &json!({})).unwrap().status, 404);
    let blank = backend.with(&asha, "POST", "/shops", Some(json!({ "name": " " })));
    assert_eq!((blank.status, blank.json()["field"].as_str()), (400, Some("name")));

    // Every answer is told apart by its id, and says how it may be used.
    let headers = [("x-request-id", "counter-1-0042")];
    let refused = backend.send("GET", "/account", &headers, None).unwrap();
    assert_eq!(refused.refusal(), (401, "unauthorized".into()));
    assert_eq!(
        (refused.header("content-type"), refused.header("x-request-id")),
        ("application/problem+json", "counter-1-0042")
    );
    assert_eq!(refused.json()["request_id"], "counter-1-0042");
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("ratelimit-limit", "100")]
    {
        assert_eq!(refused.header(name), value, "{name}");
    }
    assert_eq!(
        backend.send("GET", "/account", &[("x-request-id", "a\"b")], None).unwrap().header("x-request-id").len(),
        36
    );
    assert_eq!(backend.send("GET", "/nothing", &[], None).unwrap().refusal().0, 404);
    assert_eq!(backend.send("GET", "/account/code", &[], None).unwrap().refusal().0, 405);
    let address = backend.address.strip_prefix("http://").unwrap();
    let told = support::twice_over_one_connection(address, "POST /shops", "GET /health");
    assert_eq!(told, ["401", "200"], "a refusal leaves the connection to the next request");
    // No other origin's page may read an answer.
    let page = backend.send("GET", "/health", &[("origin", "https://shop.example")], None).unwrap();
    assert_eq!((page.status, page.header("access-control-allow-origin")), (200, ""));

    let ready = backend.send("GET", "/ready", &[], None).unwrap();
    assert_eq!(ready.json(), json!({ "database": true, "migrations": true, "disk": true, "serving": true }));
    let figures = String::from_utf8(backend.send("GET", "/metrics", &[], None).unwrap().body).unwrap();
    let line = r#"http_requests_total{method="POST",route="/b/{business}/door/{request}",status="200"} 3"#;
    assert!(figures.contains(line) && figures.contains("db_pool_connections"), "{figures}");
    assert!(!figures.contains(&shop), "figures name no shop");
    // The log tells each request by its id, and nobody by name.
    let log = backend.log();
    let line = log.iter().find(|line| line["http.request.id"] == "counter-1-0042").expect("the request was logged");
    assert_eq!(
        (line["http.response.status_code"].as_i64(), line["http.route"].as_str(), line["log.level"].as_str()),
        (Some(401), Some("/account"), Some("info"))
    );
    let text = serde_json::to_string(&log).unwrap();
    for personal in ["asha", "babu", "Asha", "Sugar", "127.0.0.1", &shop, &asha.account, &asha.access, &asha.refresh] {
        assert!(!text.contains(personal), "{personal} is in the log");
    }
    let forwarded = backend.send("GET", "/metrics", &[("x-forwarded-for", "203.0.113.9")], None).unwrap();
    assert_eq!(forwarded.refusal(), (403, "forbidden".into()));
}

#[test]
fn codes_are_good_once_for_five_tries_and_not_sent_without_end() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let identity = "asha@shop.example";
    let try_code = |code: &str| backend.post("/account/sign-in", json!({ "identity": identity, "code": code }));
    assert_eq!(try_code("000000").refusal(), (400, "invalid_code".into()), "none was sent yet");
    let tokens = backend.sign_in(identity);
    backend.post("/account/code", json!({ "identity": identity }));
    let code = backend.mail.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(try_code(wrong).refusal(), (400, "invalid_code".into()));
    }
    assert_eq!(try_code(&code).refusal(), (400, "invalid_code".into()), "its tries are used up");
    backend.post("/account/code", json!({ "identity": identity }));
    let code = backend.mail.code();
    assert_eq!(Tokens::of(&try_code(&code).json()).account, tokens.account, "the same account as before");
    assert_eq!(try_code(&code).refusal(), (400, "invalid_code".into()), "it was used");
    for _ in 0..2 {
        assert_eq!(backend.post("/account/code", json!({ "identity": identity })).status, 202);
    }
    let sixth = backend.post("/account/code", json!({ "identity": identity }));
    assert_eq!((sixth.refusal(), sixth.header("retry-after")), ((429, "too_many_requests".into()), "60"));
    assert_eq!(backend.mail.waiting(), 2);
    assert_eq!(backend.post("/account/code", json!({ "identity": "98765 43210" })).refusal().0, 400, "no phones here");
    // Whoever comes without a token has a hundred requests a minute.
    let mut allowed = 0;
    let refused = loop {
        let answer = backend.post("/account/refresh", json!({ "refresh_token": "x" }));
        if answer.status == 429 {
            break answer;
        }
        assert_eq!(answer.refusal(), (401, "unauthorized".into()));
        allowed += 1;
        assert!(allowed < 120);
    };
    assert_eq!(refused.header("ratelimit-remaining"), "0");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    // Who has one goes on.
    assert_eq!(backend.with(&tokens, "GET", "/account", None).status, 200);
}

#[test]
fn tokens_are_refreshed_once_and_sessions_end_when_their_owner_says() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let phone = backend.sign_in("asha@shop.example");
    let counter = backend.sign_in("asha@shop.example");
    let refresh = |token: &str| backend.post("/account/refresh", json!({ "refresh_token": token }));
    let second = Tokens::of(&refresh(&phone.refresh).json());
    // The answer got lost: the first one again, the second never used.
    let second_again = Tokens::of(&refresh(&phone.refresh).json());
    assert_ne!(second.refresh, second_again.refresh);
    // However late: the device was off the network for a day.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let books = cluster.connect_to("books").await;
        books.execute("update refresh_token set used_ms = used_ms - 86400000", &[]).await.unwrap();
    });
    let second_again = Tokens::of(&refresh(&phone.refresh).json());
    let third = Tokens::of(&refresh(&second_again.refresh).json());
    assert_eq!(backend.with(&third, "GET", "/account", None).status, 200);
    // Now the first is in two hands: nobody goes on with this session.
    assert_eq!(refresh(&phone.refresh).refusal(), (401, "unauthorized".into()));
    assert_eq!(refresh(&third.refresh).refusal(), (401, "unauthorized".into()));
    assert_eq!(backend.with(&third, "GET", "/account", None).status, 401);
    assert_eq!(refresh("nonsense").status, 401);

    let shop = backend.shop(&counter, "Asha Stores");
    let tablet = backend.sign_in("asha@shop.example");
    let sessions = backend.with(&counter, "GET", "/account/sessions", None).json();
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 2);
    let current: Vec<bool> =
        sessions["sessions"].as_array().unwrap().iter().map(|s| s["current"].as_bool().unwrap()).collect();
    assert_eq!(current.iter().filter(|current| **current).count(), 1);
    assert_eq!(backend.door(&tablet, &shop, "shop.get", &json!({})).unwrap().status, 200);
    let end = format!("/account/sessions/{}", tablet.session);
    assert_eq!(backend.with(&counter, "DELETE", &end, None).status, 204);
    assert_eq!(backend.with(&counter, "DELETE", &end, None).status, 404);
    // Its access token has minutes left and opens nothing.
    assert_eq!(backend.door(&tablet, &shop, "shop.get", &json!({})).unwrap().refusal(), (401, "unauthorized".into()));
    assert_eq!(backend.door(&tablet, &shop, "bill.finalize", &bill(1)).unwrap().status, 401);
    assert_eq!(backend.with(&tablet, "GET", "/account/sessions", None).status, 401);
    assert_eq!(refresh(&tablet.refresh).status, 401);

    // A password opens too; a new one ends what was opened before.
    assert_eq!(backend.with(&counter, "PUT", "/account/password", Some(json!({ "password": "short" }))).status, 400);
    assert_eq!(
        backend.with(&counter, "PUT", "/account/password", Some(json!({ "password": "चाय और समोसा" }))).status,
        204
    );
    let try_password = |identity: &str, password: &str| {
        backend.post("/account/sign-in", json!({ "identity": identity, "password": password }))
    };
    assert_eq!(try_password("asha@shop.example", "चाय और कॉफ़ी").refusal(), (401, "unauthorized".into()));
    assert_eq!(try_password("nobody@shop.example", "चाय और समोसा").refusal(), (401, "unauthorized".into()));
    let by_password = Tokens::of(&try_password("asha@shop.example", "चाय और समोसा").json());
    assert_eq!(
        backend.with(&by_password, "PUT", "/account/password", Some(json!({ "password": "एक और पासवर्ड" }))).status,
        204
    );
    assert_eq!(backend.with(&counter, "GET", "/account", None).status, 401);
    assert_eq!(backend.with(&by_password, "GET", "/account", None).json()["has_password"], true);
}

#[test]
fn a_member_does_what_the_role_allows_and_no_more() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    let members = format!("/b/{shop}/members");
    let set = |who: &Tokens, identity: &str, role: &str| {
        backend.with(who, "PUT", &members, Some(json!({ "identity": identity, "role": role })))
    };
    assert_eq!(set(&asha, "babu@shop.example", "staff").status, 204);
    assert_eq!(set(&asha, "chitra@shop.example", "boss").status, 400);
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(
        backend.with(&babu, "GET", "/shops", None).json()["shops"],
        json!([{ "business": shop, "role": "staff" }])
    );
    let ask = |who: &Tokens, request: &str, body: &serde_json::Value| backend.door(who, &shop, request, body).unwrap();
    let months = json!({ "from": "2026-04-01", "to": "2027-03-31" });
    assert_eq!(ask(&babu, "bill.finalize", &bill(1)).status, 200);
    for request in ["report.profit_loss", "report.trial_balance"] {
        assert_eq!(ask(&babu, request, &months).refusal(), (403, "forbidden".into()), "{request}");
    }
    assert_eq!(ask(&babu, "shop.edit", &json!({ "edit": { "name": "Babu Stores" } })).refusal().0, 403);
    assert_eq!(set(&babu, "babu@shop.example", "owner").refusal(), (403, "forbidden".into()));
    assert_eq!(backend.with(&babu, "GET", &members, None).refusal().0, 403);
    assert_eq!(set(&asha, "babu@shop.example", "viewer").status, 204);
    assert_eq!(ask(&babu, "bill.finalize", &bill(2)).refusal().0, 403);
    assert_eq!(ask(&babu, "bill.list", &json!({})).json()["rows"].as_array().unwrap().len(), 1);
    // What somebody is to the shop is changed by their account too, as a device's has to be, which has no address.
    let change = |who: &Tokens, account: &str, role: &str| {
        backend.with(who, "PATCH", &format!("{members}/{account}"), Some(json!({ "role": role })))
    };
    assert_eq!(change(&asha, &babu.account, "manager").status, 204);
    let invite = |who: &Tokens, role: &str| {
        backend.with(who, "POST", &format!("/b/{shop}/devices/invite"), Some(json!({ "role": role })))
    };
    let code = invite(&babu, "staff").json()["code"].as_str().unwrap().to_owned();
    assert_eq!(invite(&babu, "owner").refusal(), (400, "invalid_value".into()));
    let device = uuid::Uuid::from_u128(7).to_string();
    let joined = backend.post("/join", json!({ "code": code, "device": device, "name": "Counter" }));
    let counter = Tokens::of(&joined.json()["tokens"]);
    let devices = || backend.with(&counter, "GET", &format!("/b/{shop}/devices"), None).json()["devices"].clone();
    let told = devices();
    let about = ["id", "name", "role", "removed"].map(|name| told[0][name].clone());
    assert_eq!(about, [json!(device), json!("Counter"), json!("staff"), json!(false)]);
    assert_eq!(change(&asha, &counter.account, "accountant").status, 204);
    assert_eq!(devices()[0]["role"], "accountant");
    let shut_out = |who: &Tokens| backend.with(who, "DELETE", &format!("/b/{shop}/devices/{device}"), None);
    assert_eq!((shut_out(&counter).refusal().0, shut_out(&babu).status, shut_out(&asha).status), (403, 204, 404));
    // The people of a shop are its owner's matter, and nobody else's shop's.
    assert_eq!(change(&babu, &babu.account, "owner").refusal(), (403, "forbidden".into()));
    assert_eq!(change(&asha, &uuid::Uuid::from_u128(1).to_string(), "staff").refusal(), (404, "not_found".into()));
    let people = backend.with(&asha, "GET", &members, None).json()["members"].clone();
    let people = people.as_array().unwrap();
    let own = people.iter().find(|member| member["current"] == true).unwrap();
    assert_eq!((own["identity"].as_str(), people.len()), (Some("asha@shop.example"), 3));
    let may = |who: &Tokens| backend.with(who, "GET", &format!("/b/{shop}/role"), None).json()["may"].clone();
    let has = |may: &serde_json::Value, name: &str| may.as_array().unwrap().iter().any(|may| may == name);
    assert!(has(&may(&asha), "member.set") && !has(&may(&babu), "member.set") && has(&may(&babu), "device.invite"));
    // The last owner stays one.
    assert_eq!(change(&asha, &asha.account, "staff").refusal(), (409, "last_owner".into()));
    assert_eq!(set(&asha, "asha@shop.example", "staff").refusal(), (409, "last_owner".into()));
    assert_eq!(backend.with(&asha, "DELETE", &format!("{members}/{}", asha.account), None).refusal().0, 409);
    assert_eq!(backend.with(&asha, "DELETE", &format!("{members}/{}", babu.account), None).status, 204);
    assert_eq!(ask(&babu, "bill.list", &json!({})).refusal().0, 404);
    assert_eq!(backend.with(&asha, "GET", &members, None).json()["members"].as_array().unwrap().len(), 2);
}

#[test]
fn large_bodies_and_slow_clients_are_told_so_and_hold_nobody_up() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let large = json!({ "name": "x".repeat(50 << 20) });
    let shop = backend.shop(&asha, "Asha Stores");
    let (door, sync) = (format!("/b/{shop}/door/bill.finalize"), format!("/b/{shop}/sync"));
    let (hello, pull, push) = (format!("{sync}/hello"), format!("{sync}/pull"), format!("{sync}/push"));
    let bearer = format!("Bearer {}", asha.access);
    let headers = [("authorization", bearer.as_str()), ("x-business", shop.as_str())];
    let large = large.to_string();
    for route in ["/shops", "/account/code", "/join", "/api/invoices", "/api/parties", &door, &hello, &pull, &push] {
        let answer = backend.send("POST", route, &headers, Some(&large)).unwrap();
        assert_eq!(answer.refusal(), (413, "too_large".into()), "{route}");
    }
    drop(large);
    assert_eq!(backend.send("GET", "/health", &[], None).unwrap().status, 200);
    let plain = [("content-type", "text/plain")];
    let address = backend.address.strip_prefix("http://").unwrap();
    let slow = |said: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(50))).unwrap();
        let begun = tokio::time::Instant::now();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).unwrap();
        (heard, begun.elapsed())
    };
    std::thread::scope(|scope| {
        let headers = scope.spawn(|| slow("GET /health HTTP/1.1\r\nhost: x\r\n"));
        let body = scope.spawn(|| {
            slow("POST /account/code HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{")
        });
        // Meanwhile everybody else is served.
        let crowd: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(address).unwrap()).collect();
        for _ in 0..20 {
            assert_eq!(backend.with(&asha, "GET", "/account", None).status, 200);
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(crowd);
        let (heard, took) = headers.join().unwrap();
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408"), "{heard}");
        assert!(took < Duration::from_secs(45), "{took:?}");
        let (heard, took) = body.join().unwrap();
        assert!(heard.starts_with("HTTP/1.1 408") && heard.contains("timed_out"), "{heard}");
        assert!(took < Duration::from_secs(30), "{took:?}");
    });
    assert_eq!(backend.send("POST", "/account/code", &plain, None).unwrap().status, 415);
}

#[test]
fn tls_is_spoken_to_callers_and_to_the_database() {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).to_string_lossy().into_owned()
    };
    let (certificate_path, key_path) = (path("tls.crt", &certificate), path("tls.key", &key));
    let mut cluster = cluster();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    cluster.serve_tls(port, &certificate, &key);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(Duration::from_millis(50));
    }
    let url = format!("postgres://keeper@localhost:{port}/books?sslmode=require");
    let common = ["--tls-cert", &certificate_path, "--tls-key", &key_path, "--database-url", &url];
    // A database whose certificate nobody vouches for is not talked to.
    let data = tempfile::tempdir().unwrap();
    let arguments: Vec<&str> = ["serve", "--port", "0", "--print-codes"].iter().chain(&common).copied().collect();
    let refused = support::run(&arguments, data.path());
    assert!(!refused.status.success() && support::err(&refused).contains("certificate"), "{}", support::err(&refused));

    let more: Vec<&str> = common.iter().chain(&["--database-ca", &certificate_path]).copied().collect();
    let backend = Backend::start(&cluster, &more);
    let address = backend.address.strip_prefix("https://").unwrap().to_owned();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let roots = std::sync::Arc::new(roots);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let config = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(std::sync::Arc::clone(&roots))
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let mut tls = rustls::ClientConnection::new(config.into(), name).unwrap();
        let mut socket = TcpStream::connect(&address).unwrap();
        let mut stream = rustls::Stream::new(&mut tls, &mut socket);
        stream.write_all(b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut heard = String::new();
        // A server may close without the word that TLS has for it.
        let _ = stream.read_to_string(&mut heard);
        assert!(heard.starts_with("HTTP/1.1 200") && heard.contains("\"database\":true"), "{heard}");
    }
    // Who speaks no TLS is not heard.
    let mut plain = TcpStream::connect(&address).unwrap();
    plain.write_all(b"GET /ready HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&heard));
}
