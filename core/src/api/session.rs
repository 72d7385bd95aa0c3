//! One request being answered: its transaction, the time, and who this installation is.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::business::{DeviceView, Shop};
use crate::clock::Clock;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId, DeviceId, Ids};
use crate::journal::change::{Change, Hash, Kind};
use crate::journal::stamp;
use crate::store::statement::{Row, Statement};
use crate::store::statements::{journal, master};
use crate::store::{Engine, apply};

/// The version of the bodies that this app writes.
const BODY_VERSION: i64 = 1;

/// One request being answered. The engine is one snapshot or one transaction; who made the session ends it.
pub struct Session<'a, E: Engine> {
    /// Runs statements.
    pub engine: E,
    clock: &'a dyn Clock,
    ids: &'a dyn Ids,
    me: Option<Me>,
    head: Option<Head>,
    read_only: bool,
}

/// Who this installation is.
#[derive(Debug, Clone)]
pub struct Me {
    /// The books.
    pub business: BusinessId,
    /// This installation.
    pub device: DeviceId,
    /// Its number series.
    pub series: String,
}

/// The end of this installation's chain.
#[derive(Debug, Clone, Copy)]
struct Head {
    dseq: i64,
    hash: Hash,
    ms: i64,
}

impl<'a, E: Engine> Session<'a, E> {
    /// A session over one transaction or snapshot.
    pub fn new(engine: E, clock: &'a dyn Clock, ids: &'a dyn Ids) -> Self {
        Self { engine, clock, ids, me: None, head: None, read_only: false }
    }

    /// The same over books that another process writes.
    #[must_use]
    pub fn reading_only(self, read_only: bool) -> Self {
        Self { read_only, ..self }
    }

    /// Whether another process writes these books.
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Today in India.
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// Milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// A new UUIDv7.
    pub fn new_id(&self) -> Uuid {
        crate::id::new_uuid(self.now_ms(), self.ids)
    }

    /// Random bytes.
    pub fn random(&self) -> [u8; 10] {
        self.ids.random()
    }

    /// Rows of a query.
    pub async fn rows(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        self.engine.query(statement).await
    }

    /// The first row of a query.
    pub async fn row(&mut self, statement: &Statement) -> Result<Option<Row>> {
        self.engine.query_one(statement).await
    }

    /// Who this installation is; `no_shop` before the first run.
    pub async fn me(&mut self) -> Result<Me> {
        self.me_if_any().await?.ok_or_else(|| Error::new(Code::NoShop, "Name your shop first."))
    }

    /// Who this installation is, if the first run is done.
    pub async fn me_if_any(&mut self) -> Result<Option<Me>> {
        if self.me.is_none() {
            let rows = self.rows(&journal::LOCAL_ALL.with([])).await?;
            let mut values = BTreeMap::new();
            for row in &rows {
                values.insert(row.text(1)?, (row.id::<BusinessId>(0)?, row.text(2)?));
            }
            if let (Some((business, device)), Some((_, series))) = (values.remove("device"), values.remove("series")) {
                self.me = Some(Me { business, device: device.parse()?, series });
            }
        }
        Ok(self.me.clone())
    }

    /// The books' id.
    pub async fn business(&mut self) -> Result<BusinessId> {
        Ok(self.me().await?.business)
    }

    /// Makes this installation a device of the books (first run, restore).
    pub async fn become_device(&mut self, me: Me) -> Result<()> {
        let set = |key: &str, value: String| journal::LOCAL_SET.with([me.business.into(), key.into(), value.into()]);
        self.engine.run(&[set("device", me.device.to_string()), set("series", me.series.clone())]).await?;
        self.head = None;
        self.me = Some(me);
        Ok(())
    }

    /// Appends a change to this installation's chain and projects it.
    pub async fn append(&mut self, kind: Kind, record: Uuid, body: &impl Serialize) -> Result<()> {
        let me = self.me().await?;
        let head = match self.head {
            Some(head) => head,
            None => self.stored_head(&me).await?,
        };
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::new(Code::Internal, format!("An entry cannot be written: {error}.")))?;
        let change = Change {
            op: ChangeId::new(self.new_id()),
            business: me.business,
            device: me.device,
            dseq: head.dseq.saturating_add(1),
            prev: head.hash,
            ms: stamp::next(self.now_ms(), head.ms),
            kind,
            version: BODY_VERSION,
            record,
            body,
            granted: None,
        };
        if !apply::apply(&mut self.engine, &change).await? {
            return Err(Error::new(Code::Internal, "An entry took a place in the journal that was not free."));
        }
        self.head = Some(Head { dseq: change.dseq, hash: change.hash(), ms: change.ms });
        Ok(())
    }

    async fn stored_head(&mut self, me: &Me) -> Result<Head> {
        let query = journal::CHANGE_HEAD.with([me.business.into(), me.device.into()]);
        match self.row(&query).await? {
            Some(row) => Ok(Head { dseq: row.int(0)?, hash: Hash::from_bytes(row.bytes(1)?)?, ms: row.int(2)? }),
            None => Ok(Head { dseq: 0, hash: Hash::default(), ms: 0 }),
        }
    }

    /// The fields of a record, as JSON by name.
    pub async fn fields(&mut self, record: Uuid) -> Result<FieldValues> {
        let business = self.business().await?;
        let rows = self.rows(&master::FIELDS.with([business.into(), record.into()])).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_>>().map(FieldValues)
    }

    /// The shop as it stands.
    pub async fn shop(&mut self) -> Result<Shop> {
        let me = self.me().await?;
        let shop = self.fields(me.business.uuid()).await?;
        let device = self.fields(me.device.uuid()).await?;
        Ok(Shop {
            id: me.business,
            name: shop.get("name"),
            language: shop.get("language"),
            registration: shop.get("registration"),
            gstin: shop.get("gstin"),
            state: shop.get("state"),
            address: shop.get("address"),
            pin: shop.get("pin"),
            phone: shop.get("phone"),
            email: shop.get("email"),
            pan: shop.get("pan"),
            upi: shop.get("upi"),
            upi_name: shop.get("upi_name"),
            bank_name: shop.get("bank_name"),
            bank_account: shop.get("bank_account"),
            bank_ifsc: shop.get("bank_ifsc"),
            terms: shop.get("terms"),
            logo: shop.get("logo"),
            round_to_rupee: shop.get_or("round_to_rupee", true),
            prices_include_tax: shop.get_or("prices_include_tax", true),
            device: DeviceView { id: me.device, name: device.get("name"), series: me.series },
        })
    }
}

/// The fields of a record. A field that is absent, or that another version wrote as something else, reads as
/// its default: a screen is never blocked by one value.
#[derive(Debug, Clone, Default)]
pub struct FieldValues(BTreeMap<String, String>);

impl FieldValues {
    /// A field, or its type's default.
    pub fn get<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        self.get_or(name, T::default())
    }

    /// A field, or this default.
    pub fn get_or<T: DeserializeOwned>(&self, name: &str, default: T) -> T {
        self.0.get(name).and_then(|json| serde_json::from_str(json).ok()).unwrap_or(default)
    }
}
