//! Many shops: one made-up shop that came in as any device's books do, copied inside PostgreSQL under new ids. The ids
//! of a business are hashed into its entries, so every copy's chains and its log's are worked out anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;

use hyper::Method;
use smartkhata_core::id::{BusinessId, ChangeId, DeviceId, PartyId};
use smartkhata_core::journal::Change;
use smartkhata_core::journal::change::{Hash, Kind, Standing};
use smartkhata_core::store::schema::{self, Role, Table};
use smartkhata_core::sync::message::Point;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client as Postgres, Row};
use uuid::Uuid;

use super::backend::{Backend, Person};
use super::fill::Device;
use super::outside::outside;
use super::{DATABASE, Size};
use crate::books::Shop;
use crate::cluster::Cluster;

/// Makes the shop that is copied.
const SEED: u64 = 1;

/// People who call.
pub const PEOPLE: u16 = 100;

/// How the ids of the copies begin; the number of the copy follows.
pub const IDS: (u64, u64) = (0x0190_0000_0000_7000, 0x8000_0000_0000_0000);

/// The journal's columns as a copy of it is written.
const JOURNAL: &str = "copy change (business_id, op_id, dev, dseq, prev, hash, ms, kind, v, rec_id, body, granted, \
    standing, seq, chain) from stdin binary";

/// Their types.
const TYPES: [Type; 15] = [
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
    Type::INT8,
    Type::BYTEA,
    Type::BYTEA,
    Type::INT8,
    Type::TEXT,
    Type::INT8,
    Type::BYTEA,
    Type::BYTEA,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::BYTEA,
];

/// The shops, and the people in them.
pub struct Tenants {
    /// The backend's address.
    pub address: String,
    /// The shop of which all others are copies, on a device: the same items and parties.
    pub device: Device,
    /// The same, to be asked.
    pub shop: Shop,
    /// Its parties, the busiest first.
    pub parties: Vec<PartyId>,
    /// The copies.
    pub businesses: Vec<BusinessId>,
    /// Everybody who calls; person `n` is in each shop whose number leaves `n` or is left by `n` in the round.
    pub people: Vec<Person>,
    /// The database, as its owner sees it.
    postgres: Postgres,
}

impl Tenants {
    /// Fills the database.
    pub async fn fill(size: Size, cache: &Path, cluster: &Cluster, backend: &Backend) -> Result<Self> {
        let device = Device::made_up(cache, SEED, size.bills / size.tenants)?;
        let owner = backend.sign_in(u16::MAX - 1).await?;
        device.bring(backend, &owner).await?;
        let (template, _) = device.identity()?;
        let businesses: Vec<BusinessId> = (0..size.tenants).map(business).collect();
        eprintln!("==> copying {} entries to {} shops", device.entries()?, businesses.len());
        let half = businesses.len().div_ceil(2);
        let copies = businesses.chunks(half.max(1)).map(|some| copy(cluster, template, some));
        futures_util::future::try_join_all(copies).await?;
        // Not before the shops are there: a token lives for a quarter of an hour.
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(backend.sign_in(n).await?);
        }
        let tenants = Self {
            address: backend.address.clone(),
            shop: Shop::over(device.books.clone(), device.folder.path())?,
            parties: Shop::over(device.books.clone(), device.folder.path())?.parties()?,
            device,
            businesses,
            people,
            postgres: cluster.connect_to(DATABASE).await,
        };
        tenants.let_in().await?;
        tenants.verify(backend).await?;
        Ok(tenants)
    }

    /// The people and the shops that they call for, in turn.
    pub fn pairs(&self) -> Vec<(&Person, BusinessId)> {
        let rounds = self.people.len().max(self.businesses.len());
        self.people.iter().cycle().zip(self.businesses.iter().copied().cycle()).take(rounds).collect()
    }

    /// One of the parties.
    pub fn party(&self, n: usize) -> Result<PartyId> {
        let party = self.parties.get(n % self.parties.len().max(1)).copied();
        party.ok_or_else(|| Error::new(Code::NotFound, "The made-up shop has no party."))
    }

    /// Everybody goes on with new tokens.
    pub async fn renew(&mut self, backend: &Backend) -> Result<()> {
        for person in &mut self.people {
            backend.renew(person).await?;
        }
        Ok(())
    }

    /// What was written so far is on disk: nothing that is measured waits for it, as in shops that grew bill by bill.
    pub async fn settle(&self) -> Result<()> {
        self.postgres.batch_execute("checkpoint").await.map_err(|error| outside("checkpoint", &error))
    }

    /// Makes everybody an owner where they call.
    async fn let_in(&self) -> Result<()> {
        let member = "insert into membership (business_id, account_id, role, since_ms) values ($1, $2, 'owner', 0)";
        for (person, business) in self.pairs() {
            let account = person.account.as_bytes().as_slice();
            let added = self.postgres.execute(member, &[&business.bytes(), &account]).await;
            added.map_err(|error| outside("member", &error))?;
        }
        self.postgres.batch_execute("vacuum (analyze)").await.map_err(|error| outside("analyze", &error))
    }

    /// A copy is as sound as books can be: chains, tables, trial balance.
    async fn verify(&self, backend: &Backend) -> Result<()> {
        for (person, business) in self.pairs().into_iter().rev().take(1) {
            let address = format!("{}/b/{business}/door/books.verify", backend.address);
            let said = person.client.ask(Method::POST, &address, "{}".to_owned()).await?;
            if said.get("faults").and_then(|faults| faults.as_array()).is_none_or(|faults| !faults.is_empty()) {
                return Err(Error::new(Code::CorruptDatabase, format!("A copy is not sound: {said}")));
            }
        }
        Ok(())
    }
}

