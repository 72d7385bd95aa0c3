//! The web edition of the backend from outside: its page, its sign-in by a cookie that no script reads, its roles.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use backend::{Backend, Tokens, cluster};
use serde_json::{Value, json};
use support::Answer;

const SESSION: &str = "/web/session";

/// Asks as a page of this server does, with a cookie or without.
fn page(backend: &Backend, method: &str, cookie: &str, body: &Value) -> Answer {
    let origin = backend.address.clone();
    let headers = [("origin", origin.as_str()), ("cookie", cookie)];
    let headers = if cookie.is_empty() { &headers[..1] } else { &headers[..] };
    backend.send(method, SESSION, headers, Some(&body.to_string())).unwrap()
}

/// The name and value of the cookie that an answer sets, and what is said of it.
fn cookie(answer: &Answer) -> (String, String) {
    let (pair, about) = answer.header("set-cookie").split_once("; ").expect("a cookie is set");
    (pair.to_owned(), about.to_owned())
}

fn sign_in(backend: &Backend, identity: &str) -> Answer {
    assert_eq!(backend.post("/account/code", json!({ "identity": identity })).status, 202);
    let code = backend.mail.code();
    let answer = page(backend, "POST", "", &json!({ "identity": identity, "code": code, "device": "Web" }));
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer
}

/// The tokens of a page, to ask with.
fn held(answer: &Answer) -> Tokens {
    let json = answer.json();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    Tokens { access: text("access_token"), refresh: String::new(), session: text("session"), account: text("account") }
}

