//! Weighted records of one name, each an alias of a load balancer of its own.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Shares, TrafficSplit};
use crate::aws::Aws;
use crate::colour::Colour;
use crate::{Result, Trouble};

/// Where they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The zone's id.
    pub zone: String,
    /// The name, with its dot at the end: `api.shop.example.`
    pub name: String,
    /// Where blue is reached.
    pub blue: Target,
    /// And green.
    pub green: Target,
}

/// A load balancer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its name in the DNS.
    pub dns: String,
    /// The zone that this name is in.
    pub zone: String,
}

/// The records.
#[derive(Debug)]
pub struct Route53Weights {
    aws: Aws,
    settings: Settings,
}

impl Route53Weights {
    /// Of this name.
    pub fn new(settings: Settings) -> Self {
        // The service is global and answers in this region.
        Self { aws: Aws::new("us-east-1"), settings }
    }
}

impl TrafficSplit for Route53Weights {
    fn set(&mut self, shares: Shares) -> Result {
        let record = |colour: Colour, target: &Target, weight: u8| {
            let alias = json!({ "DNSName": target.dns, "HostedZoneId": target.zone, "EvaluateTargetHealth": true });
            json!({ "Action": "UPSERT", "ResourceRecordSet": {
                "Name": self.settings.name, "Type": "A", "SetIdentifier": colour.name(), "Weight": weight,
                "AliasTarget": alias,
            }})
        };
        // One batch: both weights change together.
        let changes = [
            record(Colour::Blue, &self.settings.blue, shares.blue),
            record(Colour::Green, &self.settings.green, shares.green),
        ];
        let input = json!({ "HostedZoneId": self.settings.zone, "ChangeBatch": { "Changes": changes } });
        self.aws.call("route53", "change-resource-record-sets", &input).map(drop)
    }

    fn shares(&mut self) -> Result<Shares> {
        let input = json!({
            "HostedZoneId": self.settings.zone, "StartRecordName": self.settings.name, "StartRecordType": "A",
        });
        let answer = self.aws.call("route53", "list-resource-record-sets", &input)?;
        let records = answer.get("ResourceRecordSets").and_then(Value::as_array);
        let records = records.ok_or_else(|| Trouble::new("the zone has no records"))?;
        let weight = |colour: Colour| {
            let text =
                |record: &Value, key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let record = records.iter().find(|record| {
                text(record, "Name") == self.settings.name && text(record, "SetIdentifier") == colour.name()
            });
            let weight = record.and_then(|record| record.get("Weight")).and_then(Value::as_u64);
            u8::try_from(weight.unwrap_or_default())
                .map_err(|_| Trouble::new("the records' weights are no percentages"))
        };
        Ok(Shares { blue: weight(Colour::Blue)?, green: weight(Colour::Green)? })
    }
}
