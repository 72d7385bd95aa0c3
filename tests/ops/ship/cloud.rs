//! The ways into Amazon, against a mock of it that keeps state (moto): a whole release by target groups and services,
//! and weighted records. The mock runs no task and routes nothing; that traffic follows weights is shown with HAProxy.
//!
//! `cargo xtask test --operations` runs these: it brings the mock and Amazon's command line.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use smartkhata_tests::program::{Running, named};

/// A mock of Amazon; ended when dropped.
struct Mock {
    _running: Running,
    folder: tempfile::TempDir,
    port: u16,
}

impl Mock {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(named("MOTO_SERVER"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stderr(Stdio::null());
        // So many tasks of a service are said to run, at once.
        command.env("MOTO_ECS_SERVICE_RUNNING", "2");
        let mock = Self { _running: Running::start(&mut command), folder, port };
        for _ in 0..1_200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                // What is called is written down, then done.
                let script = format!(
                    "#!/bin/sh\nprintf '%s\\n' \"$*\" >> {}\nexec {} \"$@\"\n",
                    mock.log().display(),
                    named("AWS_CLI").display()
                );
                std::fs::write(mock.cli(), script).unwrap();
                std::fs::set_permissions(mock.cli(), std::fs::Permissions::from_mode(0o755)).unwrap();
                return mock;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the mock does not listen");
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    fn cli(&self) -> PathBuf {
        self.folder.path().join("aws")
    }

    fn environment<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port));
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    }

    /// Calls what must go well.
    fn call(&self, service: &str, operation: &str, input: &Value) -> Value {
        let mut command = Command::new(named("AWS_CLI"));
        command.args([service, operation, "--region", "ap-south-1", "--output", "json"]);
        command.args(["--cli-input-json", &input.to_string()]);
        let output = self.environment(&mut command).output().unwrap();
        assert!(output.status.success(), "{service} {operation}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// The inputs of every call of an operation, in their order.
    fn inputs(&self, operation: &str) -> Vec<Value> {
        let log = std::fs::read_to_string(self.log()).unwrap();
        let ours = log.lines().filter(|line| line.split(' ').nth(1) == Some(operation));
        ours.map(|line| serde_json::from_str(line.split_once("--cli-input-json ").unwrap().1).unwrap()).collect()
    }

    /// Runs the release program with settings.
    fn release(&self, settings: &Value, arguments: &[&str]) -> (Option<i32>, String) {
        let file = self.folder.path().join("settings.json");
        std::fs::write(&file, settings.to_string()).unwrap();
        let mut command = Command::new(named("SMARTKHATA_RELEASE"));
        command.args(arguments).arg("--settings").arg(&file).env("AWS_CLI", self.cli());
        let output = self.environment(&mut command).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

/// Figures of a version that does well: an HTTP API of Prometheus that counts up.
pub fn figures() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU64::new(0));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_err() {
                continue;
            }
            let n = asked.fetch_add(100, Ordering::SeqCst);
            let query = String::from_utf8_lossy(&body).into_owned();
            let row = |metric: Value, value: u64| json!({ "metric": metric, "value": [1, value.to_string()] });
            let rows = if query.contains("bucket") {
                vec![row(json!({ "instance": "a", "le": "0.2" }), n), row(json!({ "instance": "a", "le": "+Inf" }), n)]
            } else if query.contains("http_requests_total") {
                vec![row(json!({ "instance": "a", "status": "200" }), n)]
            } else {
                vec![row(json!({}), 2)]
            };
            let reply = json!({ "status": "success", "data": { "resultType": "vector", "result": rows } }).to_string();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", reply.len());
            let _ = stream.write_all(format!("{head}{reply}").as_bytes());
        }
    });
    address
}

fn plan() -> Value {
    json!({
        "watch": "100 ms", "poll": "100 ms", "drain": "100 ms", "keep": "100 ms",
        "limits": { "minimum": 10, "errors_ppm": 1000, "slow_ms": 200 },
        "verify": { "minimum": 10, "errors_ppm": 500, "slow_ms": 200 },
    })
}

