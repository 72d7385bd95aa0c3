//! One-time codes by SendGrid, a mail server and MSG91, against local servers that speak as those do: retries, what is
//! given up, and signed reports of what became of a letter.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected fails by panicking, and signs with the time of the wall clock"
)]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use backend::{Backend, cluster};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cluster::Cluster;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use support::Answer;

/// What stands before the point of a P-256 key in its DER (RFC 5480).
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A request that a server of somebody else's got.
#[derive(Clone)]
struct Got {
    path: String,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A server of somebody else's: answers as it was told, the last answer for good.
#[derive(Clone)]
struct Elsewhere {
    address: String,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Elsewhere {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let here = Self { address, got: Arc::default(), answers: Arc::default() };
        let kept = here.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || kept.converse(stream));
            }
        });
        here
    }

    fn will_answer(&self, answers: &[&str]) {
        *self.answers.lock().unwrap() = answers.iter().map(|answer| (*answer).to_owned()).collect();
    }

    fn converse(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        loop {
            let mut first = String::new();
            if reader.read_line(&mut first).unwrap_or_default() == 0 {
                return;
            }
            let mut headers = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let Some((name, value)) = line.trim_end().split_once(": ") else { break };
                headers.push((name.to_ascii_lowercase(), value.to_owned()));
            }
            let length =
                headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, n)| n.parse().unwrap());
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let path = first.split(' ').nth(1).unwrap().to_owned();
            self.got.lock().unwrap().push(Got { path, headers, body: serde_json::from_slice(&body).unwrap() });
            let mut answers = self.answers.lock().unwrap();
            let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
            drop(answers);
            stream.write_all(answer.expect("it was told what to answer").as_bytes()).unwrap();
        }
    }

    /// What came since the last look.
    fn got(&self) -> Vec<Got> {
        std::mem::take(&mut self.got.lock().unwrap())
    }
}

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\nx-message-id: sg-1\r\ncontent-length: 0\r\n\r\n";
const DOWN: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
const NO_KEY: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";

fn json_answer(body: &Value) -> String {
    let body = body.to_string();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A backend that sends by all three.
struct Shop {
    backend: Backend,
    sendgrid: Elsewhere,
    msg91: Elsewhere,
    key: EcdsaKeyPair,
    cluster: Cluster,
}

impl Shop {
    fn open() -> Self {
        let (cluster, random) = (cluster(), SystemRandom::new());
        let (sendgrid, msg91) = (Elsewhere::start(), Elsewhere::start());
        let kept = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, kept.as_ref(), &random).unwrap();
        let shown = STANDARD.encode([P256, key.public_key().as_ref()].concat());
        let more = [
            ["--sendgrid-key", "SG.key"],
            ["--sendgrid-api", &sendgrid.address],
            ["--sendgrid-hook-key", &shown],
            ["--msg91-key", "auth-key"],
            ["--msg91-template", "template-7"],
            ["--msg91-api", &msg91.address],
            ["--msg91-hook", "drawn-at-random-by-somebody"],
        ];
        let backend = Backend::start(&cluster, more.as_flattened());
        Self { backend, sendgrid, msg91, key, cluster }
    }

    fn ask_code(&self, identity: &str) -> Answer {
        self.backend.post("/account/code", json!({ "identity": identity }))
    }

    fn sign_in(&self, identity: &str, code: &str) -> u16 {
        self.backend.post("/account/sign-in", json!({ "identity": identity, "code": code, "device": "Test" })).status
    }

    /// Reports as SendGrid does, with a signature over what came before `body` was changed on its way.
    fn report(&self, signed: &str, body: &str, age_s: u64) -> u16 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let at = (now - age_s).to_string();
        let signature = self.key.sign(&SystemRandom::new(), format!("{at}{signed}").as_bytes()).unwrap();
        let signature = STANDARD.encode(signature);
        let headers = [
            ("x-twilio-email-event-webhook-signature", signature.as_str()),
            ("x-twilio-email-event-webhook-timestamp", at.as_str()),
        ];
        self.backend.send("POST", "/hooks/sendgrid", &headers, Some(body)).unwrap().status
    }

    /// `smartkhata operator letters`, a line each without its time.
    fn letters(&self, more: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let arguments = [["operator", "letters"].as_slice(), more].concat();
        let mut command = support::program(&arguments, folder.path());
        let output = command.env("DATABASE_URL", self.cluster.url("keeper", "books")).output().unwrap();
        assert!(output.status.success(), "{}", support::err(&output));
        support::out(&output).lines().map(|line| line.split_once("  ").unwrap().1.to_owned()).collect()
    }
}

