//! The cloud backend as it is run: the real program, a PostgreSQL and a mail server of the test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::support::{Answer, program};

/// A PostgreSQL with a database whose owner is no superuser.
pub fn cluster() -> Cluster {
    let cluster = Cluster::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = cluster.connect().await;
        client.batch_execute("create role keeper login createrole").await.unwrap();
        client.batch_execute("create database books owner keeper").await.unwrap();
    });
    cluster
}

/// A running backend; killed with the value.
pub struct Backend {
    pub child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    pub mail: Mail,
    agent: ureq::Agent,
    data: tempfile::TempDir,
}

/// Who is signed in on a device.
#[derive(Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub session: String,
    pub account: String,
}

impl Backend {
    /// Starts it on a cluster and waits for its address.
    pub fn start(cluster: &Cluster, more: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mail = Mail::start();
        let (child, address) = run(cluster, &mail, data.path(), more);
        let patience = Some(Duration::from_secs(60));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(patience)
            .build()
            .into();
        Self { child, address, mail, agent, data }
    }

    /// Starts another after this one has ended.
    pub fn restart(&mut self, cluster: &Cluster) {
        (self.child, self.address) = run(cluster, &self.mail, self.data.path(), &[]);
    }

    /// What it has logged, a JSON object a line.
    pub fn log(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.data.path().join("log")).unwrap();
        text.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Sends a request; an error is a connection that failed.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Answer, ureq::Error> {
        let mut builder = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let response = match body {
            Some(body) => {
                self.agent.run(builder.header("content-type", "application/json").body(body.to_owned()).unwrap())
            }
            None => self.agent.run(builder.body(()).unwrap()),
        };
        response.map(Answer::of)
    }

    /// Sends bytes; an error is a connection that failed.
    pub fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, ureq::Error> {
        let mut builder = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let response = match body {
            Some(body) => self.agent.run(builder.body(body).unwrap()),
            None => self.agent.run(builder.body(()).unwrap()),
        };
        response.map(Answer::of)
    }

    /// The folder of its files.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Posts without a token.
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], Some(&body.to_string())).unwrap()
    }

    /// Sends with a token.
    pub fn with(&self, tokens: &Tokens, method: &str, path: &str, body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", tokens.access);
        let body = body.map(|body| body.to_string());
        self.send(method, path, &[("authorization", &bearer)], body.as_deref()).unwrap()
    }

    /// Asks a shop's door; an error is a connection that failed.
    pub fn door(&self, tokens: &Tokens, shop: &str, request: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let bearer = format!("Bearer {}", tokens.access);
        let path = format!("/b/{shop}/door/{request}");
        self.send("POST", &path, &[("authorization", &bearer)], Some(&body.to_string()))
    }

    /// Signs in by the code that the mail server got.
    pub fn sign_in(&self, identity: &str) -> Tokens {
        assert_eq!(self.post("/account/code", json!({ "identity": identity })).status, 202);
        let code = self.mail.code();
        let answer = self.post("/account/sign-in", json!({ "identity": identity, "code": code, "device": "Test" }));
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        Tokens::of(&answer.json())
    }

    /// Makes a shop; answers its id.
    pub fn shop(&self, tokens: &Tokens, name: &str) -> String {
        let answer = self.with(tokens, "POST", "/shops", Some(json!({ "name": name })));
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Tokens {
    /// As the server gives them.
    pub fn of(json: &Value) -> Self {
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
            session: text("session"),
            account: text("account"),
        }
    }
}

fn run(cluster: &Cluster, mail: &Mail, data: &Path, more: &[&str]) -> (Child, String) {
    let smtp = format!("smtp://127.0.0.1:{}", mail.port);
    let arguments: Vec<&str> = ["serve", "--port", "0"].iter().chain(more).copied().collect();
    let mut command = program(&arguments, data);
    // What a test names itself comes last.
    if !more.contains(&"--database-url") {
        command.env("DATABASE_URL", cluster.url("keeper", "books"));
    }
    command.env("SMTP_URL", smtp).env("MAIL_FROM", "SmartKhata <codes@shop.example>");
    let log = std::fs::File::options().create(true).append(true).open(data.join("log")).unwrap();
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http"), "{}", std::fs::read_to_string(data.join("log")).unwrap_or_default());
    (child, line.trim().trim_end_matches('/').to_owned())
}

/// A mail server that keeps what it gets.
pub struct Mail {
    port: u16,
    got: Arc<Mutex<Vec<String>>>,
}

impl Mail {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, got) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || take(stream, &kept));
            }
        });
        Self { port, got }
    }

    /// The code of the newest mail, which is taken out.
    pub fn code(&self) -> String {
        let mail = self.got.lock().unwrap().pop().expect("a mail came");
        let subject = mail.lines().find_map(|line| line.strip_prefix("Subject: ")).expect("it has a subject");
        let (code, _) = subject.split_once(" is your SmartKhata code").expect("it begins with the code");
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{subject}");
        code.to_owned()
    }

    /// How many mails wait.
    pub fn waiting(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

/// One conversation of SMTP (RFC 5321).
fn take(mut stream: TcpStream, kept: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes());
    let _ = say("220 ready");
    while let Some(Ok(line)) = lines.next() {
        let said = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => say("250 here"),
            "DATA" => {
                let _ = say("354 go on");
                let mail: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                kept.lock().unwrap().push(mail.join("\n"));
                say("250 kept")
            }
            "QUIT" => {
                let _ = say("221 bye");
                return;
            }
            _ => say("250 fine"),
        };
        if said.is_err() {
            return;
        }
    }
}

/// A bill of two kilograms of sugar, paid in cash.
pub fn bill(n: u128) -> Value {
    let id = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n);
    json!({ "draft": {
        "id": id,
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 }],
        "tenders": [{ "mode": "cash", "amount": 9000 }],
    }})
}
