//! What the server speaks to callers, as a scanner from outside sees it.

use std::process::Command;

use super::backend::Backend;
use super::node::{Place, run};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn only_tls_1_2_and_1_3_are_spoken() {
    let place = Place::new(60);
    let node = place.node("books", &["archive_mode=off"]);
    let client = node.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.unwrap();
    client.batch_execute("create database books owner keeper").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("server.crt"), folder.path().join("server.key"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let more = ["--tls-cert", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let backend = Backend::start(&node.url("keeper", "books"), &more, &[]);
    let address = backend.address.trim_start_matches("https://");
    let json = folder.path().join("scan.json");
    let mut scan = Command::new("testssl");
    // Protocols, and the weaknesses of old ciphers; no question is left to somebody at a keyboard.
    scan.args(["--quiet", "--color", "0", "--warnings", "off", "-p", "-s", "--jsonfile"]).arg(&json);
    let said = run(scan.args(["--openssl", "/usr/bin/openssl"]).arg(address));
    let found: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    let finding = |id: &str| {
        let row = found.as_array().unwrap().iter().find(|row| row["id"] == id);
        row.map(|row| row["finding"].as_str().unwrap().to_owned()).unwrap_or_else(|| panic!("{id}: {said}"))
    };
    for refused in ["SSLv2", "SSLv3", "TLS1", "TLS1_1"] {
        assert!(finding(refused).starts_with("not offered"), "{refused}: {said}");
    }
    for spoken in ["TLS1_2", "TLS1_3"] {
        assert!(finding(spoken).starts_with("offered"), "{spoken}: {said}");
    }
    for weak in ["cipherlist_NULL", "cipherlist_aNULL", "cipherlist_EXPORT", "cipherlist_LOW", "cipherlist_3DES_IDEA"] {
        assert!(finding(weak).starts_with("not offered"), "{weak}: {said}");
    }
}
