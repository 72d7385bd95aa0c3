//! The bare engine doing the same: pgbench with the statements that the core says for a bill and for a page of bills,
//! without HTTP, roles, row-level security or a rule of the books.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use smartkhata_core::api::bill::{FinalizeBill, ListBills};
use smartkhata_core::store::{Statement, Value};
use smartkhata_core::{Code, Error, Result};

use super::DATABASE;
use super::outside::outside;
use super::tenants::Tenants;
use crate::cluster::Cluster;
use crate::figure::{Aim, Figures};
use crate::noting::{Noted, connection, note};

/// Connections at a time: as many as the program has by default.
const CLIENTS: &str = "20";

/// Half of the bare engine's rate is the aim, in thousandths of a percent.
const HALF: u128 = 50_000;

/// One of the shops, drawn; their ids begin alike.
const BUSINESS: &str = "('\\x01900000000070008000'::bytea || substr(int8send(:b), 3))";

/// A client's place in its own chain of entries and the ids that it gives, new at each transaction.
const BEGIN: &str = "\\set n :n + 1\n\\set at :client_id * 1000000000 + :n\n";

/// Measures both, and what part of the engine's rate the backend has; `ours` are thousandths of requests a second.
pub fn measure(
    tenants: &Tenants,
    cluster: &Cluster,
    length: Duration,
    [finalized, listed]: [u128; 2],
    figures: &mut Figures,
) -> Result<()> {
    let mut connection = connection(tenants.device.folder.path())?;
    let draft = tenants.shop.draft(0)?;
    let bill = note(&mut connection, vec![FinalizeBill { draft }])?.pop().unwrap_or_default();
    let list = note(&mut connection, vec![ListBills { limit: 50, ..ListBills::default() }])?.pop().unwrap_or_default();
    let scripts =
        [("finalize", bill_script(tenants, &bill)?, finalized), ("bills", page_script(tenants, &list)?, listed)];
    for (name, script, ours) in scripts {
        let floor = pgbench(tenants, cluster, length, name, &script)?;
        figures.add(format!("{name}_floor_rate"), floor, "transactions/s", Aim::None);
        figures.add(format!("{name}_of_floor"), ours * 100_000 / floor.max(1), "%", Aim::AtLeast(HALF));
    }
    Ok(())
}

/// The rows of one bill in one transaction, sent at once: the head locked, everything written, the head moved.
fn bill_script(tenants: &Tenants, bill: &Noted) -> Result<String> {
    let mut writer = Writer::new(tenants)?;
    for statement in &bill.written {
        writer.statement(statement)?;
    }
    let places = writer.entries;
    Ok(format!(
        "{}{BEGIN}\\startpipeline\nbegin;\nselect seq, cap, chain from head where business_id = {BUSINESS} for update;\n\
         {}update head set seq = seq + {places} where business_id = {BUSINESS};\ncommit;\n\\endpipeline\n",
        drawn(tenants),
        writer.script
    ))
}

/// A page of fifty bills from one snapshot, sent at once.
fn page_script(tenants: &Tenants, list: &Noted) -> Result<String> {
    let mut writer = Writer::new(tenants)?;
    // What an installation knows of itself names no shop, and without row-level security would be everybody's.
    for statement in list.asked.iter().filter(|statement| !statement.params.is_empty()) {
        writer.statement(statement)?;
    }
    Ok(format!(
        "{}{BEGIN}\\startpipeline\nbegin isolation level repeatable read read only;\n{}commit;\n\\endpipeline\n",
        drawn(tenants),
        writer.script
    ))
}

fn drawn(tenants: &Tenants) -> String {
    format!("\\set b random(0, {})\n", tenants.businesses.len().saturating_sub(1))
}

/// Writes statements as a script's text, with new ids where the product would have drawn them.
struct Writer<'a> {
    tenants: &'a Tenants,
    business: Vec<u8>,
    device: Vec<u8>,
    /// Ids that the transaction draws, each with its number.
    drawn: BTreeMap<Vec<u8>, usize>,
    entries: usize,
    script: String,
}

impl<'a> Writer<'a> {
    fn new(tenants: &'a Tenants) -> Result<Self> {
        let (business, device) = tenants.device.identity()?;
        let (business, device) = (business.bytes(), device.bytes());
        Ok(Self { tenants, business, device, drawn: BTreeMap::new(), entries: 0, script: String::new() })
    }

    fn statement(&mut self, statement: &Statement) -> Result<()> {
        let is_entry = statement.sql.name == "CHANGE_APPEND";
        let mut values = Vec::new();
        for (n, value) in statement.params.iter().enumerate() {
            // An entry's place in its chain is the one number that no two may share.
            values.push(if is_entry && n == 3 {
                format!("(:at::bigint * 10 + {})", self.entries)
            } else {
                self.value(value)
            });
        }
        self.entries += usize::from(is_entry);
        let mut text = statement.sql.postgres();
        // From the last: `$1` is the beginning of `$10`.
        for (n, value) in values.iter().enumerate().rev() {
            text = text.replace(&format!("${}", n + 1), value);
        }
        writeln!(self.script, "{text};").map_err(|error| outside("script", &error))
    }

    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Int(number) => format!("({number})::bigint"),
            // A colon would be a variable of the script's.
            Value::Text(text) => format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace(':', "\\x3a")),
            Value::Bytes(bytes) if bytes.as_slice() == self.business => BUSINESS.to_owned(),
            Value::Bytes(bytes) if bytes.as_slice() == self.device => {
                "(int8send(1) || int8send(:client_id))".to_owned()
            }
            Value::Bytes(bytes) if bytes.len() == 16 && !self.tenants.shop.has_item(bytes) => {
                let next = self.drawn.len();
                let number = *self.drawn.entry(bytes.to_vec()).or_insert(next);
                format!("(int8send(:at) || int8send({number}))")
            }
            Value::Bytes(bytes) => {
                let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("'\\x{hex}'::bytea")
            }
        }
    }
}

/// Runs a script; answers thousandths of transactions a second.
fn pgbench(tenants: &Tenants, cluster: &Cluster, length: Duration, name: &str, script: &str) -> Result<u128> {
    let file = tenants.device.folder.path().join(format!("{name}.sql"));
    std::fs::write(&file, script).map_err(|error| outside("script", &error))?;
    let mut command = cluster.client("pgbench");
    command.args(["--no-vacuum", "--protocol", "prepared", "--client", CLIENTS, "--jobs", "1", "--define", "n=0"]);
    command.args(["--time", &length.as_secs().max(1).to_string()]).arg("--file").arg(&file).arg(DATABASE);
    // Its plans are made as the program's are.
    let said = command.env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan").output();
    let said = said.map_err(|error| outside("pgbench", &error))?;
    let (text, errors) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    let refused = || Error::new(Code::Internal, format!("pgbench: {text}{errors}"));
    if !said.status.success() {
        return Err(refused());
    }
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")).ok_or_else(refused)?;
    let (whole, part) = rate.split_once('.').ok_or_else(refused)?;
    let thousandths: String = whole.chars().chain(part.chars().take(3)).collect();
    thousandths.parse().map_err(|_| refused())
}
