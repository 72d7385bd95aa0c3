//! Two services of ECS. A version is a task definition as the infrastructure has it now, with the version's image: what
//! tasks are told, which secrets and how much memory they have, comes with the next release.

use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Fleet;
use crate::aws::Aws;
use crate::colour::Colour;
use crate::{Result, Trouble};

/// Where they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// As `ap-south-1`.
    pub region: String,
    /// The cluster's name.
    pub cluster: String,
    /// The service of blue.
    pub blue: String,
    /// And of green.
    pub green: String,
    /// The container of the task that is the server.
    pub container: String,
    /// The family whose newest revision says what a task is; the infrastructure registers there.
    pub template: String,
    /// The family that versions are registered in; its newest revision is the version that was started last.
    pub family: String,
    /// Where images are, without a tag.
    pub repository: String,
    /// Tasks of a version.
    pub tasks: u32,
    /// The task that brings the database to what a version knows; none where servers do so at their start.
    pub keeper: Option<Keeper>,
}

/// A task that runs once and ends: it alone is told of the login that owns the tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeper {
    /// The family whose newest revision says what it is.
    pub template: String,
    /// The family that versions of it are registered in.
    pub family: String,
    /// Where it runs.
    pub subnets: Vec<String>,
    /// What it may reach.
    pub groups: Vec<String>,
}

/// How often it is looked at, and for how long: an index of a large table is built beside those who write.
const LOOK: Duration = Duration::from_secs(3);
const LOOKS: u32 = 2_400; // two hours

/// What `describe-task-definition` tells and `register-task-definition` does not take.
const TOLD_ONLY: [&str; 8] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
];

/// The services.
#[derive(Debug)]
pub struct EcsServices {
    aws: Aws,
    settings: Settings,
}

impl EcsServices {
    /// These.
    pub fn new(settings: Settings) -> Self {
        Self { aws: Aws::new(&settings.region), settings }
    }

    fn service(&self, colour: Colour) -> &str {
        match colour {
            Colour::Blue => &self.settings.blue,
            Colour::Green => &self.settings.green,
        }
    }

    fn image(&self, version: &str) -> String {
        format!("{}:{version}", self.settings.repository)
    }

    fn described(&self, colour: Colour) -> Result<Value> {
        let input = json!({ "cluster": self.settings.cluster, "services": [self.service(colour)] });
        let answer = self.aws.call("ecs", "describe-services", &input)?;
        let service = answer.pointer("/services/0").cloned();
        service.ok_or_else(|| Trouble::new(format!("there is no service `{}`", self.service(colour))))
    }

    /// The task definition that a service runs.
    fn task(&self, service: &Value) -> Result<Value> {
        self.task_named(service.get("taskDefinition").unwrap_or(&Value::Null))
    }

    /// A task definition by its name, or the newest of a family.
    fn task_named(&self, task: &Value) -> Result<Value> {
        let answer = self.aws.call("ecs", "describe-task-definition", &json!({ "taskDefinition": task }))?;
        answer.get("taskDefinition").cloned().ok_or_else(|| Trouble::new(format!("there is no task definition {task}")))
    }

    /// What a version is to run as, by a template and in a family of its own.
    fn wanted(&self, template: &str, family: &str, version: &str) -> Result<Value> {
        let mut task = said(self.task_named(&json!(template))?);
        if let Some(container) = self.container(&mut task)?.as_object_mut() {
            container.insert("image".into(), json!(self.image(version)));
        }
        if let Some(fields) = task.as_object_mut() {
            fields.insert("family".into(), json!(family));
        }
        Ok(task)
    }

    /// The name of what is wanted: of what was registered last, if that is the same, so that nothing is registered twice.
    fn registered(&self, last: Option<Value>, wanted: &Value) -> Result<Value> {
        let named = |task: &Value| task.get("taskDefinitionArn").cloned().unwrap_or_default();
        match last {
            Some(last) if said(last.clone()) == *wanted => Ok(named(&last)),
            _ => {
                let answer = self.aws.call("ecs", "register-task-definition", wanted)?;
                Ok(answer.get("taskDefinition").map(named).unwrap_or_default())
            }
        }
    }