#[test]
fn a_code_comes_by_text_message() {
    let shop = Shop::open();
    shop.msg91.will_answer(&[&json_answer(&json!({ "type": "success", "message": "346a" }))]);
    assert_eq!(shop.ask_code("98765 43210").status, 202);
    let got = shop.msg91.got();
    let [sent] = got.as_slice() else { panic!("one message, not {}", got.len()) };
    assert_eq!((sent.path.as_str(), sent.header("authkey")), ("/api/v5/flow", "auth-key"));
    let code = sent.body["recipients"][0]["code"].as_str().unwrap().to_owned();
    let recipient = json!({ "mobiles": "919876543210", "code": code });
    assert_eq!(sent.body, json!({ "template_id": "template-7", "short_url": "0", "recipients": [recipient] }));
    assert_eq!(shop.sign_in("9876543210", &code), 200);

    // What became of it: only who knows the address is believed.
    assert_eq!(shop.letters(&["--to", "9876543210"]), ["msg91  sent  after 1 try"]);
    let report = |secret: &str, body: &str| {
        shop.backend.send("POST", &format!("/hooks/msg91/{secret}"), &[], Some(body)).unwrap().status
    };
    let blocked = r#"{"requestId":"346a","number":"919876543210","status":"17"}"#;
    assert_eq!(report("guessed", blocked), 404);
    assert_eq!(report("drawn-at-random-by-somebody", "{"), 400);
    assert_eq!(report("drawn-at-random-by-somebody", blocked), 204);
    assert_eq!(shop.letters(&[]), ["msg91  failed  after 1 try  blocked number"]);
    assert_eq!(report("drawn-at-random-by-somebody", r#"{"requestId":"346a","status":"1"}"#), 204);
    assert_eq!(report("drawn-at-random-by-somebody", blocked), 204, "an older report that comes late");
    assert_eq!(shop.letters(&["--to", "9876543210"]), ["msg91  delivered  after 1 try"]);

    // An error comes as 200, and is not worth trying again.
    let refused = json!({ "type": "error", "message": "Template 98765432109 is not approved for 919876543210" });
    shop.msg91.will_answer(&[&json_answer(&refused)]);
    assert_eq!(shop.ask_code("9876543210").refusal(), (503, "unavailable".into()));
    assert_eq!(shop.msg91.got().len(), 1);
    assert_eq!(shop.letters(&[]), ["msg91  failed  after 1 try  msg91: Template … is not approved for …"]);
}

#[test]
fn a_code_comes_by_sendgrid_and_by_the_mail_server_when_that_is_down() {
    let shop = Shop::open();
    // Two moments of weakness are not noticed.
    shop.sendgrid.will_answer(&[DOWN, DOWN, ACCEPTED]);
    assert_eq!(shop.ask_code("asha@shop.example").status, 202);
    let got = shop.sendgrid.got();
    assert_eq!(got.len(), 3);
    let sent = &got[2];
    assert_eq!((sent.path.as_str(), sent.header("authorization")), ("/v3/mail/send", "Bearer SG.key"));
    let mail = &sent.body;
    assert_eq!(mail["personalizations"][0]["to"], json!([{ "email": "asha@shop.example" }]));
    assert_eq!(mail["from"], json!({ "email": "codes@shop.example", "name": "SmartKhata" }));
    let (code, rest) = mail["subject"].as_str().unwrap().split_at(6);
    assert_eq!(rest, " is your SmartKhata code");
    assert!(mail["content"][0]["value"].as_str().unwrap().starts_with(code));
    assert_eq!(shop.sign_in("asha@shop.example", code), 200);
    assert_eq!(shop.backend.mail.waiting(), 0, "the mail server was not needed");

    // Reports: signed, fresh, and as they were signed.
    let letter = mail["personalizations"][0]["custom_args"]["letter"].as_str().unwrap();
    let bounced = format!(r#"[{{"event":"bounce","letter":"{letter}","status":"5.1.1","email":"asha@shop.example"}}]"#);
    let delivered = bounced.replace("bounce", "delivered");
    assert_eq!(shop.report(&bounced, &bounced, 0), 204);
    assert_eq!(shop.letters(&[]), ["sendgrid  failed  after 3 tries  bounce 5.1.1"]);
    assert_eq!(shop.report(&bounced, &delivered, 0), 403, "it was changed on its way");
    assert_eq!(shop.report(&delivered, &delivered, 3_600), 403, "somebody had kept it");
    assert_eq!(shop.backend.send("POST", "/hooks/sendgrid", &[], Some(&delivered)).unwrap().status, 403);
    assert_eq!(shop.letters(&[]).len(), 1);
    assert_eq!(shop.report(&delivered, &delivered, 0), 204);
    assert_eq!(shop.letters(&["--to", "asha@shop.example"]), ["sendgrid  delivered  after 3 tries"]);

    // A key that was taken away: the mail server carries it at once.
    shop.sendgrid.will_answer(&[NO_KEY]);
    assert_eq!(shop.ask_code("asha@shop.example").status, 202);
    assert_eq!(shop.sendgrid.got().len(), 1);
    assert_eq!(shop.sign_in("asha@shop.example", &shop.backend.mail.code()), 200);
    assert_eq!(shop.letters(&[]), ["sendgrid  failed  after 1 try  http 401"]);
    let log = serde_json::to_string(&shop.backend.log()).unwrap();
    assert!(log.contains("http 401") && !log.contains("asha"), "the log names the fault and nobody");
}

#[test]
fn a_letter_that_was_given_up_and_arrived_all_the_same_is_no_failure() {
    let shop = Shop::open();
    // SendGrid has taken it, and its answers do not come here; the mail server carries it, too.
    shop.sendgrid.will_answer(&[DOWN]);
    assert_eq!(shop.ask_code("asha@shop.example").status, 202);
    let sent = shop.sendgrid.got();
    let letters = sent.iter().map(|sent| &sent.body["personalizations"][0]["custom_args"]["letter"]);
    let letters: Vec<&str> = letters.map(|letter| letter.as_str().unwrap()).collect();
    assert!(letters.len() == 3 && letters.iter().all(|letter| *letter == letters[0]), "{letters:?}");
    assert_eq!(shop.letters(&[]), ["sendgrid  failed  after 3 tries  http 503"]);
    let report = |event: &str| {
        let body = format!(r#"[{{"event":"{event}","letter":"{}","status":"5.1.1"}}]"#, letters[0]);
        assert_eq!(shop.report(&body, &body, 0), 204);
    };
    report("bounce");
    assert_eq!(shop.letters(&[]), ["sendgrid  failed  after 3 tries  bounce 5.1.1"]);
    report("delivered");
    assert_eq!(shop.letters(&[]), [] as [&str; 0]);
    // What the mail server carried is a letter of its own, of which SendGrid tells nothing.
    let mut told = shop.letters(&["--to", "asha@shop.example"]);
    told.sort();
    assert_eq!(told, ["sendgrid  delivered  after 3 tries", "smtp  sent  after 1 try"]);
}

#[test]
fn reports_are_taken_however_often_strangers_ask_from_the_same_address() {
    let shop = Shop::open();
    let event = r#"[{"event":"delivered","letter":"01900000-0000-7000-8000-000000000001"}]"#;
    let text = r#"{"requestId":"346a","status":"1"}"#;
    let msg91 = |secret: &str| {
        let path = format!("/hooks/msg91/{secret}");
        shop.backend.send("POST", &path, &[], Some(text)).unwrap().status
    };
    // More in a minute than strangers have.
    for _ in 0..130 {
        assert_eq!((shop.report(event, event, 0), msg91("drawn-at-random-by-somebody")), (204, 204));
    }
    // Whoever guesses is a stranger, and is told so a hundred times a minute.
    let mut told = Vec::new();
    while told.last() != Some(&429) {
        told.extend([msg91("guessed"), shop.report("[]", event, 0)]);
        assert!(told.len() < 400, "there is no end to guessing");
    }
    assert!(told.len() >= 98 && told.iter().all(|status| [403, 404, 429].contains(status)), "{told:?}");
    // One request comes back every 600 ms.
    let used_up =
        || (0..5).any(|_| shop.backend.post("/account/refresh", json!({ "refresh_token": "x" })).status == 429);
    assert!(used_up());
    // Reports come all the same, as long as they are short.
    assert_eq!((shop.report(event, event, 0), msg91("drawn-at-random-by-somebody")), (204, 204));
    assert!(used_up());
    let large = format!("[{}]", vec![&event[1..event.len() - 1]; 1_500].join(","));
    assert_eq!(shop.report(&large, &large, 0), 429);
}
