//! Weighted target groups behind one listener of an application load balancer.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Shares, TrafficSplit};
use crate::aws::Aws;
use crate::{Result, Trouble};

/// Where they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// As `ap-south-1`.
    pub region: String,
    /// The HTTPS listener's ARN.
    pub listener: String,
    /// The target group's ARN of blue.
    pub blue: String,
    /// And of green.
    pub green: String,
}

/// The listener's default action.
#[derive(Debug)]
pub struct AlbWeights {
    aws: Aws,
    settings: Settings,
}

impl AlbWeights {
    /// Of this listener.
    pub fn new(settings: Settings) -> Self {
        Self { aws: Aws::new(&settings.region), settings }
    }
}

impl TrafficSplit for AlbWeights {
    fn set(&mut self, shares: Shares) -> Result {
        let Settings { listener, blue, green, .. } = &self.settings;
        let groups = json!([
            { "TargetGroupArn": blue, "Weight": shares.blue },
            { "TargetGroupArn": green, "Weight": shares.green },
        ]);
        let action = json!({ "Type": "forward", "ForwardConfig": { "TargetGroups": groups } });
        let input = json!({ "ListenerArn": listener, "DefaultActions": [action] });
        self.aws.call("elbv2", "modify-listener", &input).map(drop)
    }

    fn shares(&mut self) -> Result<Shares> {
        let input = json!({ "ListenerArns": [self.settings.listener] });
        let answer = self.aws.call("elbv2", "describe-listeners", &input)?;
        let groups = answer.pointer("/Listeners/0/DefaultActions/0/ForwardConfig/TargetGroups");
        let groups = groups.and_then(Value::as_array).ok_or_else(|| Trouble::new("the listener has no weights"))?;
        let weight = |arn: &str| {
            let group = groups.iter().find(|group| group.get("TargetGroupArn").and_then(Value::as_str) == Some(arn));
            let weight = group.and_then(|group| group.get("Weight")).and_then(Value::as_u64);
            u8::try_from(weight.unwrap_or_default())
                .map_err(|_| Trouble::new("the listener's weights are no percentages"))
        };
        Ok(Shares { blue: weight(&self.settings.blue)?, green: weight(&self.settings.green)? })
    }
}
