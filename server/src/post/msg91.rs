//! By text message, through MSG91's flow API. India's operators carry only what was registered with them (DLT): the
//! sender and the template are MSG91's, known here by the template's id; its variable `code` takes the code.

use serde::Deserialize;
use serde_json::{Value, json};
use smartkhata_core::{Code, Error, Result};

use super::notes::{Became, Report};
use super::{Fault, Letter, Sender, Sending, client};
use crate::account::Identity;

/// Where its API is.
pub const API: &str = "https://control.msg91.com";

/// India's country code, which MSG91 wants before a number.
const INDIA: &str = "91";

/// MSG91.
pub struct Msg91 {
    client: reqwest::Client,
    api: String,
    key: String,
    template: String,
}

impl Msg91 {
    /// With an authentication key and the id of a template that DLT has approved.
    ///
    /// # Errors
    /// `internal` when this system cannot speak TLS.
    pub fn new(api: &str, key: &str, template: &str) -> Result<Self> {
        let api = api.trim_end_matches('/').to_owned();
        Ok(Self { client: client()?, api, key: key.to_owned(), template: template.to_owned() })
    }
}

/// Its answer: HTTP 200 may carry `error`.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    message: String,
}

impl Sender for Msg91 {
    fn name(&self) -> &'static str {
        "msg91"
    }

    fn reaches(&self, identity: &Identity) -> bool {
        matches!(identity, Identity::Phone(_))
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let body = json!({
                "template_id": self.template,
                "short_url": "0",
                "recipients": [{ "mobiles": format!("{INDIA}{}", letter.to.as_str()), "code": letter.code }],
            });
            let request = self.client.post(format!("{}/api/v5/flow", self.api)).header("authkey", &self.key);
            let request = request.header("content-type", "application/json").body(body.to_string());
            let response = request.send().await.map_err(|error| Fault::of_connection(&error))?;
            if !response.status().is_success() {
                return Err(Fault::of_status(response.status()));
            }
            let bytes = response.bytes().await.map_err(|error| Fault::of_connection(&error))?;
            match serde_json::from_slice::<Answer>(&bytes) {
                Ok(Answer { kind, message }) if kind == "success" => Ok(message),
                Ok(Answer { message, .. }) => Err(Fault::Never(format!("msg91: {}", without_numbers(&message)))),
                Err(_) => Err(Fault::Later("msg91: an answer that is none".to_owned())),
            }
        })
    }
}

/// At most a line, with no run of digits that could be a phone number or a code.
fn without_numbers(text: &str) -> String {
    let line: String = text.chars().filter(|letter| !letter.is_control()).take(80).collect();
    let words = line.split(' ').map(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if digits > 4 { "…" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What a report says of letters. MSG91 sends them in the shape that was chosen in its panel: a form whose `data` is a
/// list (version 2), or one object (version 3).
///
/// # Errors
/// `invalid_request` when it is neither.
pub fn reports(body: &[u8]) -> Result<Vec<Report>> {
    let bad = || Error::new(Code::InvalidRequest, "This is no delivery report of MSG91's.");
    let list: Vec<Value> = if body.first() == Some(&b'{') {
        vec![serde_json::from_slice(body).map_err(|_| bad())?]
    } else {
        let data = form_value(body, "data").ok_or_else(bad)?;
        serde_json::from_str(&data).map_err(|_| bad())?
    };
    let text = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let mut reports = Vec::new();
    for request in &list {
        let reference = text(request, "requestId");
        let told = request.get("report").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![request.clone()]);
        for report in &told {
            let Some(became) = became(&text(report, "status")) else { continue };
            reports.push(Report { sender: "msg91", letter: None, reference: reference.clone(), became });
        }
    }
    Ok(reports)
}

/// What its numbers of states mean, as its help lists them.
fn became(status: &str) -> Option<Became> {
    let failed = |reason: &str| Some(Became::Failed(reason.to_owned()));
    match status {
        "1" => Some(Became::Delivered),
        "2" => failed("failed"),
        "9" => failed("do not disturb"),
        "16" | "25" => failed("rejected"),
        "17" => failed("blocked number"),
        _ => None,
    }
}

/// A value of an `application/x-www-form-urlencoded` body.
fn form_value(body: &[u8], name: &str) -> Option<String> {
    let value =
        body.split(|byte| *byte == b'&').find_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))?;
    let (mut out, mut bytes) = (Vec::with_capacity(value.len()), value.iter());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let pair = [*bytes.next()?, *bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            byte => *byte,
        });
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_read_in_both_shapes() {
        let form =
            b"x=1&data=%5B%7B%22requestId%22%3A%22346a%22%2C%22report%22%3A%5B%7B%22number%22%3A%22919876543210%22\
            %2C%22status%22%3A%221%22%2C%22desc%22%3A%22DELIVERED%22%7D%2C%7B%22status%22%3A%2217%22%7D%5D%7D%5D";
        let said = |reports: Vec<Report>| -> Vec<(String, Became)> {
            reports.into_iter().map(|report| (report.reference, report.became)).collect()
        };
        let blocked = Became::Failed("blocked number".into());
        assert_eq!(said(reports(form).unwrap()), [("346a".into(), Became::Delivered), ("346a".into(), blocked)]);
        let object = br#"{"date":"2026-11-28 09:58:16","number":"919876543210","requestId":"346b","status":2}"#;
        assert_eq!(said(reports(object).unwrap()), [("346b".into(), Became::Failed("failed".into()))]);
        assert_eq!(said(reports(br#"{"requestId":"346c","status":"8"}"#).unwrap()), []);
        for wrong in [b"".as_slice(), b"data=", b"data=%5", b"data=%zz", b"{", b"[]"] {
            assert_eq!(reports(wrong).err().map(|error| error.code), Some(Code::InvalidRequest), "{wrong:?}");
        }
    }

    #[test]
    fn a_reason_holds_no_number_of_anybody() {
        assert_eq!(without_numbers("Invalid mobile 919876543210 (code 418)"), "Invalid mobile … (code 418)");
    }
}
