//! The line to the backend: one message and its answer, packed, with the token that is shown.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use smartkhata_core::api::session::Me;
use smartkhata_core::api::sync::Invited;
use smartkhata_core::id::{BusinessId, DeviceId};
use smartkhata_core::sync::message::{Ask, Receipt, Tell, Welcome};
use smartkhata_core::{Code, Error, Result};
use tokio::time::Instant;

use crate::account::Account;

/// How long an answer may take, beyond what a listening pull waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Bodies below this travel as they are.
const WORTH_PACKING: usize = 1_000;

/// By the folder of a device, whoever changes its tokens: it may have several lines, and a refresh token is good once.
static CHANGING: Mutex<BTreeMap<PathBuf, Arc<tokio::sync::Mutex<()>>>> = Mutex::new(BTreeMap::new());

/// The line of one device.
pub struct Line {
    client: Client,
    account: Mutex<Account>,
    folder: PathBuf,
    business: BusinessId,
    /// Until when the backend asked not to be asked; none when it last answered well.
    not_before: Mutex<Option<Instant>>,
}

/// The tokens that the backend gives.
#[derive(Debug, Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
}

/// A refusal of the backend.
#[derive(Deserialize)]
struct Problem {
    code: Code,
    #[serde(default)]
    field: Option<String>,
    message: String,
}

/// What a device that was let in by a code is told.
#[derive(Debug, Deserialize)]
pub struct Joined {
    /// The shop.
    pub business: BusinessId,
    /// Its number series.
    pub series: String,
    tokens: Tokens,
}

impl Joined {
    /// Who the device is to this backend from now on.
    pub fn account(&self, backend: &str) -> Account {
        let Tokens { access_token, refresh_token } = &self.tokens;
        let (access_token, refresh_token) = (access_token.clone(), refresh_token.clone());
        Account { backend: backend.trim_end_matches('/').to_owned(), refresh_token, access_token }
    }
}

impl Line {
    /// The line of the books in a folder.
    ///
    /// # Errors
    /// `internal` when this system cannot speak TLS.
    pub fn new(folder: &Path, business: BusinessId, account: Account) -> Result<Self> {
        let (account, folder) = (Mutex::new(account), folder.to_owned());
        Ok(Self { client: client()?, account, folder, business, not_before: Mutex::default() })
    }

