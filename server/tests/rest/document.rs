//! The document, and its page.

use crate::backend::{Backend, cluster};

#[test]
fn the_document_describes_itself_without_anything_of_elsewhere() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap();
    let document = document.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let finalize = &document["paths"]["/api/invoices/{id}/finalize"]["post"];
    assert!(finalize["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "Idempotency-Key"));
    assert!(finalize["responses"]["422"]["content"]["application/problem+json"].is_object());
    // Whatever changes what was read before asks for the copy that is meant.
    for (path, method, asks) in [
        ("/api/invoices/{id}/finalize", "post", true),
        ("/api/invoices/{id}/cancel", "post", true),
        ("/api/payments/{id}/cancel", "post", true),
        ("/api/invoices/{id}", "delete", true),
        ("/api/invoices/{id}", "put", true),
        ("/api/invoices", "post", false),
    ] {
        let operation = &document["paths"][path][method];
        let named = operation["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "If-Match");
        assert_eq!((named, operation["responses"]["412"].is_object()), (asks, asks), "{method} {path}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    let page = backend.send("GET", "/api", &[], None).unwrap();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("/api/reports/profit-loss") && html.contains("id=\"BillView\""));
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"));
}
