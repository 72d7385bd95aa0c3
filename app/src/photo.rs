//! What a camera or a file gives, as the books take it: a photo is scaled down on this device before it is kept, so that
//! a year of bills stays small and travels fast. Where it was taken goes with it no further.

use dioxus::html::FileData;
use smartkhata_core::attachment::{LARGEST, Mime};
use smartkhata_core::{Code, Error, Result};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser;

/// The longer edge of a kept photo, in pixels: a bill's smallest print can be read.
const LONG_EDGE: u32 = 1600;

/// How good a JPEG: between a photo and what still reads.
const QUALITY: f64 = 0.82;

/// A file that was chosen, ready to be attached.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub mime: &'static str,
    /// Its bytes in base64.
    pub base64: String,
}

impl Chosen {
    /// The address by which the page shows it; none for pages of a PDF.
    pub fn picture(&self) -> Option<String> {
        (self.mime != Mime::Pdf.as_str()).then(|| format!("data:{};base64,{}", self.mime, self.base64))
    }
}

/// Reads a file that was chosen.
///
/// # Errors
/// `invalid_file` for what is no photo that this device can read and no PDF, `too_large`.
pub async fn read(file: &FileData) -> Result<Chosen> {
    let bytes = file.read_bytes().await.map_err(|_| unreadable())?;
    let name = file.name();
    if Mime::of(&bytes) == Some(Mime::Pdf) {
        if bytes.len() > LARGEST {
            return Err(Error::field(Code::TooLarge, "base64", "The PDF is too large."));
        }
        let base64 = browser::base64_of_bytes(&bytes).ok_or_else(unreadable)?;
        return Ok(Chosen { name, mime: Mime::Pdf.as_str(), base64 });
    }
    let base64 = scaled(&bytes).await.ok_or_else(unreadable)?;
    Ok(Chosen { name, mime: Mime::Jpeg.as_str(), base64 })
}

/// A picture as a JPEG whose longer edge has so many pixels at most, upright.
async fn scaled(bytes: &[u8]) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).ok()?;
    let decoded = browser::window()?.create_image_bitmap_with_blob(&blob).ok()?;
    let picture: web_sys::ImageBitmap = JsFuture::from(decoded).await.ok()?.dyn_into().ok()?;
    let (width, height) = within(picture.width(), picture.height());
    let canvas: web_sys::HtmlCanvasElement = browser::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (f64::from(width), f64::from(height));
    // What was see-through would be black.
    context.set_fill_style_str("#ffffff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height).ok()?;
    let address = canvas.to_data_url_with_type_and_encoder_options("image/jpeg", &QUALITY.into()).ok()?;
    address.strip_prefix("data:image/jpeg;base64,").map(str::to_owned)
}

/// A size in the same proportion whose longer edge fits.
fn within(width: u32, height: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= LONG_EDGE {
        return (width.max(1), height.max(1));
    }
    let scale = |edge: u32| {
        let scaled = u64::from(edge) * u64::from(LONG_EDGE) / u64::from(long);
        u32::try_from(scaled).unwrap_or(LONG_EDGE).max(1)
    };
    (scale(width), scale(height))
}

fn unreadable() -> Error {
    Error::field(Code::InvalidFile, "base64", "This file is no photo and no PDF that can be read here.")
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn photos_keep_their_proportion() {
        assert_eq!(within(4000, 3000), (1600, 1200));
        assert_eq!(within(3000, 4000), (1200, 1600));
        assert_eq!(within(800, 600), (800, 600));
        assert_eq!(within(100_000, 1), (1600, 1));
        assert_eq!(within(0, 0), (1, 1));
    }
}
