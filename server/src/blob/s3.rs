//! Bytes with S3, or what speaks as it does. They are checked here before they go there, or there by the digest that is
//! signed into the address to which a device brings them; readers are led there by addresses that are signed for some
//! minutes (AWS Signature Version 4).

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{TryStreamExt as _, stream};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Client, StatusCode};
use rusty_s3::actions::{DeleteObject, GetObject, HeadObject, PutObject};
use rusty_s3::{Bucket, S3Action, UrlStyle};
use smartkhata_core::attachment::content::digest;
use smartkhata_core::id::BusinessId;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::store::sqlite::Blobs;
use smartkhata_core::{Code, Error, Result};

use super::keys::{Keys, Who};
use super::{Answer, Arrived, BlobStore, Direct, Key, Way, aside, served_as};

/// How long a signed address is good for.
const LIFE: Duration = Duration::from_secs(300);

/// The folder of the bucket to which devices bring bytes by themselves.
const BROUGHT: &str = "incoming";

/// Names what is copied.
const COPY_SOURCE: &str = "x-amz-copy-source";

/// The digest by which S3 checks what is brought, and says it afterwards.
const CHECKSUM: &str = "x-amz-checksum-sha256";

/// Objects that are deleted at a time.
const AT_A_TIME: usize = 8;

/// How long S3 may take for one file.
const PATIENCE: Duration = Duration::from_secs(45);

/// Where the bucket is, and who may write there.
#[derive(Clone)]
pub struct Settings {
    /// `bucket` or `bucket/prefix`.
    pub place: String,
    /// `https://s3.ap-south-1.amazonaws.com`, or another service's address; made from the region when absent.
    pub endpoint: Option<String>,
    /// The region, as it is signed.
    pub region: String,
    /// Who may write there.
    pub who: Who,
}

/// A bucket.
pub struct S3 {
    bucket: Bucket,
    keys: Keys,
    prefix: String,
    client: Client,
}

