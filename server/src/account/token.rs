//! Access tokens: who, in which session, until when; signed, so that most requests need no look-up, and short-lived,
//! because nothing takes them back. `sk1.<key>.<who and until>.<HMAC-SHA-256>`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::keys::Key;
use crate::postgres::Caller;

/// How long a token is good for.
pub const LIFE_MS: i64 = 900_000; // 15 minutes

const KIND: &str = "sk1";

/// Bytes as text for headers and addresses.
pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token of a session.
pub fn issue(key: &Key, caller: Caller, now_ms: i64) -> String {
    let mut said = Vec::with_capacity(40);
    said.extend(caller.account.as_bytes());
    said.extend(caller.session.as_bytes());
    said.extend(now_ms.saturating_add(LIFE_MS).to_be_bytes());
    let signed = format!("{KIND}.{}.{}", key.id, base64(&said));
    let signature = base64(&mac(key, &signed).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// The id of the key that a token names.
pub fn key_id(token: &str) -> Option<&str> {
    let mut parts = token.split('.');
    (parts.next() == Some(KIND)).then(|| parts.next()).flatten()
}

/// Who a token speaks for; `unauthorized` when it is forged, altered or over.
pub fn read(key: &Key, token: &str, now_ms: i64) -> Result<Caller> {
    let refused = || Error::new(Code::Unauthorized, "Your sign-in has run out. Refresh it, or sign in again.");
    let (signed, signature) = token.rsplit_once('.').ok_or_else(refused)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| refused())?;
    // Compared in constant time.
    mac(key, signed).verify_slice(&signature).map_err(|_| refused())?;
    let said = signed.rsplit('.').next().and_then(|said| URL_SAFE_NO_PAD.decode(said).ok()).ok_or_else(refused)?;
    let (ids, until) = said.split_at_checked(32).ok_or_else(refused)?;
    let (account, session) = ids.split_at_checked(16).ok_or_else(refused)?;
    let until = i64::from_be_bytes(until.try_into().map_err(|_| refused())?);
    if until <= now_ms {
        return Err(refused());
    }
    let id = |bytes| Uuid::from_slice(bytes).map_err(|_| refused());
    Ok(Caller { account: id(account)?, session: id(session)? })
}

fn mac(key: &Key, signed: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).expect("HMAC takes keys of any length");
    mac.update(signed.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_until_it_is_over_and_by_its_own_key_alone() {
        let key = |id: &str, byte| Key { id: id.into(), secret: vec![byte; 32], created_ms: 0 };
        let (ours, other) = (key("k1", 1), key("k1", 2));
        let caller = Caller { account: Uuid::from_u128(1), session: Uuid::from_u128(2) };
        let token = issue(&ours, caller, 1_000);
        assert_eq!(key_id(&token), Some("k1"));
        assert_eq!(read(&ours, &token, 1_000 + LIFE_MS - 1), Ok(caller));
        assert_eq!(read(&ours, &token, 1_000 + LIFE_MS).unwrap_err().code, Code::Unauthorized);
        assert!(read(&other, &token, 1_000).is_err());
        // Each character counts, but for the last of a part, whose low bits are padding.
        for at in 0..token.len() - 1 {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert!(read(&ours, &altered, 1_000).is_err(), "{altered}");
        }
        for nonsense in ["", ".", "sk1", "sk1.k1..", "a.b.c.d", &token[..token.len() / 2]] {
            assert!(read(&ours, nonsense, 1_000).is_err(), "{nonsense}");
        }
    }
}
