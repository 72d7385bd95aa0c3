//! After a restore: for a while, devices may give back what others of the shop had said and the database has lost.

use smartkhata_core::Result;
use smartkhata_core::id::{BusinessId, new_uuid};
use smartkhata_core::store::{Engine, Sql, Value};

use super::tenant::Database;
use crate::account::sql::AUDIT;

/// Opens the window until a time; one that is past closes it.
static UNTIL: Sql = Sql { name: "REFILL_UNTIL", text: "update head set refill_until_ms = ?2 where business_id = ?1" };

impl Database {
    /// Lets devices of a shop refill its log until a time, in milliseconds since the Unix epoch. `not_found` where there
    /// is no such shop.
    pub async fn refill(&self, business: BusinessId, until_ms: i64) -> Result<()> {
        let now = self.clock().now_ms();
        let id = new_uuid(now, self.ids().as_ref());
        let mut writing = self.write(business).await?;
        let noted = AUDIT.with([
            business.into(),
            id.into(),
            Value::Null,
            "shop.refill".into(),
            until_ms.to_string().into(),
            now.into(),
        ]);
        let until = UNTIL.with([business.into(), until_ms.into()]);
        writing.bare_session()?.engine.later(vec![until, noted]).await?;
        writing.commit().await
    }
}