    /// How long the backend asked to be left alone, from now on.
    pub fn asked_for(&self) -> Duration {
        let not_before = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        not_before.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Lets a new device in by a code, under a name that nobody has gone by. `was`: who it was in the shop before, whose
    /// books it holds.
    ///
    /// # Errors
    /// `invalid_code`, `unavailable`; `shop_exists` for a code of another shop than it holds books of.
    pub async fn join(backend: &str, code: &str, device: DeviceId, name: &str, was: Option<&Me>) -> Result<Joined> {
        let backend = backend.trim_end_matches('/');
        let holds = was.map(|was| serde_json::json!({ "business": was.business, "device": was.device }));
        let asked = serde_json::json!({ "code": code, "device": device, "name": name, "holds": holds });
        read(Self::post(backend, "/join", &asked.to_string()).await?).await
    }

    /// Has a one-time code sent.
    ///
    /// # Errors
    /// `invalid_value`, `too_many_requests`, `unavailable`.
    pub async fn send_code(backend: &str, identity: &str) -> Result<()> {
        let asked = serde_json::json!({ "identity": identity });
        bytes(Self::post(backend, "/account/code", &asked.to_string()).await?).await.map(drop)
    }

    /// Signs in by the code that was sent; who this device then is.
    ///
    /// # Errors
    /// `invalid_code`, `unavailable`.
    pub async fn sign_in(backend: &str, identity: &str, code: &str, device: &str) -> Result<Account> {
        let asked = serde_json::json!({ "identity": identity, "code": code, "device": device });
        let tokens: Tokens = read(Self::post(backend, "/account/sign-in", &asked.to_string()).await?).await?;
        let Tokens { access_token, refresh_token } = tokens;
        Ok(Account { backend: backend.to_owned(), refresh_token, access_token })
    }

    async fn post(backend: &str, path: &str, body: &str) -> Result<Response> {
        let request = client()?.post(format!("{backend}{path}")).header(CONTENT_TYPE, "application/json");
        request.body(body.to_owned()).timeout(PATIENCE).send().await.map_err(|error| unreachable(&error))
    }

    /// A code that lets one more device in.
    ///
    /// # Errors
    /// `forbidden` for who does not run the shop; `unavailable`.
    pub async fn invite(&self, role: &str) -> Result<Invited> {
        let asked = serde_json::json!({ "role": role });
        parsed(&self.send(Method::POST, &format!("/b/{}/devices/invite", self.business), &asked, PATIENCE).await?)
    }

    /// Shuts a device out.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `unavailable`.
    pub async fn remove(&self, device: DeviceId) -> Result<()> {
        self.send(Method::DELETE, &format!("/b/{}/devices/{device}", self.business), &(), PATIENCE).await.map(drop)
    }

    /// Brings the shop of these books to the backend; its owner is who is signed in.
    ///
    /// # Errors
    /// `shop_exists` when it is another's there; `unavailable`.
    pub async fn adopt(&self) -> Result<()> {
        self.send(Method::PUT, &format!("/b/{}", self.business), &(), PATIENCE).await.map(drop)
    }

    /// Carries a message there and its answer back.
    ///
    /// # Errors
    /// `unavailable` when the backend is not reached, and whatever it refuses with.
    pub async fn carry(&self, sender: DeviceId, ask: &Ask) -> Result<Tell> {
        let path = |name: &str| format!("/b/{}/sync/{name}", self.business);
        Ok(match ask {
            Ask::Hello(hello) => {
                Tell::Welcome(parsed::<Welcome>(&self.send(Method::POST, &path("hello"), hello, PATIENCE).await?)?)
            }
            Ask::Pull(pull) => {
                let patience = PATIENCE.saturating_add(Duration::from_secs(pull.wait.into()));
                parsed::<Tell>(&self.send(Method::POST, &path("pull"), pull, patience).await?)?
            }
            Ask::Push(push) => {
                let path = if push.device == sender { path("push") } else { format!("{}?from={sender}", path("push")) };
                Tell::Receipt(parsed::<Receipt>(&self.send(Method::POST, &path, push, PATIENCE).await?)?)
            }
        })
    }

    /// Sends, and once more with a new token where the old one is over.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
        patience: Duration,
    ) -> Result<Vec<u8>> {
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::new(Code::Internal, format!("A message cannot be written: {error}.")))?;
        let mut account = self.account();
        // A token may be over, and the shop may be elsewhere, where the token is none.
        for _ in 0..2 {
            match self.once(&account, method.clone(), path, &body, patience).await {
                Err(error) if error.code == Code::Unauthorized => account = self.renewed(&account).await?,
                Err(error) if error.code == Code::Moved => account = self.moved(&account, error).await?,
                answer => return answer,
            }
        }
        self.once(&account, method, path, &body, patience).await
    }

    async fn once(
        &self,
        account: &Account,
        method: Method,
        path: &str,
        body: &[u8],
        patience: Duration,
    ) -> Result<Vec<u8>> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", account.backend))
            .header(AUTHORIZATION, format!("Bearer {}", account.access_token))
            .header(CONTENT_TYPE, "application/json")
            .timeout(patience);
        request = match packed(body) {
            Some(packed) => request.header(CONTENT_ENCODING, "gzip").body(packed),
            None => request.body(body.to_vec()),
        };
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        self.hears(&response);
        bytes(response).await
    }

    /// Notes when the backend wants to be asked again.
    fn hears(&self, response: &Response) {
        let not_before = retry_after(response).and_then(|wait| Instant::now().checked_add(wait));
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = not_before;
    }

    /// What speaks HTTP, also to others than the backend: nothing of this device's sign-in goes with it.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The shop.
    pub(crate) fn business(&self) -> BusinessId {
        self.business
    }

    /// Sends a request of another shape, and once more with a new token where the old one is over. Whoever asks reads
    /// the answer, also a refusal.
    pub(crate) async fn authorized(
        &self,
        method: Method,
        path: &str,
        shaped: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response> {
        let mut account = self.account();
        for _ in 0..3 {
            let request = self.client.request(method.clone(), format!("{}{path}", account.backend));
            let request = request.header(AUTHORIZATION, format!("Bearer {}", account.access_token));
            let response = shaped(request).send().await.map_err(|error| unreachable(&error))?;
            self.hears(&response);
            account = match response.status() {
                StatusCode::UNAUTHORIZED => self.renewed(&account).await?,
                StatusCode::MISDIRECTED_REQUEST => self.moved(&account, refusal(response).await).await?,
                _ => return Ok(response),
            };
        }
        Err(Error::new(Code::Unauthorized, "This device is signed out."))
    }

    /// The shop is served elsewhere now, where this device is known as it is here. A line that is sealed stays sealed.
    async fn moved(&self, old: &Account, told: Error) -> Result<Account> {
        let sealed = |address: &str| address.starts_with("https://");
        match &told.field {
            Some(address) if told.code == Code::Moved && (sealed(address) || !sealed(&old.backend)) => {
                let changing = self.changing();
                let _alone = changing.lock().await;
                let account = Account { backend: address.clone(), ..self.newest()? };
                account.keep(&self.folder)?;
                self.account.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&account);
                Ok(account)
            }
            _ => Err(told),
        }
    }

    /// Draws the next tokens. Another thread, or another line of this device, may have done so meanwhile.
    async fn renewed(&self, old: &Account) -> Result<Account> {
        let changing = self.changing();
        let _alone = changing.lock().await;
        let now = self.newest()?;
        if now.access_token != old.access_token {
            return Ok(now);
        }
        let asked = serde_json::json!({ "refresh_token": now.refresh_token });
        let response = Self::post(&now.backend, "/account/refresh", &asked.to_string()).await?;
        let Tokens { access_token, refresh_token } = read(response).await?;
        let account = Account { access_token, refresh_token, ..now };
        account.keep(&self.folder)?;
        self.account.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&account);
        Ok(account)
    }

    /// Held by whoever changes the tokens of this device.
    fn changing(&self) -> Arc<tokio::sync::Mutex<()>> {
        let mut changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(changing.entry(self.folder.clone()).or_default())
    }

    /// Who this device is by now: what lies in its folder, whichever line put it there.
    fn newest(&self) -> Result<Account> {
        let kept = Account::read(&self.folder)?;
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept {
            *account = kept;
        }
        Ok(account.clone())
    }

    fn account(&self) -> Account {
        self.account.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn client() -> Result<Client> {
    // Chosen once for the process; a second choice is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("SmartKhata/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .build()
        .map_err(|error| Error::new(Code::Internal, format!("This system has no network: {error}.")))
}

fn packed(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < WORTH_PACKING {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(body).and_then(|()| packer.finish()).ok()
}

/// What an answer says about when to come again, in seconds; no date, which this clock may not know.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The body of an answer, or its refusal.
pub(crate) async fn bytes(response: Response) -> Result<Vec<u8>> {
    if !response.status().is_success() {
        return Err(refusal(response).await);
    }
    response.bytes().await.map(|bytes| bytes.to_vec()).map_err(|error| unreachable(&error))
}

/// What an answer that is no success refuses.
pub(crate) async fn refusal(response: Response) -> Error {
    let status = response.status();
    let bytes = match response.bytes().await {
        Ok(bytes) => bytes,
        Err(error) => return unreachable(&error),
    };
    match serde_json::from_slice::<Problem>(&bytes) {
        Ok(Problem { code, field, message }) => Error { code, field, message },
        Err(_) if status == StatusCode::UNAUTHORIZED => Error::new(Code::Unauthorized, "This device is signed out."),
        Err(_) => Error::new(Code::Unavailable, format!("The backend answered {status}.")),
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    parsed(&bytes(response).await?)
}

pub(crate) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::new(Code::Unavailable, format!("The backend's answer cannot be read: {error}.")))
}

pub(crate) fn unreachable(error: &reqwest::Error) -> Error {
    // Without the address: it stands in the settings, and an error is shown.
    let what = if error.is_timeout() { "does not answer" } else { "is not reached" };
    Error::new(Code::Unavailable, format!("The backend {what}; everything stays on this device until it is."))
}

#[cfg(test)]
mod tests;