    /// Runs a task of this definition with a command, to its end.
    fn run(&self, task: &Value, keeper: &Keeper, command: &str) -> Result {
        let Settings { cluster, container, .. } = &self.settings;
        let network = json!({ "awsvpcConfiguration": {
            "subnets": keeper.subnets, "securityGroups": keeper.groups, "assignPublicIp": "DISABLED",
        } });
        let input = json!({
            "cluster": cluster, "taskDefinition": task, "launchType": "FARGATE", "count": 1, "group": command,
            "networkConfiguration": network,
            "overrides": { "containerOverrides": [{ "name": container, "command": [command] }] },
        });
        let answer = self.aws.call("ecs", "run-task", &input)?;
        let begun = answer.pointer("/tasks/0/taskArn").cloned();
        let begun = begun.ok_or_else(|| Trouble::new(format!("`{command}` was not begun: {answer}")))?;
        let look = json!({ "cluster": cluster, "tasks": [begun] });
        for _ in 0..LOOKS {
            thread::sleep(LOOK);
            let seen = self.aws.call("ecs", "describe-tasks", &look)?;
            if let Some(ended) = ended(seen.pointer("/tasks/0").unwrap_or(&Value::Null), container) {
                return ended.map_err(|why| Trouble::new(format!("`{command}` {why}; the log has what it said")));
            }
        }
        Err(Trouble::new(format!("`{command}` is still at work after two hours")))
    }

    /// Where the tasks of a colour answer, as `10.20.16.7:7878`.
    pub fn hosts(&self, colour: Colour) -> Result<Vec<String>> {
        let cluster = &self.settings.cluster;
        let running = json!({ "cluster": cluster, "serviceName": self.service(colour), "desiredStatus": "RUNNING" });
        let answer = self.aws.call("ecs", "list-tasks", &running)?;
        let tasks = answer.get("taskArns").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut hosts = Vec::new();
        // So many are described at a time.
        for tasks in tasks.chunks(100) {
            let answer = self.aws.call("ecs", "describe-tasks", &json!({ "cluster": cluster, "tasks": tasks }))?;
            hosts.extend(addresses(&answer));
        }
        hosts.sort();
        Ok(hosts)
    }

    /// The image of the server in a task definition.
    fn container<'a>(&self, task: &'a mut Value) -> Result<&'a mut Value> {
        let containers = task.get_mut("containerDefinitions").and_then(Value::as_array_mut).into_iter().flatten();
        let mut ours =
            containers.filter(|one| one.get("name").and_then(Value::as_str) == Some(&self.settings.container));
        ours.next().ok_or_else(|| Trouble::new(format!("the task has no container `{}`", self.settings.container)))
    }
}

/// What `register-task-definition` was once told.
fn said(mut task: Value) -> Value {
    if let Some(fields) = task.as_object_mut() {
        fields.retain(|name, _| !TOLD_ONLY.contains(&name.as_str()));
    }
    task
}

/// How a task has ended, if it has: well, or why not.
fn ended(task: &Value, container: &str) -> Option<std::result::Result<(), String>> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if text(task, "lastStatus") != "STOPPED" {
        return None;
    }
    let containers = task.get("containers").and_then(Value::as_array).into_iter().flatten();
    let code = containers.filter(|one| text(one, "name") == container).find_map(|one| one.get("exitCode")?.as_i64());
    Some(match code {
        Some(0) => Ok(()),
        Some(code) => Err(format!("ended with {code}")),
        None => Err(format!("did not start: {}", text(task, "stoppedReason"))),
    })
}

/// Where the server listens in its task.
const PORT: u16 = 7878;

/// The addresses of described tasks that run: each has an interface of its own.
fn addresses(described: &Value) -> Vec<String> {
    let all = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let running = all(described, "tasks").into_iter().filter(|task| text(task, "lastStatus") == "RUNNING");
    let details = running.flat_map(|task| all(&task, "attachments")).flat_map(|one| all(&one, "details"));
    let addresses = details.filter(|detail| text(detail, "name") == "privateIPv4Address");
    addresses.map(|detail| format!("{}:{PORT}", text(&detail, "value"))).collect()
}

