//! Who may write to a bucket: whose key was given, or the role of the machine that this runs on, whose keys are lent for
//! some hours and asked for anew before they end. On ECS the role is the task's.

use reqwest::Client;
use rusty_s3::Credentials;
use serde::Deserialize;
use smartkhata_core::clock::Clock as _;
use smartkhata_core::machine::SystemClock;
use smartkhata_core::{Code, Error, Result};
use tokio::sync::Mutex;

/// So long before its end, in milliseconds, a lent key is asked for anew: what is signed with it has to be good for as
/// long as it says.
const BEFORE_ITS_END_MS: i64 = 10 * 60 * 1000;

/// Where a container is told the keys of its task's role, unless it is told otherwise.
const OF_THE_TASK: &str = "http://169.254.170.2";

/// Who may write there.
#[derive(Clone)]
pub enum Who {
    /// Whoever holds this key.
    Key {
        /// Its id.
        id: String,
        /// Its secret.
        secret: String,
        /// Its session, if it was lent by somebody else.
        token: Option<String>,
    },
    /// The machine's role, whose keys this address lends.
    Role {
        /// Spoken to without TLS: it is on the machine itself.
        address: String,
    },
}

impl Who {
    /// The role of an ECS task, by what its agent puts into the environment: a path (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`),
    /// or a whole address (`AWS_CONTAINER_CREDENTIALS_FULL_URI`).
    pub fn role(path: Option<&str>, whole: Option<&str>) -> Option<Self> {
        let told = |text: Option<&str>| text.map(str::to_owned).filter(|text| !text.is_empty());
        let address = told(path).map(|path| format!("{OF_THE_TASK}{path}")).or_else(|| told(whole))?;
        Some(Self::Role { address })
    }
}

/// The key of this moment.
pub struct Keys {
    who: Who,
    lent: Mutex<Option<Lent>>,
}

/// A key, and when it ends.
struct Lent {
    key: Credentials,
    /// Milliseconds since the Unix epoch.
    ends_ms: i64,
}

/// What lends keys says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    access_key_id: String,
    secret_access_key: String,
    token: String,
    /// RFC 3339.
    expiration: String,
}

impl Keys {
    /// Nothing is asked yet.
    pub fn new(who: Who) -> Self {
        Self { who, lent: Mutex::default() }
    }

    /// The key to sign with now.
    ///
    /// # Errors
    /// `unavailable` when a role's key has ended and no other is lent.
    pub async fn now(&self, client: &Client) -> Result<Credentials> {
        let address = match &self.who {
            Who::Key { id, secret, token: None } => return Ok(Credentials::new(id, secret)),
            Who::Key { id, secret, token: Some(token) } => return Ok(Credentials::new_with_token(id, secret, token)),
            Who::Role { address } => address,
        };
        // Held while it is asked for: those who come meanwhile get the same one.
        let mut lent = self.lent.lock().await;
        let now_ms = SystemClock.now_ms();
        if let Some(held) = lent.as_ref().filter(|held| now_ms < held.ends_ms.saturating_sub(BEFORE_ITS_END_MS)) {
            return Ok(held.key.clone());
        }
        match (lend(client, address).await, lent.as_ref()) {
            (Ok(new), _) => Ok(lent.insert(new).key.clone()),
            (Err(_), Some(held)) if now_ms < held.ends_ms => Ok(held.key.clone()),
            (Err(error), _) => Err(error),
        }
    }
}

async fn lend(client: &Client, address: &str) -> Result<Lent> {
    let none = || Error::new(Code::Unavailable, "No key to the store is lent to this machine.");
    let answer = client.get(address).send().await.map_err(|_| none())?;
    if !answer.status().is_success() {
        return Err(none());
    }
    let told: Told = serde_json::from_slice(&answer.bytes().await.map_err(|_| none())?).map_err(|_| none())?;
    let ends = chrono::DateTime::parse_from_rfc3339(&told.expiration).map_err(|_| none())?;
    let key = Credentials::new_with_token(told.access_key_id, told.secret_access_key, told.token);
    Ok(Lent { key, ends_ms: ends.timestamp_millis() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// Lends key after key, each for so long; nothing where that is 0.
    async fn lender() -> (Keys, Arc<AtomicI64>, Arc<AtomicI64>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v2/credentials/7", listener.local_addr().unwrap());
        let (for_ms, asked) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
        let (lent_for, count) = (Arc::clone(&for_ms), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let (number, life) = (count.fetch_add(1, Ordering::SeqCst) + 1, lent_for.load(Ordering::SeqCst));
                let ends = chrono::DateTime::from_timestamp_millis(SystemClock.now_ms() + life).unwrap().to_rfc3339();
                let body = serde_json::json!({
                    "RoleArn": "arn:aws:iam::123456789012:role/task", "AccessKeyId": format!("key{number}"),
                    "SecretAccessKey": format!("secret{number}"), "Token": "session", "Expiration": ends,
                });
                let (status, body) = if life == 0 { (503, String::new()) } else { (200, body.to_string()) };
                let head =
                    format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        (Keys::new(Who::role(None, Some(&address)).unwrap()), for_ms, asked)
    }

    #[tokio::test]
    async fn a_role_s_key_is_kept_and_changed_before_it_ends() {
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = Client::new();
        let (keys, for_ms, asked) = lender().await;
        assert_eq!(keys.now(&client).await.unwrap_err().code(), Code::Unavailable);
        for_ms.store(BEFORE_ITS_END_MS + 60_000, Ordering::SeqCst);
        let first = keys.now(&client).await.unwrap();
        assert_eq!((first.key(), first.token()), ("key2", Some("session")));
        assert_eq!(keys.now(&client).await.unwrap(), first, "kept while it is good for long enough");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        // Near its end it is asked for anew; who lends none leaves the one that still holds.
        for_ms.store(BEFORE_ITS_END_MS - 60_000, Ordering::SeqCst);
        *keys.lent.lock().await = None;
        assert_eq!(keys.now(&client).await.unwrap().key(), "key3");
        assert_eq!(keys.now(&client).await.unwrap().key(), "key4");
        for_ms.store(0, Ordering::SeqCst);
        assert_eq!(keys.now(&client).await.unwrap().key(), "key4");
        keys.lent.lock().await.as_mut().unwrap().ends_ms = 0;
        assert_eq!(keys.now(&client).await.unwrap_err().code(), Code::Unavailable);
    }

    #[test]
    fn the_role_is_where_the_agent_says() {
        let address = |path, whole| match Who::role(path, whole) {
            Some(Who::Role { address }) => Some(address),
            _ => None,
        };
        assert_eq!(address(Some("/v2/credentials/7"), None).unwrap(), "http://169.254.170.2/v2/credentials/7");
        assert_eq!(address(None, Some("http://127.0.0.1:9/x")).unwrap(), "http://127.0.0.1:9/x");
        assert_eq!(address(None, Some("")), None);
    }
}
