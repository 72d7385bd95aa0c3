//! What people sign in by, sealed: a copy of the database alone names nobody. Keys come from the environment, the newest
//! first; each sealed value names its key, so that keys are changed while the server runs:
//!
//! 1. every server knows the old key and the new one, old first: `old:…,new:…`;
//! 2. then new first: what is written is sealed with it, and what is read may be sealed with either;
//! 3. `smartkhata operator reseal` seals the rest anew; then the old key is taken out.
//!
//! Phone numbers are few enough to be tried out: what an identity is found by is a digest under a key, no plain one.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;
use smartkhata_core::machine;
use smartkhata_core::store::Value;
use smartkhata_core::{Code, Error, Result};

use super::Identity;

/// How a sealed value begins; the key's name follows, after its length.
const KIND: &[u8] = b"sk1";

/// The longest name of a key.
const LONGEST_NAME: usize = 32;

/// The keys, the one that seals first. Without any, values are kept as they are.
#[derive(Default)]
pub struct Vault(Vec<DataKey>);

/// One key: what it is called, what it seals with, what it digests with.
struct DataKey {
    id: String,
    seal: LessSafeKey,
    index: Vec<u8>,
}

/// A sealed value, and the name of its key.
pub struct Sealed {
    /// Kind, key, nonce, what was said and its tag.
    pub bytes: Vec<u8>,
    /// The key.
    pub by: String,
}

impl Vault {
    /// Reads keys: `name:` and 32 bytes in base64 each, at most two of them.
    pub fn read(text: &str) -> Result<Self> {
        let bad = |what: &str| Error::new(Code::InvalidValue, format!("DATA_KEYS cannot be used: {what}."));
        let mut keys: Vec<DataKey> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (id, secret) = part.split_once(':').ok_or_else(|| bad("a key is `name:base64`"))?;
            let named =
                !id.is_empty() && id.len() <= LONGEST_NAME && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !named || keys.iter().any(|key| key.id == id) {
                return Err(bad("names are letters and digits, each used once"));
            }
            let secret = STANDARD.decode(secret).map_err(|_| bad("a key is not base64"))?;
            keys.push(DataKey::new(id, &secret).ok_or_else(|| bad("a key has 32 bytes"))?);
        }
        if keys.len() > 2 {
            return Err(bad("at most two at a time: the one before, until everything is sealed anew"));
        }
        Ok(Self(keys))
    }

    /// Whether there are keys.
    pub fn is_locked(&self) -> bool {
        !self.0.is_empty()
    }

    /// The names of the keys, the one that seals first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    /// Seals a value for one owner and one purpose: read back under another, it is refused. None without a key.
    pub fn seal(&self, purpose: &str, owner: &[u8], plain: &[u8]) -> Result<Option<Sealed>> {
        let Some(key) = self.0.first() else { return Ok(None) };
        let nonce = machine::random::<NONCE_LEN>();
        let mut bytes = header(&key.id);
        bytes.extend(nonce);
        let mut said = plain.to_vec();
        let bound = Aad::from(bound(purpose, owner));
        key.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut said)
            .map_err(|_| Error::new(Code::Internal, "A value cannot be sealed."))?;
        bytes.extend(said);
        Ok(Some(Sealed { bytes, by: key.id.clone() }))
    }

    /// Reads a sealed value back.
    pub fn open(&self, purpose: &str, owner: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let unreadable = |what: &str| Error::new(Code::CorruptDatabase, format!("A sealed value {what}."));
        let (id, rest) = split(sealed).ok_or_else(|| unreadable("is cut short"))?;
        let key = self.0.iter().find(|key| key.id.as_bytes() == id);
        let key = key.ok_or_else(|| unreadable("was sealed with a key that is not in DATA_KEYS"))?;
        let (nonce, said) = rest.split_at_checked(NONCE_LEN).ok_or_else(|| unreadable("is cut short"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable("is cut short"))?;
        let mut said = said.to_vec();
        let opened = key.seal.open_in_place(nonce, Aad::from(bound(purpose, owner)), &mut said);
        opened.map(|plain| plain.to_vec()).map_err(|_| unreadable("was altered"))
    }

    /// Whether bytes look sealed: what was kept before there were keys is not.
    pub fn is_sealed(bytes: &[u8]) -> bool {
        split(bytes).is_some()
    }

    /// The digests that an identity may be found by: the newest key's first, twice the same where there is one key.
    pub fn lookups(&self, identity: &Identity) -> [Value; 2] {
        let lookup = |key: &DataKey| Value::from(key.digest(identity.purpose(), identity.as_str()));
        match self.0.as_slice() {
            [] => [Value::Null, Value::Null],
            [only] => [lookup(only), lookup(only)],
            [newest, other, ..] => [lookup(newest), lookup(other)],
        }
    }

    /// What stands for an identity where it need not be read back: itself without a key.
    pub fn names_of(&self, identity: &Identity) -> [String; 2] {
        let plain = || identity.as_str().to_owned();
        self.lookups(identity).map(|lookup| match lookup {
            Value::Bytes(digest) => URL_SAFE_NO_PAD.encode(digest),
            _ => plain(),
        })
    }

    /// What stands for a text that is only counted.
    pub fn mask(&self, text: &str) -> Vec<u8> {
        self.0.first().map_or_else(|| text.as_bytes().to_vec(), |key| key.digest("mask", text))
    }
}

