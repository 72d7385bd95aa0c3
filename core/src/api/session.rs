//! One request being answered: its transaction, the time, and who this installation is.

mod append;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::business::{DeviceView, Shop};
use crate::clock::Clock;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId, Ids, ItemId};
use crate::journal::change::{Change, Hash};
use crate::journal::merge::Fields;
use crate::store::Engine;
use crate::store::statement::{Row, Statement};
use crate::store::statements::{journal, master};
use crate::store::stock::Chains;

pub use append::Act;

/// The newest stamp seen in entries of other devices.
pub const SEEN_MS: &str = "seen_ms";

/// How far this installation's clock is behind the host's, in milliseconds.
pub const OFFSET_MS: &str = "offset_ms";

/// One request being answered. The engine is one snapshot or one transaction; who made the session ends it.
pub struct Session<'a, E: Engine> {
    /// Runs statements.
    pub engine: E,
    clock: &'a dyn Clock,
    ids: &'a dyn Ids,
    business: Option<BusinessId>,
    me: Option<Me>,
    head: Option<Head>,
    read_only: bool,
    /// What this installation keeps beside who it is: the newest stamp seen, the learnt offset of its clock.
    local: BTreeMap<String, String>,
    /// Items that may move in a year, as far as that was foreseen.
    goods: Vec<(ItemId, i64)>,
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

impl Me {
    /// The query for the end of this installation's chain.
    pub fn chain_end(&self) -> Statement {
        journal::CHANGE_HEAD.with([self.business.into(), self.device.into()])
    }
}

/// The end of this installation's chain.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// The place of its last entry; 0 before the first.
    pub dseq: i64,
    /// That entry's digest.
    pub hash: Hash,
    /// The newest stamp known of it, in milliseconds.
    pub ms: i64,
}

impl<'a, E: Engine> Session<'a, E> {
    /// A session over one transaction or snapshot.
    pub fn new(engine: E, clock: &'a dyn Clock, ids: &'a dyn Ids) -> Self {
        Self {
            engine,
            clock,
            ids,
            business: None,
            me: None,
            head: None,
            read_only: false,
            local: BTreeMap::new(),
            goods: Vec::new(),
        }
    }

    /// The same over books that another process writes.
    #[must_use]
    pub fn reading_only(self, read_only: bool) -> Self {
        Self { read_only, ..self }
    }

    /// The same over books whose id is known: a host holds many, each transaction one.
    #[must_use]
    pub fn of(self, business: BusinessId) -> Self {
        Self { business: Some(business), ..self }
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
            let mut business: Option<BusinessId> = None;
            for row in &rows {
                business = Some(row.id(0)?);
                self.local.insert(row.text(1)?, row.text(2)?);
            }
            if let (Some(business), Some(device), Some(series)) =
                (business, self.local.get("device"), self.local.get("series"))
            {
                self.me = Some(Me { business, device: device.parse()?, series: series.clone() });
            }
        }
        Ok(self.me.clone())
    }

    /// What this installation keeps under a key.
    pub async fn local(&mut self, key: &str) -> Result<Option<String>> {
        self.me_if_any().await?;
        Ok(self.local.get(key).cloned())
    }

    /// Keeps values of this installation.
    pub async fn keep(&mut self, values: Vec<(&str, String)>) -> Result<()> {
        let business = self.business().await?;
        let set = |(key, value): &(&str, String)| {
            journal::LOCAL_SET.with([business.into(), (*key).into(), value.as_str().into()])
        };
        let statements: Vec<Statement> = values.iter().map(set).collect();
        self.engine.later(statements).await?;
        self.local.extend(values.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Ok(())
    }

    fn local_ms(&self, key: &str) -> i64 {
        self.local.get(key).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// The books' id.
    pub async fn business(&mut self) -> Result<BusinessId> {
        match self.business.or(self.me.as_ref().map(|me| me.business)) {
            Some(business) => Ok(business),
            None => Ok(self.me().await?.business),
        }
    }

    /// Makes this installation a device of the books (first run, restore).
    pub async fn become_device(&mut self, me: Me) -> Result<()> {
        let set = |key: &str, value: String| journal::LOCAL_SET.with([me.business.into(), key.into(), value.into()]);
        self.engine.later(vec![set("device", me.device.to_string()), set("series", me.series.clone())]).await?;
        self.local.insert("device".to_owned(), me.device.to_string());
        self.local.insert("series".to_owned(), me.series.clone());
        self.head = None;
        self.me = Some(me);
        Ok(())
    }

    /// Notes that a change now stands at the end of this installation's chain.
    pub fn moved(&mut self, change: &Change) {
        let last_ms = self.head.map_or(0, |head| head.ms);
        self.head = Some(Head { dseq: change.dseq, hash: change.hash(), ms: last_ms.max(change.ms) });
    }

    /// The end of this installation's chain.
    pub async fn chain_end(&mut self) -> Result<Head> {
        let me = self.me().await?;
        let head = match self.head {
            Some(head) => head,
            None => self.stored_head(&me).await?,
        };
        self.head = Some(head);
        Ok(head)
    }

    /// Forgets where the chain ends, after entries were taken off it.
    pub fn forget_chain_end(&mut self) {
        self.head = None;
    }

    async fn stored_head(&mut self, me: &Me) -> Result<Head> {
        match self.row(&me.chain_end()).await? {
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

    /// Tells that the shop will be asked for.
    pub fn foresee_shop(&mut self) {
        if let (Some(business), None) = (self.business, &self.me) {
            self.engine.ahead(|| shop_queries(business).into());
        }
    }

    /// Tells that the shop with this device's own fields will be asked for.
    pub fn foresee_me(&mut self, me: &Me) {
        let (business, device) = (me.business, me.device);
        self.engine.ahead(|| {
            vec![
                master::FIELDS.with([business.into(), business.into()]),
                master::FIELDS.with([business.into(), device.into()]),
            ]
        });
    }

    /// Tells that goods may move in a year.
    pub fn foresee_goods(&mut self, business: BusinessId, goods: Vec<(ItemId, i64)>) {
        self.engine.ahead(|| Chains::queries(business, goods.iter().copied()));
        self.goods = goods;
    }

    /// The shop as it stands.
    pub async fn shop(&mut self) -> Result<Shop> {
        self.foresee_shop();
        let me = self.me().await?;
        self.foresee_me(&me);
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
            licence: shop.get("licence"),
            terms: shop.get("terms"),
            logo: shop.get("logo"),
            round_to_rupee: shop.get_or("round_to_rupee", true),
            prices_include_tax: shop.get_or("prices_include_tax", true),
            open_rate: shop.get("open_rate"),
            paper: shop.get("paper"),
            device: DeviceView { id: me.device, name: device.get("name"), series: me.series },
        })
    }
}

/// The queries for who this installation is and for the shop's own fields.
pub fn shop_queries(business: BusinessId) -> [Statement; 2] {
    [journal::LOCAL_ALL.with([]), master::FIELDS.with([business.into(), business.into()])]
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

    /// Whether nothing was ever said of the record.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they say all that these fields do.
    pub fn say(&self, fields: &Fields) -> bool {
        fields.fields.iter().all(|(name, value)| {
            self.0.get(name).is_some_and(|said| serde_json::from_str(said).is_ok_and(|said: Json| said == *value))
        })
    }

    /// A field, or this default.
    pub fn get_or<T: DeserializeOwned>(&self, name: &str, default: T) -> T {
        self.0.get(name).and_then(|json| serde_json::from_str(json).ok()).unwrap_or(default)
    }
}
