//! Amazon's own command line, which finds credentials wherever a person, a runner or a task has them. Its SDK for Rust
//! would be most of this program.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Result, Trouble};

/// Calls in one region.
#[derive(Debug, Clone)]
pub struct Aws {
    region: String,
}

impl Aws {
    /// Calls in this region.
    pub fn new(region: &str) -> Self {
        Self { region: region.to_owned() }
    }

    /// `aws SERVICE OPERATION --cli-input-json INPUT`: the operation's answer.
    pub fn call(&self, service: &str, operation: &str, input: &Value) -> Result<Value> {
        let attempted = format!("aws {service} {operation}");
        let mut command = Command::new(std::env::var_os("AWS_CLI").unwrap_or_else(|| "aws".into()));
        command.args([service, operation, "--region", &self.region, "--output", "json"]).env("AWS_PAGER", "");
        command.args(["--cli-connect-timeout", "10", "--cli-read-timeout", "60"]);
        command.arg("--cli-input-json").arg(input.to_string());
        let output = command.stdin(Stdio::null()).output().map_err(|e| Trouble::outside(&attempted, e))?;
        if !output.status.success() {
            return Err(Trouble::outside(attempted, String::from_utf8_lossy(&output.stderr).trim()));
        }
        if output.stdout.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).map_err(|e| Trouble::outside(attempted, e))
    }
}
