//! The UPI payment link and its QR code. Drawing the code is the layout's business.

use qrcode::bits::Bits;
use qrcode::{EcLevel, QrCode, Version};

use crate::error::{Code, Error, Result};
use crate::money::Paise;

/// At most so many characters of a note: longer ones are refused by some payment apps.
const NOTE: usize = 50;
/// At most so many characters of a reference.
const REFERENCE: usize = 35;

/// `upi://pay?…` with the amount due in rupees; an amount of nothing or less leaves it to the payer.
///
/// The note is cut to 50 characters; of the reference only Latin letters and digits are kept, as payment apps
/// want it.
///
/// ```
/// use smartkhata_core::{money::Paise, upi};
/// let link = upi::link("ramesh@okbank", "Ramesh Stores", Paise::rupees(1250), "Bill A/2627-41", "A/2627-41");
/// assert_eq!(link, "upi://pay?pa=ramesh@okbank&pn=Ramesh%20Stores&am=1250.00&cu=INR&tn=Bill%20A%2F2627-41&tr=A262741");
/// ```
pub fn link(vpa: &str, payee: &str, amount: Paise, note: &str, reference: &str) -> String {
    let mut link = format!("upi://pay?pa={}&pn={}", encoded(vpa.trim()), encoded(payee.trim()));
    if amount > Paise::ZERO {
        link.push_str("&am=");
        link.push_str(&amount.plain());
    }
    link.push_str("&cu=INR");
    let note: String = note.trim().chars().take(NOTE).collect();
    let reference: String = reference.chars().filter(char::is_ascii_alphanumeric).take(REFERENCE).collect();
    for (key, value) in [("&tn=", encoded(&note)), ("&tr=", encoded(&reference))] {
        if !value.is_empty() {
            link.push_str(key);
            link.push_str(&value);
        }
    }
    link
}

/// Percent-encoding of UTF-8; a blank is `%20`. `@` may stand in a query and is what every app expects in `pa`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A QR code: a square of modules, without the quiet zone of four modules that must stay around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    side: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// Modules along a side.
    pub const fn side(&self) -> usize {
        self.side
    }

    /// Whether a module is dark; outside the code none is.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.side
            && row.checked_mul(self.side).and_then(|at| at.checked_add(column)).and_then(|at| self.dark.get(at))
                == Some(&true)
    }

    /// The dark stretches of every row: row, first column, number of modules.
    pub fn stretches(&self) -> Vec<(usize, usize, usize)> {
        let mut out = Vec::new();
        for row in 0..self.side {
            let mut column = 0;
            while column < self.side {
                let length = (column..self.side).take_while(|at| self.is_dark(*at, row)).count();
                if length > 0 {
                    out.push((row, column, length));
                }
                column = column.saturating_add(length).saturating_add(1);
            }
        }
        out
    }
}

/// The smallest QR code of a link, with medium error correction (a smudged bill still scans). A link is small letters for
/// the most part: it is written as bytes, without a search for stretches of figures that would be a few bits shorter.
pub fn qr(link: &str) -> Result<Matrix> {
    let written = (1..=40).find_map(|version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_byte_data(link.as_bytes()).and_then(|()| bits.push_terminator(EcLevel::M)).ok().map(|()| bits)
    });
    let code = written
        .and_then(|bits| QrCode::with_bits(bits, EcLevel::M).ok())
        .ok_or_else(|| Error::field(Code::TooLong, "upi", "The UPI details are too long for a QR code."))?;
    Ok(Matrix { side: code.width(), dark: code.to_colors().iter().map(|c| *c == qrcode::Color::Dark).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_what_payment_apps_take() {
        let cases = [
            (("a@b", "A & B", 0, "", ""), "upi://pay?pa=a@b&pn=A%20%26%20B&cu=INR"),
            (
                ("a@b", "रमेश", 5, "x=1&y", "A/1"),
                "upi://pay?pa=a@b&pn=%E0%A4%B0%E0%A4%AE%E0%A5%87%E0%A4%B6&am=5.00&cu=INR&tn=x%3D1%26y&tr=A1",
            ),
            ((" a@b ", "A", -5, "n", "बिल"), "upi://pay?pa=a@b&pn=A&cu=INR&tn=n"),
        ];
        for ((vpa, payee, rupees, note, reference), expected) in cases {
            assert_eq!(link(vpa, payee, Paise::rupees(rupees), note, reference), expected);
        }
        let long = link("a@b", "A", Paise::ZERO, &"न".repeat(80), &"7".repeat(80));
        assert_eq!(long.matches("%E0%A4%A8").count(), 50);
        assert_eq!(long.matches('7').count(), 35);
    }

    #[test]
    fn stretches_cover_the_dark_modules_and_no_other() {
        let matrix = qr("upi://pay?pa=a@b&pn=A&cu=INR").unwrap();
        let mut drawn = vec![false; matrix.side() * matrix.side()];
        for (row, column, length) in matrix.stretches() {
            for at in column..column + length {
                assert!(!std::mem::replace(&mut drawn[row * matrix.side() + at], true));
            }
        }
        assert_eq!(drawn, matrix.dark);
        assert!(!matrix.is_dark(matrix.side(), 0) && !matrix.is_dark(0, usize::MAX));
    }

    #[test]
    fn too_much_for_a_code_is_refused() {
        assert_eq!(qr(&"x".repeat(3_000)).unwrap_err().code, Code::TooLong);
    }
}