#[test]
#[ignore = "needs moto and Amazon's command line: `cargo xtask test --operations` brings them"]
fn a_release_by_target_groups_sets_these_weights() {
    let mock = Mock::start();
    let subnets = mock.call("ec2", "describe-subnets", &json!({}));
    let subnets: Vec<&Value> =
        subnets["Subnets"].as_array().unwrap().iter().map(|one| &one["SubnetId"]).take(2).collect();
    let vpc = text(&mock.call("ec2", "describe-vpcs", &json!({})), "/Vpcs/0/VpcId");
    let balancer = mock.call("elbv2", "create-load-balancer", &json!({ "Name": "api", "Subnets": subnets }));
    let group = |name: &str| {
        let input = json!({ "Name": name, "Protocol": "HTTP", "Port": 7878, "VpcId": vpc, "TargetType": "ip" });
        text(&mock.call("elbv2", "create-target-group", &input), "/TargetGroups/0/TargetGroupArn")
    };
    let (blue, green) = (group("blue"), group("green"));
    let groups = json!([{ "TargetGroupArn": blue, "Weight": 100 }, { "TargetGroupArn": green, "Weight": 0 }]);
    let listener = mock.call(
        "elbv2",
        "create-listener",
        &json!({
            "LoadBalancerArn": text(&balancer, "/LoadBalancers/0/LoadBalancerArn"), "Protocol": "HTTP", "Port": 80,
            "DefaultActions": [{ "Type": "forward", "ForwardConfig": { "TargetGroups": groups } }],
        }),
    );
    let listener = text(&listener, "/Listeners/0/ListenerArn");
    mock.call("ecs", "create-cluster", &json!({ "clusterName": "smartkhata" }));
    let secret = |name: &str| json!({ "name": name, "valueFrom": format!("arn:aws:secretsmanager:::{name}") });
    let task = |family: &str, image: &str, secrets: &[&str]| {
        let secrets: Vec<Value> = secrets.iter().map(|name| secret(name)).collect();
        let image = format!("registry/smartkhata:{image}");
        let container =
            json!({ "name": "server", "image": image, "memory": 512, "essential": true, "secrets": secrets });
        let input = json!({ "family": family, "containerDefinitions": [container] });
        mock.call("ecs", "register-task-definition", &input);
    };
    task("server", "1.0.0", &["DATABASE_URL"]);
    task("template", "first", &["DATABASE_URL"]);
    // Since then tasks are to be told one thing more.
    task("template", "first", &["DATABASE_URL", "SENDGRID_KEY"]);
    task("keeper-template", "first", &["DATABASE_URL", "DATABASE_OWNER_URL"]);
    for (name, count) in [("api-blue", 2), ("api-green", 0)] {
        let service =
            json!({ "cluster": "smartkhata", "serviceName": name, "taskDefinition": "server", "desiredCount": count });
        mock.call("ecs", "create-service", &service);
    }
    let settings = json!({
        "name": "mock",
        "split": { "alb": { "region": "ap-south-1", "listener": listener, "blue": blue, "green": green } },
        "fleet": { "ecs": {
            "region": "ap-south-1", "cluster": "smartkhata", "blue": "api-blue", "green": "api-green",
            "container": "server", "template": "template", "family": "server",
            "repository": "registry/smartkhata", "tasks": 2,
            "keeper": {
                "template": "keeper-template", "family": "keeper", "subnets": [subnets[0]], "groups": ["sg-1"],
            },
        }},
        "gate": { "prometheus": figures(), "job": "smartkhata" },
        "plan": plan(),
    });
    let (code, said) = mock.release(&settings, &["run", "2.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    let weights: Vec<(u64, u64)> = mock
        .inputs("modify-listener")
        .iter()
        .map(|input| {
            let groups = &input["DefaultActions"][0]["ForwardConfig"]["TargetGroups"];
            assert_eq!((&groups[0]["TargetGroupArn"], &groups[1]["TargetGroupArn"]), (&json!(blue), &json!(green)));
            (groups[0]["Weight"].as_u64().unwrap(), groups[1]["Weight"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(weights, [(90, 10), (50, 50), (0, 100), (0, 100)]);
    let listener = mock.call("elbv2", "describe-listeners", &json!({ "ListenerArns": [listener] }));
    let kept = &listener["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroups"];
    assert_eq!((kept[0]["Weight"].as_u64(), kept[1]["Weight"].as_u64()), (Some(0), Some(100)));
    let services = json!({ "cluster": "smartkhata", "services": ["api-blue", "api-green"] });
    let services = mock.call("ecs", "describe-services", &services);
    let (old, new) = (&services["services"][0], &services["services"][1]);
    assert_eq!((old["desiredCount"].as_u64(), new["desiredCount"].as_u64()), (Some(0), Some(2)));
    let task = mock.call("ecs", "describe-task-definition", &json!({ "taskDefinition": new["taskDefinition"] }));
    let (family, container) = (&task["taskDefinition"]["family"], &task["taskDefinition"]["containerDefinitions"][0]);
    assert_eq!(container["image"], "registry/smartkhata:2.0.0", "the registered revision has the new image");
    assert_eq!(
        container["secrets"],
        json!([secret("DATABASE_URL"), secret("SENDGRID_KEY")]),
        "and what was added since"
    );
    assert_eq!(family, "server");
    // The one task that owns the tables ran before, as the same version, to its end. What runs by the clock takes the newest
    // of its family.
    let run = mock.inputs("run-task");
    let [run] = run.as_slice() else { panic!("{run:?}") };
    assert_eq!(run["overrides"]["containerOverrides"], json!([{ "name": "server", "command": ["migrate"] }]));
    let owns = mock.call("ecs", "describe-task-definition", &json!({ "taskDefinition": "keeper" }));
    let container = &owns["taskDefinition"]["containerDefinitions"][0];
    assert_eq!(container["image"], "registry/smartkhata:2.0.0");
    assert_eq!(container["secrets"], json!([secret("DATABASE_URL"), secret("DATABASE_OWNER_URL")]));
    let families: Vec<Value> =
        mock.inputs("register-task-definition").iter().map(|input| input["family"].clone()).collect();
    assert_eq!(families, ["keeper", "server"], "each once, in this order");
    let updates = mock.inputs("update-service");
    assert_eq!(updates.len(), 2, "{updates:?}");
    let start = &updates[0];
    assert_eq!((&start["service"], &start["desiredCount"]), (&json!("api-green"), &json!(2)));
    assert_eq!(start["taskDefinition"], task["taskDefinition"]["taskDefinitionArn"]);
    let stop = json!({ "cluster": "smartkhata", "service": "api-blue", "desiredCount": 0 });
    assert_eq!(updates[1], stop, "what ends is deployed no more");

    // The same version once more: nothing new is registered, and yet its tasks are a deployment of their own, whose health
    // is waited for.
    let (code, said) = mock.release(&settings, &["run", "2.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = mock.release(&settings, &["run", "2.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(mock.inputs("register-task-definition").len(), 3, "blue's first alone");
    let starts = mock.inputs("update-service").into_iter().filter(|input| input["desiredCount"] == json!(2));
    let starts: Vec<_> = starts.map(|start| (start["service"].clone(), start["forceNewDeployment"].clone())).collect();
    let forced = ["api-green", "api-blue", "api-green"].map(|service| (json!(service), json!(true)));
    assert_eq!(starts, forced);
}

#[test]
#[ignore = "needs moto and Amazon's command line: `cargo xtask test --operations` brings them"]
fn weighted_records_change_together() {
    let mock = Mock::start();
    let zone = json!({ "Name": "shop.example.", "CallerReference": "test" });
    let zone = text(&mock.call("route53", "create-hosted-zone", &zone), "/HostedZone/Id").replace("/hostedzone/", "");
    let target = |name: &str| json!({ "dns": format!("{name}.elb.example."), "zone": "Z2FDTNDATAQYW2" });
    let settings = json!({
        "name": "mock",
        "split": { "route53": { "zone": zone, "name": "api.shop.example.", "blue": target("blue"), "green": target("green") } },
        "fleet": { "commands": { "start": ["true"], "ready": ["true"], "stop": ["true"] } },
        "gate": { "prometheus": figures(), "job": "smartkhata" },
        "plan": plan(),
    });
    // Where no record is yet, nobody is live: somebody says who.
    assert!(mock.release(&settings, &["run", "2.0.0"]).1.contains("back --live COLOUR"));
    let (code, said) = mock.release(&settings, &["back", "--live", "blue"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = mock.release(&settings, &["run", "2.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    let weights: Vec<(u64, u64)> = mock
        .inputs("change-resource-record-sets")
        .iter()
        .map(|input| {
            let weight = |n: usize| input["ChangeBatch"]["Changes"][n]["ResourceRecordSet"]["Weight"].as_u64().unwrap();
            (weight(0), weight(1))
        })
        .collect();
    assert_eq!(weights, [(100, 0), (90, 10), (50, 50), (0, 100), (0, 100)]);
}
