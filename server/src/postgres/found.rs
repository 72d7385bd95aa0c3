//! A shop comes to the server: a new one, or one whose books a device brings.

use std::sync::Arc;

use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::business::{Shop, create};
use smartkhata_core::id::BusinessId;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::role::Role;
use smartkhata_core::store::schema::VERSION;
use smartkhata_core::sync::host;
use smartkhata_core::sync::message::Point;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::device;
use super::fault::fault;
use super::head::Head;
use super::opening::Opened;
use super::tenant::{Database, READ, Writing, beginning, writes};

const HEAD: &str =
    "insert into head (business_id, seq, cap, chain, created_ms, books) values ($1, 0, 0, $2, $3, {books})";
const OWNER: &str = "insert into membership (business_id, account_id, role, since_ms) values ($1, $2, $3, $4)";

const HAS: &str = "select 1 from head where business_id = $1";

impl Database {
    /// Whether a shop's books are here, whether or not they are served.
    pub async fn has(&self, business: BusinessId) -> Result<bool> {
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let has = connection.prepare_own(HAS).await?;
        let (client, text, id) = (connection.client(), beginning(READ, business), business.bytes());
        client.batch_execute(&text).await.map_err(|error| fault("begin", &error))?;
        let row = client.query_opt(&has, &[&id]).await;
        row.map(|row| row.is_some()).map_err(|error| fault("head", &error))
    }

    /// Takes in a shop that was made elsewhere, or that [`Writing::create`] makes, its owner this account: an empty log,
    /// its head locked. `conflict` when the server has it already.
    pub async fn adopt(&self, business: BusinessId, owner: Uuid) -> Result<Writing> {
        let mut transaction = self.transaction().await?;
        let connection = transaction.connection()?;
        let (head, member) = (connection.prepare_own(HEAD).await?, connection.prepare_own(OWNER).await?);
        let (now, id, chain) = (self.clock().now_ms(), business.bytes(), Hash::default());
        let client = connection.client();
        client.batch_execute(&beginning(writes(), business)).await.map_err(|error| fault("begin", &error))?;
        client.execute(&head, &[&id, &chain.0.as_slice(), &now]).await.map_err(|error| match error.code() {
            Some(&SqlState::UNIQUE_VIOLATION) => Error::new(Code::ShopExists, "These books are here already."),
            _ => fault("head", &error),
        })?;
        let (account, role) = (owner.as_bytes().as_slice(), Role::Owner.as_str());
        client.execute(&member, &[&id, &account, &role, &now]).await.map_err(|error| fault("membership", &error))?;
        let head = Head {
            log: host::Head { at: Point { seq: 0, chain }, cap: 0 },
            began: 0,
            incarnation: Arc::from(""),
            device: None,
            plan: String::new(),
            role: Some(Role::Owner),
            shut_out: false,
            books: VERSION,
            at_hand: true,
        };
        connection.work.opened =
            Opened { role: head.role, plan: head.plan.clone(), at: Some(head.log.at), head: Some(head) };
        Ok(self.writing(transaction, business))
    }
}

impl Writing {
    /// Makes the shop whose log was begun here; the server is its first device.
    pub async fn create(&mut self, request: CreateShop) -> Result<Shop> {
        let business = self.business();
        let shop = create::create_as(&mut self.bare_session()?, business, request).await?;
        device::bind(self, shop.device.id).await?;
        Ok(shop)
    }
}
