//! The end of a write: every new change gets its place in the shop's log, in the transaction that holds the head.
//! Allocation order is commit order, so a cursor over `seq` never passes a change by, and there are no holes.

use sha2::{Digest, Sha256};
use smartkhata_core::Result;
use smartkhata_core::clock::Clock;
use smartkhata_core::journal::change::Hash;
use tokio_postgres::types::ToSql;

use super::fault::fault;
use super::tenant::Writing;

/// Changes without a place, chain by chain: id, device, stamp, digest.
const UNSEALED: &str = "select op_id, dev, coalesce(granted, ms), hash from change \
    where business_id = $1 and seq is null order by dev, dseq";

/// Gives each its place, the log's digest up to it, and the granted stamp if that is lower.
const SEAL: &str = "update change c set seq = s.seq, chain = s.chain, granted = coalesce(s.granted, c.granted) \
    from unnest($2::bytea[], $3::bigint[], $4::bytea[], $5::bigint[]) as s (op_id, seq, chain, granted) \
    where c.business_id = $1 and c.op_id = s.op_id";

const MOVE_HEAD: &str = "update head set seq = $2, cap = $3, chain = $4 where business_id = $1";

/// The log's digest after one more change.
fn link(chain: Hash, change: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(chain.0).chain_update(change).finalize().into())
}

/// Seals what was written and commits.
pub async fn commit(mut writing: Writing) -> Result<()> {
    let business = writing.business.bytes();
    let own = writing.head.device.map(smartkhata_core::id::DeviceId::bytes);
    let (mut seq, mut cap, mut chain) = (writing.head.seq, writing.clock.now_ms(), writing.head.chain);
    let connection = writing.transaction.connection()?;
    let unsealed = connection.prepare_own(UNSEALED).await?;
    let (seal, head) = (connection.prepare_own(SEAL).await?, connection.prepare_own(MOVE_HEAD).await?);
    let told = |error| fault("seal", &error);
    let rows = connection.client().query(&unsealed, &[&business]).await.map_err(told)?;
    if rows.is_empty() {
        return writing.transaction.commit().await;
    }
    let (mut ops, mut places, mut links, mut grants) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let (op, device): (&[u8], &[u8]) = (row.try_get(0).map_err(told)?, row.try_get(1).map_err(told)?);
        let (ms, hash): (i64, &[u8]) = (row.try_get(2).map_err(told)?, row.try_get(3).map_err(told)?);
        seq = seq.saturating_add(1);
        chain = link(chain, hash);
        // The server's own stamps are this head's time: several in one transaction move it on.
        if own.as_deref() == Some(device) {
            cap = cap.max(ms);
        }
        ops.push(op);
        places.push(seq);
        links.push(chain.0.to_vec());
        grants.push((device, ms));
    }
    let lowered = |(device, ms): (&[u8], i64)| (own.as_deref() != Some(device) && ms > cap).then_some(cap);
    let grants: Vec<Option<i64>> = grants.into_iter().map(lowered).collect();
    let seals: [&(dyn ToSql + Sync); 5] = [&business, &ops, &places, &links, &grants];
    let chain = chain.0.as_slice();
    let moves: [&(dyn ToSql + Sync); 4] = [&business, &seq, &cap, &chain];
    let client = connection.client();
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
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_a_chain_over_the_changes_digests() {
        // sha256 of 64 zero bytes, as `head -c 64 /dev/zero | sha256sum` prints it.
        let hex: String = link(Hash::default(), &[0; 32]).0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
    }
}
