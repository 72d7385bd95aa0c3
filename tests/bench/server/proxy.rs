//! A network that takes its time: what is sent arrives later, in its order, however much it is.

use std::net::SocketAddr;
use std::time::Duration;

use smartkhata_core::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::outside::outside;

/// Passes connections on until it is dropped.
pub struct Proxy {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    taking: JoinHandle<()>,
}

impl Proxy {
    /// In front of an address; each way takes so long.
    pub async fn begin(to: SocketAddr, one_way: Duration) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| outside("proxy", &error))?;
        let here = listener.local_addr().map_err(|error| outside("proxy", &error))?;
        let taking = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(to).await else { return };
                    let _ = (near.set_nodelay(true), far.set_nodelay(true));
                    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                    tokio::join!(pass(near_in, far_out, one_way), pass(far_in, near_out, one_way));
                });
            }
        });
        Ok(Self { address: format!("http://{here}"), taking })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.taking.abort();
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, one_way: Duration) {
    let (under_way, mut arriving) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let send = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let bytes = buffer.get(..read).unwrap_or_default().to_vec();
            if under_way.send((Instant::now() + one_way, bytes)).is_err() {
                return;
            }
        }
    };
    let arrive = async {
        while let Some((due, bytes)) = arriving.recv().await {
            sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(send, arrive);
}
