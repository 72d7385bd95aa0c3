//! What every paper of the shop carries, whatever it says: the shop's head, where to pay, the words of its language;
//! and the file that it becomes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::bill::FileResponse;
use crate::business::{Language, Shop};
use crate::code::state::StateCode;
use crate::money::Paise;
use crate::party::Registration;
use crate::print::{Labels, sheet};

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages.
    Pdf,
    /// A picture.
    Png,
}

/// A file named after these parts, empty ones left out: `Sharma-Store_A-2627-0001_Ramesh.pdf`.
pub fn file(parts: &[&str], kind: Kind, bytes: &[u8]) -> FileResponse {
    let name: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| file_safe(part)).collect();
    let (ending, mime) = match kind {
        Kind::Pdf => ("pdf", "application/pdf"),
        Kind::Png => ("png", "image/png"),
    };
    let name = format!("{}.{ending}", name.join("_"));
    FileResponse { name, mime: mime.to_owned(), base64: STANDARD.encode(bytes), tells_costs: false }
}

/// A text as part of a file name on every system: letters of any script and digits, the rest as dashes.
fn file_safe(text: &str) -> String {
    let is_mark = |c: char| (0x0900..=0x0d7f).contains(&u32::from(c));
    let kept: String = text.chars().take(40).map(|c| if c.is_alphanumeric() || is_mark(c) { c } else { '-' }).collect();
    kept.trim_matches('-').to_owned()
}

/// The words of a language.
pub fn labels(language: Language) -> Labels {
    match language {
        Language::Hindi => Labels::hindi(),
        Language::English | Language::Hinglish => Labels::english(),
    }
}

/// The head of a paper: who the shop is.
pub fn head(shop: &Shop, language: Language) -> sheet::Shop {
    sheet::Shop {
        name: shop.name.clone(),
        address: address(&shop.address, &shop.pin),
        phone: some(&shop.phone),
        email: some(&shop.email),
        gstin: some(&shop.gstin).filter(|_| shop.registration != Registration::Unregistered),
        pan: some(&shop.pan),
        licence: some(&shop.licence),
        state: state(&shop.state, language),
        logo: STANDARD.decode(&shop.logo).ok().filter(|bytes| !bytes.is_empty()),
    }
}

/// Where to pay by bank, if the shop said so.
pub fn bank(shop: &Shop) -> Option<sheet::Bank> {
    (!shop.bank_account.is_empty()).then(|| sheet::Bank {
        name: shop.bank_name.clone(),
        account_name: shop.name.clone(),
        account: shop.bank_account.clone(),
        ifsc: shop.bank_ifsc.clone(),
    })
}

/// Where to pay an amount by UPI, if the shop said so and there is something to pay.
pub fn upi(shop: &Shop, amount: Paise, note: &str) -> Option<sheet::Upi> {
    (!shop.upi.is_empty() && amount > Paise::ZERO).then(|| sheet::Upi {
        vpa: shop.upi.clone(),
        payee: if shop.upi_name.is_empty() { shop.name.clone() } else { shop.upi_name.clone() },
        amount,
        note: note.to_owned(),
        // Plain letters and digits only: what every UPI app takes as a reference.
        reference: note.chars().filter(char::is_ascii_alphanumeric).collect(),
    })
}

/// A text, unless it is empty.
pub fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The lines of a text, empty ones left out.
pub fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The lines of an address with its PIN.
pub fn address(text: &str, pin: &str) -> Vec<String> {
    lines_of(text).into_iter().chain(some(pin)).collect()
}

/// A State in the language of the page.
pub fn state(code: &str, language: Language) -> Option<sheet::State> {
    let state: StateCode = code.parse().ok()?;
    let name = match language {
        Language::Hindi => state.hindi_name(),
        Language::English | Language::Hinglish => state.name(),
    };
    Some(sheet::State { code: state.to_string(), name: name.to_owned() })
}