impl S3 {
    /// The bucket that the settings name. Nothing is asked of it yet.
    ///
    /// # Errors
    /// `invalid_value` for an address or a bucket that cannot be one.
    pub fn new(settings: &Settings) -> Result<Self> {
        let wrong = |what: &str| Error::field(Code::InvalidValue, "attachments", format!("The {what} cannot be used."));
        let (name, prefix) = settings.place.split_once('/').unwrap_or((&settings.place, ""));
        let (endpoint, style) = match &settings.endpoint {
            // Services of one's own rarely have a name for each bucket.
            Some(endpoint) => (endpoint.clone(), UrlStyle::Path),
            None => (format!("https://s3.{}.amazonaws.com", settings.region), UrlStyle::VirtualHost),
        };
        let endpoint = endpoint.parse().map_err(|_| wrong("address of S3"))?;
        let bucket = Bucket::new(endpoint, style, name.to_owned(), settings.region.clone())
            .map_err(|_| wrong("name of the bucket"))?;
        // Chosen once for the process; a second choice is the same one.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(5))
            .build()
            .map_err(|error| Error::new(Code::Internal, format!("S3 cannot be spoken to: {error}.")))?;
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self { bucket, keys: Keys::new(settings.who.clone()), prefix, client })
    }

    /// Where the bytes of a shop lie in the bucket.
    fn of(&self, business: BusinessId) -> String {
        format!("{}{business}/", self.prefix)
    }

    /// Where its devices bring them by themselves. Nothing stays there: the bucket throws away what nobody told of.
    fn brought_of(&self, business: BusinessId) -> String {
        format!("{}{BROUGHT}/{business}/", self.prefix)
    }

    fn object(&self, key: Key) -> String {
        format!("{}{}", self.of(key.business), key.sha256)
    }

    fn brought(&self, key: Key) -> String {
        format!("{}{}", self.brought_of(key.business), key.sha256)
    }

    async fn put(&self, object: &str, mime: &str, bytes: Vec<u8>) -> Result<()> {
        let key = self.keys.now(&self.client).await?;
        let mut put = PutObject::new(&self.bucket, Some(&key), object);
        put.headers_mut().insert("content-type", served_as(mime));
        let sent = self.client.put(put.sign(LIFE)).header(CONTENT_TYPE, served_as(mime)).body(bytes).send().await;
        let answer = sent.map_err(|error| unreached(&error))?;
        if answer.status().is_success() { Ok(()) } else { Err(refused(answer.status())) }
    }

    async fn get(&self, object: &str) -> Result<Option<Vec<u8>>> {
        let key = self.keys.now(&self.client).await?;
        let get = GetObject::new(&self.bucket, Some(&key), object).sign(LIFE);
        let answer = self.client.get(get).send().await.map_err(|error| unreached(&error))?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => {
                Ok(Some(answer.bytes().await.map_err(|error| unreached(&error))?.to_vec()))
            }
            status => Err(refused(status)),
        }
    }

    /// The digest as S3 writes it.
    fn checksum(key: Key) -> String {
        STANDARD.encode(key.sha256.0)
    }

    /// What lies under a name: how many bytes, and their digest where S3 has worked it out.
    async fn head(&self, object: &str) -> Result<Option<(u64, Option<String>)>> {
        let key = self.keys.now(&self.client).await?;
        let mut head = HeadObject::new(&self.bucket, Some(&key), object);
        head.headers_mut().insert("x-amz-checksum-mode", "ENABLED");
        let asked = self.client.head(head.sign(LIFE)).header("x-amz-checksum-mode", "ENABLED").send().await;
        let answer = asked.map_err(|error| unreached(&error))?;
        let text = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => {
                let length = text(CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()).unwrap_or(0);
                Ok(Some((length, text(CHECKSUM).map(str::to_owned))))
            }
            status => Err(refused(status)),
        }
    }

    /// Lays bytes of the bucket under a second name.
    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        let source = format!("/{}/{from}", self.bucket.name());
        let key = self.keys.now(&self.client).await?;
        let mut copy = PutObject::new(&self.bucket, Some(&key), to);
        copy.headers_mut().insert(COPY_SOURCE, source.as_str());
        let sent = self.client.put(copy.sign(LIFE)).header(COPY_SOURCE, source).header(CONTENT_LENGTH, 0).send().await;
        let answer = sent.map_err(|error| unreached(&error))?;
        let status = answer.status();
        // S3 begins its answer before it has copied: it may say `200` and then that it could not.
        let text = answer.text().await.map_err(|error| unreached(&error))?;
        if status.is_success() && text.contains("CopyObjectResult") { Ok(()) } else { Err(refused(status)) }
    }

    async fn delete(&self, object: &str) -> Result<()> {
        let key = self.keys.now(&self.client).await?;
        let delete = DeleteObject::new(&self.bucket, Some(&key), object).sign(LIFE);
        let answer = self.client.delete(delete).send().await.map_err(|error| unreached(&error))?;
        if answer.status().is_success() { Ok(()) } else { Err(refused(answer.status())) }
    }

    /// The digests of what lies under a name, a thousand at most.
    async fn digests(&self, under: &str) -> Result<Vec<Hash>> {
        let key = self.keys.now(&self.client).await?;
        // What has no name is the bucket itself, which tells what it holds.
        let mut list = GetObject::new(&self.bucket, Some(&key), "");
        for (name, value) in [("delimiter", "/"), ("list-type", "2"), ("prefix", under)] {
            list.query_mut().insert(name, value);
        }
        let answer = self.client.get(list.sign(LIFE)).send().await.map_err(|error| unreached(&error))?;
        if !answer.status().is_success() {
            return Err(refused(answer.status()));
        }
        listed(&answer.text().await.map_err(|error| unreached(&error))?)
    }

    /// Deletes everything under a name. Where the bucket keeps versions, they stay for as long as it says.
    async fn clear(&self, under: &str) -> Result<()> {
        loop {
            let digests = self.digests(under).await?;
            if digests.is_empty() {
                return Ok(());
            }
            let deleted = stream::iter(digests.into_iter().map(Ok));
            let delete = async |sha256: Hash| self.delete(&format!("{under}{sha256}")).await;
            deleted.try_for_each_concurrent(AT_A_TIME, delete).await?;
        }
    }

    async fn is_there(&self, object: &str) -> Result<bool> {
        let key = self.keys.now(&self.client).await?;
        let head = HeadObject::new(&self.bucket, Some(&key), object).sign(LIFE);
        let answer = self.client.head(head).send().await.map_err(|error| unreached(&error))?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(false),
            status if status.is_success() => Ok(true),
            status => Err(refused(status)),
        }
    }
}

