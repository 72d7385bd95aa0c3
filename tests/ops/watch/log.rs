//! The server's log: under the schema's names, shipped by a real rsyslog, and known to Elasticsearch and Kibana.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use crate::place::{ops, text, with};
use crate::service::{Service, run};
use crate::sink::Sink;

/// Fails on a line with a field that the index does not know, or knows as something else.
pub fn must_fit_the_index(lines: &str) -> usize {
    let template: Value = serde_json::from_str(&text("logs/elasticsearch/index-template.json")).unwrap();
    let mappings = &template["template"]["mappings"]["properties"];
    let mut seen = 0;
    for line in lines.lines().filter(|line| line.starts_with('{')) {
        let fields: Map<String, Value> = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for (name, value) in &fields {
            let mapping = name.split('.').fold(None, |at: Option<&Value>, part| {
                Some(at.map_or(&mappings[part], |above| &above["properties"][part]))
            });
            let kind = mapping.unwrap()["type"].as_str();
            let fits = match kind {
                Some("long") => value.is_i64() || value.is_u64(),
                Some("keyword" | "match_only_text" | "date") => value.is_string(),
                _ => false,
            };
            assert!(fits, "{name} is {kind:?} in the index: {line}");
        }
        for name in ["@timestamp", "message", "log.level", "ecs.version", "service.name"] {
            assert!(fields.contains_key(name), "{name} is missing in {line}");
        }
        seen += 1;
    }
    seen
}

/// A real rsyslog with the real configuration, shipping a log to a sink.
pub fn ship(folder: &Path, log: &Path, sink: &Sink) -> Service {
    let spool = folder.join("spool");
    std::fs::create_dir_all(&spool).unwrap();
    let conf = with(
        text("logs/rsyslog/smartkhata.conf"),
        &[
            ("/var/spool/rsyslog", &spool.to_string_lossy()),
            ("/var/log/smartkhata/server.log", &log.to_string_lossy()),
            ("elasticsearch.internal", "127.0.0.1"),
            (r#"serverport="9200""#, &format!(r#"serverport="{}""#, sink.port)),
            (r#"usehttps="on""#, r#"usehttps="off""#),
        ],
    );
    let file = folder.join("rsyslog.conf");
    std::fs::write(&file, conf).unwrap();
    let mut rsyslog = Command::new("/usr/sbin/rsyslogd");
    rsyslog.arg("-n").arg("-f").arg(&file).arg("-i").arg(folder.join("rsyslog.pid"));
    Service::start("rsyslog", folder, &mut rsyslog)
}

#[test]
fn saved_searches_ask_fields_that_the_index_has() {
    let objects = text("logs/kibana/saved-objects.ndjson");
    let objects: Vec<Value> = objects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let template: Value = serde_json::from_str(&text("logs/elasticsearch/index-template.json")).unwrap();
    let ids: Vec<&str> = objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
    let mut searches = 0;
    for object in objects.iter().filter(|object| object["type"] == "search") {
        for reference in object["references"].as_array().unwrap() {
            assert!(ids.contains(&reference["id"].as_str().unwrap()), "{object}");
        }
        let source = object["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"].as_str().unwrap();
        let query: Value = serde_json::from_str(source).unwrap();
        let asked = query["query"]["query"].as_str().unwrap().split(' ').filter(|word| word.contains('.'));
        let shown = object["attributes"]["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        for name in asked.chain(shown).filter(|name| !["message"].contains(name)) {
            let path = format!("/template/mappings/properties/{}", name.replace('.', "/properties/"));
            assert!(template.pointer(&path).is_some(), "the index has no {name}");
        }
        searches += 1;
    }
    assert_eq!(searches, 4);
    let lifecycle: Value = serde_json::from_str(&text("logs/elasticsearch/lifecycle.json")).unwrap();
    assert_eq!(lifecycle["policy"]["phases"]["delete"]["min_age"], "30d");
}

#[test]
#[ignore = "needs curl and rsyslog; `cargo xtask test --operations` installs them"]
fn elasticsearch_and_kibana_are_told_by_one_script() {
    let sink = Sink::start();
    let apply = ops("logs/apply.sh");
    run(Command::new(&apply).env("ELASTICSEARCH", &sink.address).env("KIBANA", &sink.address));
    let sent = sink.sent("/");
    let told: Vec<String> = sent.iter().map(|sent| format!("{} {}", sent.method, sent.path)).collect();
    assert_eq!(
        told,
        [
            "PUT /_ilm/policy/smartkhata-logs",
            "PUT /_index_template/smartkhata-logs",
            "POST /api/saved_objects/_import?overwrite=true"
        ]
    );
    assert_eq!(sent[1].json()["template"]["settings"]["index"]["lifecycle"]["name"], "smartkhata-logs");
    assert!(sent[2].body.contains(r#""title":"SmartKhata: faults""#));
    let said =
        Command::new("/usr/sbin/rsyslogd").arg("-N1").arg("-f").arg(ops("logs/rsyslog/smartkhata.conf")).output();
    let said = said.unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

/// Settings of TLS that Logstash 8 deprecated and 9 does not start with, of the plugins that are used here.
const GONE: [&str; 11] = [
    "ssl",
    "cacert",
    "ssl_certificate_verification",
    "ssl_verify_mode",
    "ssl_peer_metadata",
    "tls_min_version",
    "tls_max_version",
    "cipher_suites",
    "keystore",
    "truststore",
    "client_key",
];

#[test]
fn logstash_is_told_by_settings_that_it_still_has() {
    let conf = text("logs/logstash/smartkhata.conf");
    let told: Vec<&str> = conf.lines().filter_map(|line| Some(line.trim().split_once(" => ")?.0)).collect();
    for setting in ["ssl_enabled", "ssl_certificate", "ssl_key", "ssl_certificate_authorities"] {
        assert!(told.contains(&setting), "{setting} is missing: {told:?}");
    }
    let gone: Vec<_> = told.iter().filter(|setting| GONE.contains(setting)).collect();
    assert!(gone.is_empty(), "Logstash 9 has no {gone:?}");
}