#[test]
fn a_browser_holds_a_session_that_no_script_and_no_other_page_can_use() {
    let cluster = cluster();
    let elsewhere = "https://elsewhere.example";
    let backend = Backend::start(&cluster, &["--origin", elsewhere]);
    let first = sign_in(&backend, "asha@shop.example");
    assert!(first.json().get("refresh_token").is_none(), "the page is not told");
    let (kept, about) = cookie(&first);
    for word in ["HttpOnly", "SameSite=Strict", "Path=/web/session"] {
        assert!(about.split("; ").any(|part| part == word), "{word} is not in {about}");
    }
    assert_eq!(backend.with(&held(&first), "GET", "/account", None).json()["email"], "asha@shop.example");

    // Nobody else's page, no form and no request without its page gets anything for the cookie, in any way.
    let ours = backend.address.clone();
    let json = ("content-type", "application/json");
    let refused: [(&[(&str, &str)], u16); 5] = [
        (&[json], 403),
        (&[json, ("origin", "null")], 403),
        (&[json, ("origin", elsewhere)], 403),
        (&[json, ("origin", &ours), ("origin", elsewhere)], 403),
        (&[("content-type", "text/plain"), ("origin", &ours)], 415),
    ];
    for (headers, status) in refused {
        for method in ["PUT", "DELETE"] {
            let mut builder = ureq::http::Request::builder().method(method).uri(format!("{ours}{SESSION}"));
            for (name, value) in headers.iter().chain(&[("cookie", kept.as_str())]) {
                builder = builder.header(*name, *value);
            }
            let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
            let answer = Answer::of(agent.run(builder.body("{}").unwrap()).unwrap());
            assert_eq!(answer.status, status, "{method} {headers:?}");
            assert_eq!(answer.header("set-cookie"), "", "{method} {headers:?}");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
    }

    // The next token, once; the first cookie again within the minute is a lost answer, after its successor's use a thief.
    let second = page(&backend, "PUT", &kept, &json!({}));
    assert_eq!(second.status, 200);
    let (next, _) = cookie(&second);
    assert_ne!(next, kept);
    let third = page(&backend, "PUT", &next, &json!({}));
    assert_eq!((third.status, held(&third).session), (200, held(&first).session));
    let stolen = page(&backend, "PUT", &kept, &json!({}));
    assert_eq!(stolen.refusal(), (401, "unauthorized".into()));
    let (gone, about) = cookie(&stolen);
    assert!(gone.ends_with('=') && about.contains("Max-Age=0"), "{gone}; {about}");
    let over = page(&backend, "PUT", &cookie(&third).0, &json!({}));
    assert_eq!(over.refusal().0, 401, "the session is over for both");
    assert_eq!(backend.with(&held(&third), "GET", "/shops", None).status, 401);

    // Signing out ends the session at once, also for the access token that is still good.
    let again = sign_in(&backend, "asha@shop.example");
    let (kept, _) = cookie(&again);
    let out = page(&backend, "DELETE", &kept, &json!({}));
    assert_eq!(out.status, 204);
    assert_eq!(backend.with(&held(&again), "GET", "/shops", None).status, 401);
    assert_eq!(page(&backend, "PUT", &kept, &json!({})).status, 401);
    assert_eq!(page(&backend, "DELETE", "", &json!({})).status, 204, "nobody is signed in: nothing to end");
    // A device's own token is no cookie, and a cookie given twice is none.
    let device = backend.sign_in("asha@shop.example");
    let twice = format!("smartkhata={}; smartkhata={}", device.refresh, device.refresh);
    assert_eq!(page(&backend, "PUT", &twice, &json!({})).status, 401);
}

#[test]
fn the_page_is_served_with_its_policy_and_the_rest_stays_the_api() {
    let cluster = cluster();
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), "<!doctype html><html><head><title>x</title></head></html>")
        .unwrap();
    std::fs::write(dist.path().join("start.js"), "// start\n".repeat(100)).unwrap();
    let backend = Backend::start(&cluster, &["--dist", dist.path().to_str().unwrap()]);
    let get = |path: &str, headers: &[(&str, &str)]| {
        backend.send("GET", path, headers, None).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    for path in ["/", "/index.html"] {
        let answer = get(path, &[]);
        let text = String::from_utf8(answer.body.clone()).unwrap();
        assert!(text.contains(r#"<meta name="smartkhata-edition" content="cloud">"#), "{path}: {text}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=31536000"),
            ("cache-control", "no-cache"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
    let script = get("/start.js", &[("accept-encoding", "gzip")]);
    assert_eq!((script.status, script.header("content-encoding")), (200, "gzip"));
    assert_eq!(script.header("content-type"), "text/javascript");
    // What is no file is refused as before, and nothing outside the folder is one.
    for path in ["/nowhere", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/css/"] {
        let answer = get(path, &[]);
        assert_eq!(answer.refusal(), (404, "not_found".into()), "{path}");
        assert_eq!(answer.header("ratelimit-limit"), "100", "{path} counts");
    }
    assert_eq!(backend.post("/nowhere", json!({})).refusal(), (404, "not_found".into()));
    assert_eq!(backend.post("/start.js", json!({})).refusal(), (404, "not_found".into()));
    assert_eq!(get("/health", &[]).status, 200);
    // Forty files a page are no forty requests of a market's one address.
    for _ in 0..200 {
        assert_eq!(get("/start.js", &[]).status, 200);
    }
}

#[test]
fn screens_are_told_what_a_role_may_ask() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    let role = |tokens: &Tokens| backend.with(tokens, "GET", &format!("/b/{shop}/role"), None);
    let may = |answer: &Answer, request: &str| answer.json()["may"].as_array().unwrap().contains(&json!(request));
    let owner = role(&asha);
    assert_eq!(owner.json()["role"], "owner");
    assert!(may(&owner, "report.profit_loss") && may(&owner, "voucher.cancel"));
    assert!(!may(&owner, "backup.create") && !may(&owner, "cloud.status") && !may(&owner, "shops.list"));
    let ravi = backend.sign_in("ravi@shop.example");
    assert_eq!(role(&ravi).status, 404, "a stranger is told of no shop");
    let staff = json!({ "identity": "ravi@shop.example", "role": "staff" });
    assert_eq!(backend.with(&asha, "PUT", &format!("/b/{shop}/members"), Some(staff)).status, 204);
    let staff = role(&ravi);
    assert_eq!(staff.json()["role"], "staff");
    assert!(may(&staff, "bill.finalize") && !may(&staff, "report.profit_loss") && !may(&staff, "stock.add"));
    // What is told is what is answered.
    let listed: Vec<String> =
        staff.json()["may"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    for request in ["report.profit_loss", "report.day_book", "voucher.cancel", "shop.edit", "shop.get", "home.get"] {
        let answer = backend.door(&ravi, &shop, request, &json!({})).unwrap();
        assert_eq!(answer.status == 403, !listed.iter().any(|name| name == request), "{request} {}", answer.status);
    }
}