impl BlobStore for S3 {
    fn keep<'a>(&'a self, key: Key, mime: &'a str, from: &'a Blobs) -> Answer<'a, ()> {
        Box::pin(async move {
            let incoming = from.clone();
            let gone = || Error::new(Code::Storage, "Bytes that had come are gone.");
            let bytes = aside(move || incoming.read(key.sha256)?.ok_or_else(gone)).await?;
            self.put(&self.object(key), mime, bytes).await?;
            let incoming = from.clone();
            aside(move || incoming.remove(key.sha256)).await
        })
    }

    fn direct<'a>(&'a self, key: Key, mime: &'a str, size: u64) -> Answer<'a, Option<Direct>> {
        Box::pin(async move {
            let object = self.brought(key);
            let headers = BTreeMap::from([
                ("content-type", served_as(mime).to_owned()),
                ("x-amz-sdk-checksum-algorithm", "SHA256".to_owned()),
                (CHECKSUM, Self::checksum(key)),
            ]);
            let key = self.keys.now(&self.client).await?;
            let mut put = PutObject::new(&self.bucket, Some(&key), &object);
            // Signed, so that S3 takes no other bytes and no more of them.
            put.headers_mut().insert("content-length", size.to_string());
            for (name, value) in &headers {
                put.headers_mut().insert(*name, value.as_str());
            }
            let address = put.sign(LIFE).to_string();
            Ok(Some(Direct { address, headers, expires_in: LIFE.as_secs() }))
        })
    }

    fn arrived(&self, key: Key, size: u64) -> Answer<'_, Arrived> {
        Box::pin(async move {
            let object = self.brought(key);
            let right = match self.head(&object).await? {
                None => return Ok(Arrived::Not),
                Some((length, _)) if length != size => false,
                Some((_, Some(checksum))) => checksum == Self::checksum(key),
                // Not every service works it out.
                Some((_, None)) => self.get(&object).await?.is_some_and(|bytes| digest(&bytes) == key.sha256),
            };
            if right {
                self.copy(&object, &self.object(key)).await?;
                return Ok(Arrived::Right);
            }
            self.delete(&object).await?;
            Ok(Arrived::Wrong)
        })
    }

    fn cleared(&self, key: Key) -> Answer<'_, ()> {
        Box::pin(async move { self.delete(&self.brought(key)).await })
    }

    fn way(&self, key: Key) -> Answer<'_, Option<Way>> {
        Box::pin(async move {
            let object = self.object(key);
            if !self.is_there(&object).await? {
                return Ok(None);
            }
            let key = self.keys.now(&self.client).await?;
            let get = GetObject::new(&self.bucket, Some(&key), &object);
            Ok(Some(Way::Address(get.sign(LIFE).to_string())))
        })
    }

    fn read(&self, key: Key) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let bytes = self.get(&self.object(key)).await?;
            // Somebody else may write to a bucket.
            match bytes {
                Some(bytes) if digest(&bytes) != key.sha256 => {
                    Err(Error::new(Code::WrongBytes, "S3 holds other bytes under this name."))
                }
                bytes => Ok(bytes),
            }
        })
    }

    fn forget(&self, business: BusinessId) -> Answer<'_, ()> {
        Box::pin(async move {
            self.clear(&self.of(business)).await?;
            self.clear(&self.brought_of(business)).await
        })
    }
}

/// The digests that a list of objects names, each the end of a name.
fn listed(text: &str) -> Result<Vec<Hash>> {
    let other = || Error::new(Code::Unavailable, "S3 answered with something else than a list.");
    let (_, list) = text.split_once("<ListBucketResult").ok_or_else(other)?;
    let names = list.split("<Key>").skip(1).map(|rest| rest.split_once("</Key>").map_or("", |(name, _)| name));
    names.map(|name| name.rsplit('/').next().and_then(|end| end.parse().ok()).ok_or_else(other)).collect()
}

fn unreached(error: &reqwest::Error) -> Error {
    // Without the address: it is signed.
    let what = if error.is_timeout() { "does not answer" } else { "is not reached" };
    Error::new(Code::Unavailable, format!("S3 {what}."))
}

fn refused(status: StatusCode) -> Error {
    Error::new(Code::Unavailable, format!("S3 answered {status}."))
}