impl DataKey {
    fn new(id: &str, secret: &[u8]) -> Option<Self> {
        if secret.len() != 32 {
            return None;
        }
        // A key for each use: what one gives away tells nothing of the other.
        let seal = UnboundKey::new(&AES_256_GCM, &mac(secret, &[b"smartkhata seal 1"])).ok()?;
        Some(Self { id: id.to_owned(), seal: LessSafeKey::new(seal), index: mac(secret, &[b"smartkhata index 1"]) })
    }

    fn digest(&self, purpose: &str, text: &str) -> Vec<u8> {
        mac(&self.index, &[purpose.as_bytes(), &[0], text.as_bytes()])
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

fn header(id: &str) -> Vec<u8> {
    let mut bytes = KIND.to_vec();
    bytes.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
    bytes.extend(id.as_bytes());
    bytes
}

/// The key's name, and what follows.
fn split(sealed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = sealed.strip_prefix(KIND)?.split_first()?;
    let length = usize::from(*length);
    let (id, rest) = rest.split_at_checked(length)?;
    let named = (1..=LONGEST_NAME).contains(&length) && id.iter().all(u8::is_ascii_alphanumeric);
    (named && rest.len() >= NONCE_LEN).then_some((id, rest))
}

fn bound(purpose: &str, owner: &[u8]) -> Vec<u8> {
    let mut bound = purpose.as_bytes().to_vec();
    bound.push(0);
    bound.extend(owner);
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, byte: u8) -> String {
        format!("{id}:{}", STANDARD.encode([byte; 32]))
    }

    #[test]
    fn a_sealed_value_opens_with_its_key_for_its_owner_and_whole() {
        let vault = Vault::read(&key("a", 1)).unwrap();
        let sealed = vault.seal("identity", b"owner", "9876543210".as_bytes()).unwrap().unwrap();
        assert_eq!(sealed.by, "a");
        assert!(!sealed.bytes.windows(10).any(|part| part == b"9876543210"));
        assert_eq!(vault.open("identity", b"owner", &sealed.bytes).unwrap(), b"9876543210");
        assert!(vault.open("identity", b"other", &sealed.bytes).is_err(), "moved to another row");
        assert!(vault.open("token", b"owner", &sealed.bytes).is_err(), "used for something else");
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.bytes.clone();
            altered[at] ^= 1;
            assert!(vault.open("identity", b"owner", &altered).is_err(), "byte {at}");
        }
        let again = vault.seal("identity", b"owner", b"9876543210").unwrap().unwrap();
        assert_ne!(again.bytes, sealed.bytes, "two seals of one value are not alike");
    }

    #[test]
    fn keys_change_while_values_of_both_are_read() {
        let (old, both, new) = (key("a", 1), format!("{},{}", key("b", 2), key("a", 1)), key("b", 2));
        let [old, both, new] = [old, both, new].map(|keys| Vault::read(&keys).unwrap());
        let sealed = old.seal("identity", b"1", b"x").unwrap().unwrap();
        assert_eq!(both.open("identity", b"1", &sealed.bytes).unwrap(), b"x");
        let resealed = both.seal("identity", b"1", b"x").unwrap().unwrap();
        assert_eq!((resealed.by.as_str(), new.open("identity", b"1", &resealed.bytes).unwrap()), ("b", b"x".to_vec()));
        assert!(new.open("identity", b"1", &sealed.bytes).unwrap_err().message.contains("not in DATA_KEYS"));
        let identity = Identity::Phone("9876543210".into());
        assert_eq!(both.lookups(&identity)[1], old.lookups(&identity)[0]);
        assert_eq!(both.lookups(&identity)[0], new.lookups(&identity)[0]);
        assert_ne!(both.lookups(&identity)[0], both.lookups(&identity)[1]);
    }

    #[test]
    fn without_keys_values_are_kept_as_they_are() {
        let vault = Vault::read("").unwrap();
        assert!(!vault.is_locked() && vault.seal("identity", b"1", b"x").unwrap().is_none());
        let identity = Identity::Email("asha@shop.example".into());
        assert_eq!(vault.names_of(&identity), ["asha@shop.example", "asha@shop.example"]);
        assert_eq!(vault.lookups(&identity), [Value::Null, Value::Null]);
        assert!(!Vault::is_sealed(&[7; 32]) && !Vault::is_sealed(b"sk1") && !Vault::is_sealed(b""));
    }

    #[test]
    fn keys_that_cannot_be_used_are_refused() {
        let three = format!("{},{},{}", key("a", 1), key("b", 2), key("c", 3));
        for wrong in ["a", "a:short", ":AAAA", "a:AAAA", "a b:AAAA", &format!("{0},{0}", key("a", 1)), &three] {
            assert_eq!(Vault::read(wrong).err().map(|error| error.code), Some(Code::InvalidValue), "{wrong}");
        }
    }
}
