//! By mail, through SendGrid's API (v3 Mail Send), and its signed reports of what became of a mail.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::Mailbox;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::json;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

use super::notes::{Became, Report};
use super::{Fault, Letter, Sender, Sending, client, smtp};
use crate::account::Identity;

/// Where its API is.
pub const API: &str = "https://api.sendgrid.com";

/// The argument of a mail that comes back with its reports.
const LETTER: &str = "letter";

/// SendGrid.
pub struct SendGrid {
    client: reqwest::Client,
    api: String,
    key: String,
    from: Mailbox,
}

impl SendGrid {
    /// With an API key that may send mail.
    ///
    /// # Errors
    /// `invalid_value` names the setting that cannot be read.
    pub fn new(api: &str, key: &str, from: &str) -> Result<Self> {
        let api = api.trim_end_matches('/').to_owned();
        Ok(Self { client: client()?, api, key: key.to_owned(), from: smtp::from_address(from)? })
    }
}

impl Sender for SendGrid {
    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn reaches(&self, identity: &Identity) -> bool {
        matches!(identity, Identity::Email(_))
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let address = self.from.email.to_string();
            let from = match &self.from.name {
                Some(name) => json!({ "email": address, "name": name }),
                None => json!({ "email": address }),
            };
            let body = json!({
                "personalizations": [{
                    "to": [{ "email": letter.to.as_str() }],
                    "custom_args": { LETTER: letter.id.to_string() },
                }],
                "from": from,
                "subject": smtp::subject(&letter.code),
                "content": [{ "type": "text/plain", "value": smtp::text(&letter.code) }],
                // A link that is followed to be counted, or a picture that is, has no place in a mail with a code.
                "tracking_settings": { "click_tracking": { "enable": false }, "open_tracking": { "enable": false } },
            });
            let request = self.client.post(format!("{}/v3/mail/send", self.api)).bearer_auth(&self.key);
            let request = request.header("content-type", "application/json").body(body.to_string());
            let response = request.send().await.map_err(|error| Fault::of_connection(&error))?;
            if !response.status().is_success() {
                return Err(Fault::of_status(response.status()));
            }
            let reference = response.headers().get("x-message-id").and_then(|id| id.to_str().ok());
            Ok(reference.unwrap_or_default().to_owned())
        })
    }
}

/// What SendGrid signs its reports with: the verification key of its event webhook.
pub struct Signer(Vec<u8>);

/// What stands before the point of a P-256 key in its SubjectPublicKeyInfo (RFC 5480).
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// How far a report's time may be from ours: a report that somebody kept is no report any more.
const FRESH_S: i64 = 600;

impl Signer {
    /// Reads the key as SendGrid shows it: base64 of its DER.
    ///
    /// # Errors
    /// `invalid_value` when it is no such key.
    pub fn new(key: &str) -> Result<Self> {
        let bad = || Error::new(Code::InvalidValue, "SENDGRID_HOOK_KEY is no verification key of SendGrid's.");
        let der = STANDARD.decode(key.trim()).map_err(|_| bad())?;
        let point = der.strip_prefix(P256).filter(|point| point.len() == 65).ok_or_else(bad)?;
        Ok(Self(point.to_vec()))
    }

    /// Whether SendGrid signed this body, now.
    pub fn signed(&self, signature: &str, timestamp: &str, body: &[u8], now_ms: i64) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let fresh =
            timestamp.parse::<i64>().is_ok_and(|at| now_ms.div_euclid(1000).abs_diff(at) <= FRESH_S.unsigned_abs());
        let said = [timestamp.as_bytes(), body].concat();
        fresh && UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.0).verify(&said, &signature).is_ok()
    }
}

/// One event of a report, as far as it matters here.
#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    event: String,
    #[serde(default)]
    letter: Option<Uuid>,
    /// The mail server's enhanced status (RFC 3463), `5.1.1`.
    #[serde(default)]
    status: String,
}

/// What a report says of letters; events of other mails and of no interest are left out.
///
/// # Errors
/// `invalid_request` when it is no list of events.
pub fn reports(body: &[u8]) -> Result<Vec<Report>> {
    let events: Vec<Event> = serde_json::from_slice(body)
        .map_err(|error| Error::new(Code::InvalidRequest, format!("This is no list of events: {error}.")))?;
    let told = events.into_iter().filter_map(|event| {
        let became = match event.event.as_str() {
            "delivered" => Became::Delivered,
            "bounce" | "dropped" | "spamreport" => {
                let status = Some(event.status).filter(|status| is_status(status));
                Became::Failed([event.event, status.unwrap_or_default()].join(" ").trim_end().to_owned())
            }
            _ => return None,
        };
        Some(Report { sender: "sendgrid", letter: Some(event.letter?), reference: String::new(), became })
    });
    Ok(told.collect())
}

/// What a mail server says in words may name somebody; its status does not.
fn is_status(text: &str) -> bool {
    text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

    use super::*;

    #[test]
    fn only_what_was_signed_just_now_is_believed() {
        let random = SystemRandom::new();
        let kept = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, kept.as_ref(), &random).unwrap();
        let key = STANDARD.encode([P256, pair.public_key().as_ref()].concat());
        let signer = Signer::new(&key).unwrap();
        let (body, at) = (b"[{\"event\":\"delivered\"}]\r\n".as_slice(), "1795000000");
        let signature = STANDARD.encode(pair.sign(&random, &[at.as_bytes(), body].concat()).unwrap());
        let now_ms = 1_795_000_060_000;
        assert!(signer.signed(&signature, at, body, now_ms));
        assert!(!signer.signed(&signature, at, body.trim_ascii_end(), now_ms), "the body as it came, to the last byte");
        assert!(!signer.signed(&signature, "1795000001", body, now_ms));
        assert!(!signer.signed(&signature, at, body, now_ms + 601_000), "it was kept");
        assert!(!signer.signed("", at, body, now_ms));
        assert!(!signer.signed("%", at, body, now_ms));
        for wrong in ["", "abc", &STANDARD.encode([P256, &[4; 64]].concat()), &key[1..]] {
            assert_eq!(Signer::new(wrong).err().map(|error| error.code), Some(Code::InvalidValue), "{wrong}");
        }
    }

    #[test]
    fn events_of_letters_are_read_and_name_nobody() {
        let letter = Uuid::from_u128(7);
        let body = json!([
            { "event": "processed", "letter": letter, "email": "asha@shop.example" },
            { "event": "delivered", "letter": letter, "sg_event_id": "a" },
            { "event": "bounce", "letter": letter, "status": "5.1.1", "reason": "550 no such user asha@shop.example" },
            { "event": "dropped", "letter": letter, "status": "asha@shop.example" },
            { "event": "delivered", "email": "a newsletter's" },
        ]);
        let became: Vec<Became> =
            reports(body.to_string().as_bytes()).unwrap().into_iter().map(|report| report.became).collect();
        let failed = |reason: &str| Became::Failed(reason.to_owned());
        assert_eq!(became, [Became::Delivered, failed("bounce 5.1.1"), failed("dropped")]);
        assert_eq!(reports(b"{}").err().map(|error| error.code), Some(Code::InvalidRequest));
    }
}
