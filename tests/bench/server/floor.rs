//! The bare engine doing the same: pgbench with the statements that the core says for a bill and for a page of bills, rows
//! of one shape together as the backend sends them; without HTTP, roles, row-level security or a rule of the books.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use smartkhata_core::api::bill::{FinalizeBill, ListBills};
use smartkhata_core::store::statements::{journal, sync};
use smartkhata_core::store::{Sql, Statement, Value, rows};
use smartkhata_core::{Code, Error, Result};

use super::DATABASE;
use super::crowd::AT_ONCE;
use super::outside::outside;
use super::tenants::Tenants;
use crate::cluster::Cluster;
use crate::figure::{Aim, Figures, Samples};
use crate::noting::{Noted, connection, note};

/// Half of the bare engine's rate is the aim, in thousandths of a percent.
const HALF: u128 = 50_000;

/// One of the shops, drawn; their ids begin alike.
const BUSINESS: &str = "('\\x01900000000070008000'::bytea || substr(int8send(:b), 3))";

/// A client's place in its own chain of entries and the ids that it gives, new at each transaction.
const BEGIN: &str = "\\set n :n + 1\n\\set at :client_id * 1000000000 + :n\n";

/// Where a shop's log ends, while its head is locked.
const END: &str = "select seq from head where business_id = ";

/// Measures both, and what part of the engine's rate the backend has; `finalized` and `listed` are its own, in thousandths
/// of requests a second, with as many callers at once.
pub async fn measure(
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
        tenants.settle().await?;
        let (floor, times) = pgbench(tenants, cluster, length, name, &script)?;
        figures.add(format!("{name}_floor_rate"), floor, "transactions/s", Aim::None);
        for percent in [50, 95, 99] {
            figures.ms(format!("{name}_floor_p{percent}"), times.percentile(percent), Aim::None);
        }
        figures.add(format!("{name}_of_floor"), ours * 100_000 / floor.max(1), "%", Aim::AtLeast(HALF));
    }
    Ok(())
}

/// The rows of one bill in one transaction, sent at once: the head locked, everything written, the head moved.
fn bill_script(tenants: &Tenants, bill: &Noted) -> Result<String> {
    let mut writer = Writer::new(tenants)?;
    let mut left = bill.written.as_slice();
    while let Some((together, text)) = rows::together(left) {
        let (these, rest) = left.split_at_checked(together).unwrap_or((left, &[]));
        writer.statements(these, text)?;
        left = rest;
    }
    writer.move_head()?;
    Ok(format!(
        "{}{BEGIN}\\startpipeline\nbegin;\nselect seq, cap, chain from head where business_id = {BUSINESS} for update;\n\
         {}commit;\n\\endpipeline\n",
        drawn(tenants),
        writer.script
    ))
}

/// A page of fifty bills from one snapshot, sent at once.
fn page_script(tenants: &Tenants, list: &Noted) -> Result<String> {
    let mut writer = Writer::new(tenants)?;
    // What an installation knows of itself names no shop, and without row-level security would be everybody's.
    for statement in list.asked.iter().filter(|statement| !statement.params.is_empty()) {
        writer.statements(std::slice::from_ref(statement), statement.sql.text)?;
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
    /// The digest of the newest entry, which stands for the log's: both are as long.
    chain: String,
    script: String,
}

impl<'a> Writer<'a> {
    fn new(tenants: &'a Tenants) -> Result<Self> {
        let (business, device) = tenants.device.identity()?;
        let (business, device) = (business.bytes(), device.bytes());
        Ok(Self {
            tenants,
            business,
            device,
            drawn: BTreeMap::new(),
            entries: 0,
            chain: String::new(),
            script: String::new(),
        })
    }

    /// Statements that are run as one of this text.
    fn statements(&mut self, these: &[Statement], text: &str) -> Result<()> {
        let mut values = Vec::new();
        for statement in these {
            if statement.sql.name == journal::CHANGE_APPEND.name {
                values.extend(self.entry(&statement.params)?);
            } else {
                values.extend(statement.params.iter().map(|value| self.value(value)).collect::<Vec<_>>());
            }
        }
        self.write(text, &values)
    }

    /// An entry's values: no two may share its place in its device's chain, and the backend gives it one on the shop's log
    /// and the digest up to there, which a device leaves empty.
    fn entry(&mut self, params: &[Value]) -> Result<[String; 15]> {
        let values: Vec<String> = params.iter().map(|value| self.value(value)).collect();
        let short = |_| Error::new(Code::Internal, "An entry has other columns than the floor knows.");
        let mut values: [String; 15] = values.try_into().map_err(short)?;
        self.entries += 1;
        let [_, _, _, dseq, _, hash, .., seq, chain] = &mut values;
        *dseq = format!("(:at::bigint * 10 + {})", self.entries);
        *seq = format!("(({END}{BUSINESS}) + {})", self.entries);
        chain.clone_from(hash);
        self.chain.clone_from(hash);
        Ok(values)
    }

    /// The head as the backend leaves it behind the entries.
    fn move_head(&mut self) -> Result<()> {
        let values = [BUSINESS.to_owned(), format!("seq + {}", self.entries), "cap + 1".to_owned(), self.chain.clone()];
        self.write(sync::HEAD_SET.text, &values)
    }

    fn write(&mut self, text: &str, values: &[String]) -> Result<()> {
        let mut text = Sql::for_postgres(text);
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

/// Runs a script; answers thousandths of transactions a second, and how long each took.
fn pgbench(
    tenants: &Tenants,
    cluster: &Cluster,
    length: Duration,
    name: &str,
    script: &str,
) -> Result<(u128, Samples)> {
    let folder = tenants.device.folder.path();
    let (file, log) = (folder.join(format!("{name}.sql")), folder.join(format!("{name}.log")));
    std::fs::write(&file, script).map_err(|error| outside("script", &error))?;
    let mut command = cluster.client("pgbench");
    command.args(["--no-vacuum", "--protocol", "prepared", "--jobs", "1", "--define", "n=0"]);
    command.args(["--client", &AT_ONCE.to_string(), "--log", "--log-prefix"]).arg(&log);
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
    Ok((thousandths.parse().map_err(|_| refused())?, times(folder, name)?))
}

/// What pgbench wrote down of each transaction: its client, its number, the microseconds that it took, and more.
fn times(folder: &Path, name: &str) -> Result<Samples> {
    let begins = format!("{name}.log.");
    let mut times = Vec::new();
    for file in std::fs::read_dir(folder).map_err(|error| outside("log", &error))?.flatten() {
        if !file.file_name().to_string_lossy().starts_with(&begins) {
            continue;
        }
        let log = std::fs::read_to_string(file.path()).map_err(|error| outside("log", &error))?;
        let micros = log.lines().filter_map(|line| line.split_whitespace().nth(2)?.parse().ok());
        times.extend(micros.map(Duration::from_micros));
    }
    if times.is_empty() {
        return Err(Error::new(Code::Internal, "pgbench wrote no transaction down."));
    }
    Ok(Samples::from_times(times))
}
