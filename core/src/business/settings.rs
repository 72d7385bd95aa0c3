//! Settings of the shop and of this device.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::Session;
use crate::api::shop::{EditShop, GetShop};
use crate::attachment::Mime;
use crate::business::{Shop, ShopEdit, device};
use crate::code::{
    email::Email, gstin::Gstin, ifsc::Ifsc, pan::Pan, phone::Phone, pin::Pin, state::StateCode, upi::UpiId,
};
use crate::document::number;
use crate::error::{Code, Error, Result};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::party::Registration;
use crate::party::save::same_state;
use crate::store::Engine;
use crate::text;

/// The largest logo, in bytes: 1 MB, as whoever shows a file's size counts it.
const LARGEST_LOGO: usize = 1024 * 1024;

/// The shop as it stands.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, _: GetShop) -> Result<Shop> {
    session.shop().await
}

/// Changes settings, field by field.
pub async fn edit<E: Engine>(session: &mut Session<'_, E>, request: EditShop) -> Result<Shop> {
    let shop = session.shop().await?;
    let mut edit = request.edit;
    let (series, device_name) = (edit.series.take(), edit.device_name.take());
    let edit = checked(edit, &shop)?;
    let fields = Fields::of(&edit)?;
    let mut device = Fields::default();
    if let Some(name) = device_name {
        device = device.with("name", text::line("device_name", &name, 60)?);
    }
    if let Some(series) = series {
        let series = series_code(&series)?;
        refuse_series_of_others(session, &shop, &series).await?;
        let me = crate::api::session::Me { series: series.clone(), ..session.me().await? };
        session.become_device(me).await?;
        device = device.with("series", series);
    }
    if !fields.fields.is_empty() {
        session.append(Kind::Shop, shop.id.uuid(), &fields).await?;
    }
    if !device.fields.is_empty() {
        session.append(Kind::Device, shop.device.id.uuid(), &device).await?;
    }
    session.shop().await
}

/// A series belongs to one installation for good: another one, also one that this device was before it restored a
/// backup, or one that has another series by now, may have given numbers that this one does not know of. Its own it may
/// take again, and none that reads like another of its own: credit notes of `A` are those of `CA`.
async fn refuse_series_of_others<E: Engine>(session: &mut Session<'_, E>, shop: &Shop, series: &str) -> Result<()> {
    let others = device::series_of_others(session, shop.device.id).await?;
    let own = device::series_of(session, shop.device.id).await?;
    let taken = others.iter().chain(own.iter().filter(|own| own.as_str() != series));
    if taken.into_iter().any(|taken| number::may_read_alike(series, taken)) {
        let message = format!(
            "Numbers that this shop has given read like those of the series {series}. Choose one that was never used."
        );
        return Err(Error::field(Code::SeriesTaken, "series", message));
    }
    Ok(())
}

/// A number series: 1 to 3 letters or digits, so that `ABC/2627/0000001` stays within Rule 46(b)'s 16
/// characters; not beginning with 0, which e-invoices refuse.
pub fn series_code(text: &str) -> Result<String> {
    let code = text.trim().to_uppercase();
    let fits =
        (1..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric()) && !code.starts_with('0');
    if fits {
        Ok(code)
    } else {
        Err(Error::field(
            Code::InvalidSeries,
            "series",
            "The series is 1 to 3 letters or digits, not beginning with 0.",
        ))
    }
}

fn checked(edit: ShopEdit, shop: &Shop) -> Result<ShopEdit> {
    let line = |field: &str, value: Option<String>, longest: usize| {
        value.map(|value| text::line(field, &value, longest)).transpose()
    };
    let mut out = ShopEdit {
        name: edit.name.map(|name| text::required("name", &name, 100)).transpose()?,
        language: edit.language,
        registration: edit.registration,
        gstin: edit.gstin.map(|value| text::code::<Gstin>("gstin", &value)).transpose()?,
        state: edit.state.map(|value| text::code::<StateCode>("state", &value)).transpose()?,
        address: edit.address.map(|value| text::lines("address", &value, 300)).transpose()?,
        pin: edit.pin.map(|value| text::code::<Pin>("pin", &value)).transpose()?,
        phone: edit.phone.map(|value| text::code::<Phone>("phone", &value)).transpose()?,
        email: edit.email.map(|value| text::code::<Email>("email", &value)).transpose()?,
        pan: edit.pan.map(|value| text::code::<Pan>("pan", &value)).transpose()?,
        licence: line("licence", edit.licence, 100)?,
        upi: edit.upi.map(|value| text::code::<UpiId>("upi", &value)).transpose()?,
        upi_name: line("upi_name", edit.upi_name, 100)?,
        bank_name: line("bank_name", edit.bank_name, 100)?,
        bank_account: line("bank_account", edit.bank_account, 34)?,
        bank_ifsc: edit.bank_ifsc.map(|value| text::code::<Ifsc>("bank_ifsc", &value)).transpose()?,
        terms: edit.terms.map(|value| text::lines("terms", &value, 1000)).transpose()?,
        logo: edit.logo.map(|value| logo(&value)).transpose()?,
        round_to_rupee: edit.round_to_rupee,
        prices_include_tax: edit.prices_include_tax,
        open_rate: edit.open_rate,
        paper: edit.paper,
        series: None,
        device_name: None,
    };
    // A GSTIN says the State, the PAN and that the shop is registered.
    if let Some(gstin) = out.gstin.as_deref().filter(|gstin| !gstin.is_empty()) {
        let gstin: Gstin = gstin.parse()?;
        out.state = Some(gstin.state().to_string());
        out.pan = gstin.pan().map(|pan| pan.to_string()).or(out.pan);
        if out.registration.is_none() && shop.registration == Registration::Unregistered {
            out.registration = Some(Registration::Regular);
        }
    } else if out.gstin.is_none() {
        same_state(out.state.as_deref(), &shop.gstin)?;
    } else if out.registration.is_none() {
        out.registration = Some(Registration::Unregistered);
    }
    let registration = out.registration.unwrap_or(shop.registration);
    let gstin = out.gstin.as_ref().unwrap_or(&shop.gstin);
    if registration != Registration::Unregistered && gstin.is_empty() {
        return Err(Error::field(Code::Required, "gstin", "A registered shop needs its GSTIN."));
    }
    Ok(out)
}

/// A logo: a PNG in base64 that paper can show, or nothing.
fn logo(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let bad = || Error::field(Code::InvalidImage, "logo", "The logo must be a PNG picture of at most 1 MB.");
    if text.len() > LARGEST_LOGO.div_ceil(3).saturating_mul(4) {
        return Err(bad());
    }
    let bytes = STANDARD.decode(text).map_err(|_| bad())?;
    if Mime::of(&bytes) != Some(Mime::Png) {
        return Err(bad());
    }
    Ok(STANDARD.encode(drawable(bytes)?))
}

#[cfg(feature = "print")]
fn drawable(png: Vec<u8>) -> Result<Vec<u8>> {
    crate::print::kept_logo(png)
}

/// Where nothing is printed, nothing can be looked at.
#[cfg(not(feature = "print"))]
fn drawable(png: Vec<u8>) -> Result<Vec<u8>> {
    Ok(png)
}