/// The id of a copy.
fn business(n: u32) -> BusinessId {
    BusinessId::new(Uuid::from_u64_pair(IDS.0, IDS.1 | u64::from(n)))
}

/// Copies a shop, one transaction for each of the new ones.
async fn copy(cluster: &Cluster, template: BusinessId, to: &[BusinessId]) -> Result<()> {
    let postgres = cluster.connect_to(DATABASE).await;
    let told = |error: tokio_postgres::Error| outside("copy", &error);
    let query = "select op_id, dev, dseq, ms, kind, v, rec_id, body, granted, standing, seq from change \
        where business_id = $1 order by dev, dseq";
    let rows = postgres.query(query, &[&template.bytes()]).await.map_err(told)?;
    let entries = rows.iter().map(|row| entry(row, template)).collect::<Result<Vec<_>>>()?;
    postgres.batch_execute("set synchronous_commit = off").await.map_err(told)?;
    for business in to {
        let (id, from) = (business.bytes(), template.bytes());
        postgres.batch_execute("begin").await.map_err(told)?;
        let end = journal(&postgres, *business, template, &entries).await?;
        // Its tables are copied as they are: the backend has none to make.
        let head = "insert into head (business_id, seq, cap, chain, incarnation, device, plan, created_ms, books) \
            select $1, seq, cap, $3, incarnation, device, 'chain', created_ms, books from head where business_id = $2";
        postgres.execute(head, &[&id, &from, &end.0.as_slice()]).await.map_err(told)?;
        for table in schema::TABLES.iter().filter(|table| matches!(table.role, Role::Projection | Role::Local)) {
            postgres.execute(&rows_of(table), &[&id, &from]).await.map_err(told)?;
        }
        postgres.batch_execute("commit").await.map_err(told)?;
    }
    Ok(())
}

/// The statement that copies a table's rows. The shop's own fields are kept under its id.
fn rows_of(table: &Table) -> String {
    let columns: Vec<&str> =
        table.columns.iter().map(|column| column.name).filter(|name| *name != "business_id").collect();
    let values: Vec<String> = columns
        .iter()
        .map(|name| match *name {
            "rec_id" => "case when rec_id = $2 then $1 else rec_id end".to_owned(),
            name => name.to_owned(),
        })
        .collect();
    let (name, columns, values) = (table.name, columns.join(", "), values.join(", "));
    format!("insert into {name} (business_id, {columns}) select $1, {values} from {name} where business_id = $2")
}

/// An entry of the shop that is copied, and its place in the log.
fn entry(row: &Row, business: BusinessId) -> Result<(Change, i64)> {
    let told = |error: tokio_postgres::Error| outside("entry", &error);
    let bytes = |at| row.try_get::<_, Vec<u8>>(at).map_err(told);
    let number = |at| row.try_get::<_, i64>(at).map_err(told);
    let change = Change {
        op: ChangeId::from_bytes(&bytes(0)?)?,
        business,
        device: DeviceId::from_bytes(&bytes(1)?)?,
        dseq: number(2)?,
        prev: Hash::default(),
        ms: number(3)?,
        kind: Kind::from(row.try_get::<_, String>(4).map_err(told)?),
        version: number(5)?,
        record: Uuid::from_slice(&bytes(6)?).map_err(|error| outside("entry", &error))?,
        body: bytes(7)?,
        granted: row.try_get(8).map_err(told)?,
        standing: Standing::from_stored(number(9)?)?,
    };
    Ok((change, number(10)?))
}

/// Writes the journal of a copy; answers the digest of its log.
async fn journal(
    postgres: &Postgres,
    business: BusinessId,
    template: BusinessId,
    entries: &[(Change, i64)],
) -> Result<Hash> {
    let told = |error: tokio_postgres::Error| outside("journal", &error);
    let (mut links, mut hashes) = (Vec::with_capacity(entries.len()), BTreeMap::new());
    let mut last: Option<(DeviceId, Hash)> = None;
    for (change, seq) in entries {
        let prev = last.filter(|(device, _)| *device == change.device).map(|(_, hash)| hash).unwrap_or_default();
        let record = if change.record == template.uuid() { business.uuid() } else { change.record };
        let hash = Change { business, prev, record, ..change.clone() }.hash();
        last = Some((change.device, hash));
        links.push((prev, hash, record));
        hashes.insert(*seq, (hash, change.standing, change.granted));
    }
    let (mut at, mut chains) = (Point::default(), BTreeMap::new());
    for (seq, (hash, standing, granted)) in hashes {
        at = at.then(hash, standing, granted);
        chains.insert(seq, at.chain);
    }
    let sink = postgres.copy_in(JOURNAL).await.map_err(told)?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &TYPES));
    let id = business.bytes();
    for ((change, seq), (prev, hash, record)) in entries.iter().zip(&links) {
        let chain = chains.get(seq).copied().unwrap_or_default();
        let (op, device, standing) = (change.op.bytes(), change.device.bytes(), change.standing.stored());
        let (prev, hash, chain) = (prev.0.as_slice(), hash.0.as_slice(), chain.0.as_slice());
        let (kind, record) = (change.kind.as_str(), record.as_bytes().as_slice());
        let row: [&(dyn ToSql + Sync); 15] = [
            &id,
            &op,
            &device,
            &change.dseq,
            &prev,
            &hash,
            &change.ms,
            &kind,
            &change.version,
            &record,
            &change.body,
            &change.granted,
            &standing,
            seq,
            &chain,
        ];
        writer.as_mut().write(&row).await.map_err(told)?;
    }
    writer.as_mut().finish().await.map_err(told)?;
    Ok(at.chain)
}
