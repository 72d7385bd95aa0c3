//! Notices between the processes of the backend: which shops' logs grew.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::poll_fn;
use smartkhata_core::Result;
use smartkhata_core::id::BusinessId;
use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

use super::fault::fault;
use super::migrate::config;
use super::pool::Settings;
use super::tls;
use crate::bell::Bell;

/// Where processes hear of each other.
pub(super) const CHANNEL: &str = "shop_log";

/// Shops in one notice: PostgreSQL carries 8,000 bytes.
const MOST: usize = 200;

/// How long notices are gathered before they go out together.
const GATHER: Duration = Duration::from_millis(20);

/// How long to wait before a lost connection is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// Carries notices both ways until the process ends. A connection that is lost is made again, and everybody who waits
/// looks once more.
pub async fn carry(settings: Settings, bell: Arc<Bell>, mut told: mpsc::Receiver<BusinessId>) {
    loop {
        if let Err(error) = connected(&settings, &bell, &mut told).await {
            tracing::warn!(
                error.code = error.code.as_str(),
                event.action = "notices",
                "notices between processes broke off"
            );
        }
        if told.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
        bell.ring_all();
    }
}

async fn connected(settings: &Settings, bell: &Arc<Bell>, told: &mut mpsc::Receiver<BusinessId>) -> Result<()> {
    let (client, mut connection) = config(&settings.url)?
        .connect(tls::connector(settings.authorities.as_deref())?)
        .await
        .map_err(|error| fault("connect", &error))?;
    let heard = Arc::clone(bell);
    let driven = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(notice) = message {
                notice.payload().split(' ').filter_map(|id| id.parse().ok()).for_each(|id| heard.ring_here(id));
            }
        }
    });
    let listening = client.batch_execute(&format!("listen {CHANNEL}")).await;
    listening.map_err(|error| fault("listen", &error))?;
    loop {
        let first = tokio::select! {
            first = told.recv() => first,
            // The other end is gone.
            () = async { while !driven.is_finished() { tokio::time::sleep(AGAIN).await; } } => return Ok(()),
        };
        let Some(first) = first else { return Ok(()) };
        tokio::time::sleep(GATHER).await;
        let mut shops = vec![first];
        while shops.len() < MOST
            && let Ok(next) = told.try_recv()
        {
            shops.push(next);
        }
        shops.sort_unstable();
        shops.dedup();
        let text: Vec<String> = shops.iter().map(ToString::to_string).collect();
        let sent = client.execute("select pg_notify($1, $2)", &[&CHANNEL, &text.join(" ")]).await;
        sent.map_err(|error| fault("notify", &error))?;
    }
}