impl Fleet for EcsServices {
    fn migrate(&mut self, version: &str) -> Result {
        let Some(keeper) = &self.settings.keeper else { return Ok(()) };
        let wanted = self.wanted(&keeper.template, &keeper.family, version)?;
        // The first version has none before it.
        let last = self.task_named(&json!(keeper.family)).ok();
        let task = self.registered(last, &wanted)?;
        // Run again, it finds that nothing is left to be done.
        self.run(&task, keeper, "migrate")
    }

    fn start(&mut self, colour: Colour, version: &str) -> Result {
        let Settings { template, family, .. } = &self.settings;
        let wanted = self.wanted(template, family, version)?;
        let runs = self.task(&self.described(colour)?)?;
        let arn = self.registered(Some(runs), &wanted)?;
        let Settings { cluster, tasks, .. } = &self.settings;
        // A deployment of its own also where the definition is the one that ran here before, as after a roll-back: `ready`
        // asks how the deployment ended, and the last one's end says nothing of these tasks.
        let input = json!({
            "cluster": cluster, "service": self.service(colour), "taskDefinition": arn, "desiredCount": tasks,
            "forceNewDeployment": true,
        });
        self.aws.call("ecs", "update-service", &input).map(drop)
    }

    fn ready(&mut self, colour: Colour, version: &str) -> Result<bool> {
        let service = self.described(colour)?;
        let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64).unwrap_or_default();
        let deployments = service.get("deployments").and_then(Value::as_array).cloned().unwrap_or_default();
        // One deployment that is complete: none of the version before is left, and health checks have passed.
        let [deployment] = deployments.as_slice() else { return Ok(false) };
        let complete = deployment.get("rolloutState").and_then(Value::as_str) == Some("COMPLETED");
        let all = number(&service, "runningCount") >= u64::from(self.settings.tasks);
        if !complete || !all {
            return Ok(false);
        }
        let image = json!(self.image(version));
        let mut task = self.task(&service)?;
        Ok(self.container(&mut task)?.get("image") == Some(&image))
    }

    fn tasks(&self) -> usize {
        usize::try_from(self.settings.tasks).unwrap_or(usize::MAX)
    }

    fn stop(&mut self, colour: Colour) -> Result {
        let input = json!({ "cluster": self.settings.cluster, "service": self.service(colour), "desiredCount": 0 });
        self.aws.call("ecs", "update-service", &input).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_ran_once_says_how_it_ended() {
        let task = |status: &str, code: Value| {
            let containers = json!([{ "name": "beside", "exitCode": 7 }, { "name": "server", "exitCode": code }]);
            json!({ "lastStatus": status, "stoppedReason": "no such secret", "containers": containers })
        };
        assert_eq!(ended(&task("RUNNING", Value::Null), "server"), None);
        assert_eq!(ended(&task("STOPPED", json!(0)), "server"), Some(Ok(())));
        assert_eq!(ended(&task("STOPPED", json!(1)), "server"), Some(Err("ended with 1".into())));
        assert_eq!(ended(&task("STOPPED", Value::Null), "server"), Some(Err("did not start: no such secret".into())));
        assert_eq!(ended(&json!({}), "server"), None);
    }

    #[test]
    fn running_tasks_have_addresses() {
        let task = |status: &str, address: &str| {
            let details =
                json!([{ "name": "subnetId", "value": "s" }, { "name": "privateIPv4Address", "value": address }]);
            json!({ "lastStatus": status, "attachments": [{ "type": "ElasticNetworkInterface", "details": details }] })
        };
        let described = json!({ "tasks": [task("RUNNING", "10.20.16.7"), task("PENDING", "10.20.16.8")] });
        assert_eq!(addresses(&described), ["10.20.16.7:7878"]);
        assert_eq!(addresses(&json!({})), Vec::<String>::new());
    }
}
