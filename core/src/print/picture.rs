//! The shop's logo: PNG bytes into RGB pixels on white paper.

use crate::error::{Code, Error, Result};

/// At most so many pixels a side: larger pictures only slow a printer down.
const LIMIT: u32 = 2_000;

/// RGB pixels, three bytes each, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width × height × 3` bytes.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Decodes a PNG of any kind; what is transparent becomes white.
    pub fn from_png(bytes: &[u8]) -> Result<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().map_err(|_| unusable())?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > LIMIT || height > LIMIT {
            return Err(Error::field(
                Code::InvalidImage,
                "logo",
                format!("The logo may be at most {LIMIT} pixels wide and high."),
            ));
        }
        let mut pixels = vec![0; reader.output_buffer_size().ok_or_else(unusable)?];
        let frame = reader.next_frame(&mut pixels).map_err(|_| unusable())?;
        let pixels = pixels.get(..frame.buffer_size()).unwrap_or_default();
        let mut rgb = Vec::with_capacity(pixels.len());
        for pixel in pixels.chunks_exact(frame.color_type.samples()) {
            match *pixel {
                [grey] => rgb.extend([grey; 3]),
                [grey, alpha] => rgb.extend([on_white(grey, alpha); 3]),
                [r, g, b] => rgb.extend([r, g, b]),
                [r, g, b, alpha] => rgb.extend([r, g, b].map(|part| on_white(part, alpha))),
                _ => return Err(unusable()),
            }
        }
        Ok(Self { width, height, rgb })
    }

    /// The width and height of the largest picture of these proportions within a box.
    pub fn fitted(&self, width: f32, height: f32) -> (f32, f32) {
        let scale = (width / self.width.max(1) as f32).min(height / self.height.max(1) as f32);
        (self.width as f32 * scale, self.height as f32 * scale)
    }
}

fn on_white(part: u8, alpha: u8) -> u8 {
    let blended = u32::from(part)
        .saturating_mul(u32::from(alpha))
        .saturating_add(255_u32.saturating_mul(255_u32.saturating_sub(u32::from(alpha))))
        .checked_div(255);
    blended.and_then(|value| u8::try_from(value).ok()).unwrap_or(255)
}

fn unusable() -> Error {
    Error::field(Code::InvalidImage, "logo", "The logo is not a PNG picture that can be read.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: png::ColorType, width: u32, height: u32, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        bytes
    }

    #[test]
    fn every_kind_becomes_rgb_on_white() {
        let cases: &[(png::ColorType, &[u8], [u8; 3])] = &[
            (png::ColorType::Grayscale, &[7], [7, 7, 7]),
            (png::ColorType::GrayscaleAlpha, &[7, 0], [255, 255, 255]),
            (png::ColorType::Rgb, &[1, 2, 3], [1, 2, 3]),
            (png::ColorType::Rgba, &[0, 0, 0, 128], [127, 127, 127]),
        ];
        for (color, data, expected) in cases {
            assert_eq!(Picture::from_png(&png(*color, 1, 1, data)).unwrap().rgb, expected);
        }
    }

    #[test]
    fn what_is_no_png_is_refused() {
        let cut = &png(png::ColorType::Rgb, 9, 9, &[9; 243])[..60];
        for bytes in [&b""[..], b"GIF89a", cut] {
            assert_eq!(Picture::from_png(bytes).unwrap_err().code, Code::InvalidImage);
        }
        let huge = png(png::ColorType::Grayscale, 2_001, 1, &[0; 2_001]);
        assert_eq!(Picture::from_png(&huge).unwrap_err().field.as_deref(), Some("logo"));
    }

    #[test]
    fn proportions_are_kept() {
        let wide = Picture { width: 200, height: 50, rgb: Vec::new() };
        assert_eq!(wide.fitted(60.0, 60.0), (60.0, 15.0));
    }
}
