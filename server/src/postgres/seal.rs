//! The end of a write: every new change gets its place in the shop's log, in the transaction that holds the head.
//! Allocation order is commit order, so a cursor over `seq` never passes a change by, and there are no holes.

use smartkhata_core::Result;
use smartkhata_core::clock::Clock;
use smartkhata_core::journal::change::{Hash, Standing};
use smartkhata_core::sync::message::Point;
use tokio_postgres::types::ToSql;

use super::fault::fault;
use super::tenant::Writing;

/// Changes without a place: what the server itself appended; devices' entries come with theirs. Id, stamp, digest.
const UNSEALED: &str = "select op_id, ms, hash from change where business_id = $1 and seq is null order by dev, dseq";

/// Gives each its place and the log's digest up to it.
const SEAL: &str = "update change c set seq = s.seq, chain = s.chain \
    from unnest($2::bytea[], $3::bigint[], $4::bytea[]) as s (op_id, seq, chain) \
    where c.business_id = $1 and c.op_id = s.op_id and c.standing < 2";

/// Where the log stands now: entries of devices may have come in this transaction.
const HEAD: &str = "select seq, cap, chain from head where business_id = $1";

const MOVE_HEAD: &str = "update head set seq = $2, cap = $3, chain = $4 where business_id = $1";

/// Seals what was written and commits.
pub async fn commit(mut writing: Writing) -> Result<()> {
    let business = writing.business.bytes();
    let now = writing.clock.now_ms();
    let connection = writing.transaction.connection()?;
    let (unsealed, stands) = (connection.prepare_own(UNSEALED).await?, connection.prepare_own(HEAD).await?);
    let (seal, head) = (connection.prepare_own(SEAL).await?, connection.prepare_own(MOVE_HEAD).await?);
    let told = |error| fault("seal", &error);
    let (client, params): (_, [&(dyn ToSql + Sync); 1]) = (connection.client(), [&business]);
    let (rows, stands) = tokio::join!(biased; client.query(&unsealed, &params), client.query_one(&stands, &params));
    let (rows, stands) = (rows.map_err(told)?, stands.map_err(told)?);
    if rows.is_empty() {
        return writing.transaction.commit().await;
    }
    let mut cap = now.max(stands.try_get(1).map_err(told)?);
    let chain = Hash::from_bytes(stands.try_get(2).map_err(told)?)?;
    let mut at = Point { seq: stands.try_get(0).map_err(told)?, chain };
    let (mut ops, mut places, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let op: &[u8] = row.try_get(0).map_err(told)?;
        let (ms, hash): (i64, &[u8]) = (row.try_get(1).map_err(told)?, row.try_get(2).map_err(told)?);
        at = at.then(Hash::from_bytes(hash)?, Standing::Counted, None);
        // The server's own stamps are this head's time: several in one transaction move it on.
        cap = cap.max(ms);
        ops.push(op);
        places.push(at.seq);
        links.push(at.chain.0.to_vec());
    }
    let seals: [&(dyn ToSql + Sync); 4] = [&business, &ops, &places, &links];
    let chain = at.chain.0.as_slice();
    let moves: [&(dyn ToSql + Sync); 4] = [&business, &at.seq, &cap, &chain];
    let (sealed, moved, committed) = tokio::join!(
        biased;
        client.execute(&seal, &seals),
        client.execute(&head, &moves),
        client.batch_execute("commit")
    );
    sealed.map_err(told)?;
    moved.map_err(told)?;
    committed.map_err(|error| fault("commit", &error))?;
    writing.transaction.ended();
    writing.bell.ring(writing.business);
    Ok(())
}
