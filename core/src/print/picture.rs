//! The shop's logo: PNG bytes into RGB pixels on white paper.

use crate::error::{Code, Error, Result};

/// At most so many pixels a side: more than a phone's screen has, and less than what fills a phone's memory.
const LIMIT: u32 = 4_000;

/// What a page shows of a logo: 300 pixels to an inch.
pub(crate) const ON_PAPER: (u32, u32) = (387, 242);

/// A logo is kept as it came up to so many bytes, and so many pixels a side; a larger one as paper shows it. The shop is read
/// for every bill, its logo with it.
const AS_IT_CAME: (usize, u32) = (150_000, 2_000);

/// A logo as it is kept.
///
/// # Errors
/// `invalid_image` for what no paper could show.
pub(crate) fn kept(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let picture = Picture::from_png(&bytes)?;
    if bytes.len() <= AS_IT_CAME.0 && picture.width.max(picture.height) <= AS_IT_CAME.1 {
        return Ok(bytes);
    }
    picture.shrunk(ON_PAPER.0, ON_PAPER.1).png()
}

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
    /// The logo of a paper. One that cannot be drawn is left out: a bill is worth more than its ornament.
    pub fn logo(png: Option<&Vec<u8>>) -> Option<Self> {
        Self::from_png(png?).ok()
    }

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

    /// The same picture with at most so many pixels: more than a printer shows only make a document large.
    pub fn shrunk(self, width: u32, height: u32) -> Self {
        let (wide, high) = (u64::from(self.width), u64::from(self.height));
        if wide <= u64::from(width) && high <= u64::from(height) {
            return self;
        }
        let scaled = |limit: u32, side: u64, other: u64| {
            u32::try_from(other.saturating_mul(u64::from(limit)).checked_div(side).unwrap_or(1)).unwrap_or(1).max(1)
        };
        // The side that is too long by more decides.
        let by_width = wide.saturating_mul(u64::from(height)) >= high.saturating_mul(u64::from(width));
        let size = if by_width { (width, scaled(width, wide, high)) } else { (scaled(height, high, wide), height) };
        let pixels = (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y)));
        let rgb = pixels.flat_map(|at| self.mean(at, size)).collect();
        Self { width: size.0, height: size.1, rgb }
    }

    /// The picture as PNG bytes.
    fn png(&self) -> Result<Vec<u8>> {
        let fault = |reason: png::EncodingError| {
            Error::new(Code::Internal, format!("The logo could not be written: {reason}."))
        };
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(fault)?;
        writer.write_image_data(&self.rgb).map_err(fault)?;
        writer.finish().map_err(fault)?;
        Ok(bytes)
    }

    /// The mean colour under one pixel of the picture scaled to a size.
    pub fn mean(&self, at: (u32, u32), size: (u32, u32)) -> [u8; 3] {
        let span = |at: u32, of: u32, pixels: u32| {
            let edge =
                |at: u32| u64::from(at).saturating_mul(u64::from(pixels)).checked_div(u64::from(of)).unwrap_or(0);
            let from = edge(at);
            from..edge(at.saturating_add(1)).max(from.saturating_add(1))
        };
        let (mut sums, mut count) = ([0_u64; 3], 0_u64);
        for y in span(at.1, size.1, self.height) {
            for x in span(at.0, size.0, self.width) {
                let place = y.saturating_mul(u64::from(self.width)).saturating_add(x).saturating_mul(3);
                let place = usize::try_from(place).unwrap_or(usize::MAX);
                if let Some(pixel) = self.rgb.get(place..).and_then(<[u8]>::first_chunk::<3>) {
                    sums.iter_mut().zip(pixel).for_each(|(sum, part)| *sum = sum.saturating_add(u64::from(*part)));
                    count = count.saturating_add(1);
                }
            }
        }
        sums.map(|sum| sum.checked_div(count).and_then(|mean| u8::try_from(mean).ok()).unwrap_or(255))
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
        let huge = png(png::ColorType::Grayscale, 4_001, 1, &[0; 4_001]);
        assert_eq!(Picture::from_png(&huge).unwrap_err().field.as_deref(), Some("logo"));
    }

    #[test]
    fn a_large_logo_is_kept_as_paper_shows_it() {
        // Length, width, height; the size that is kept.
        let mut noise = 1_u32;
        let mut noisy = |pixels: usize| -> Vec<u8> {
            let mut next = || {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 24) as u8
            };
            (0..pixels).map(|_| next()).collect()
        };
        let small = png(png::ColorType::Rgb, 200, 200, &noisy(120_000));
        let long = png(png::ColorType::Rgb, 400, 400, &noisy(480_000));
        let wide = png(png::ColorType::Grayscale, 3_000, 1_000, &[9; 3_000_000]);
        for (bytes, size) in [(&small, (200, 200)), (&long, (242, 242)), (&wide, (387, 129))] {
            let logo = kept(bytes.clone()).unwrap();
            let picture = Picture::from_png(&logo).unwrap();
            assert_eq!((picture.width, picture.height), size);
            assert!(logo.len() < 200_000, "{} bytes", logo.len());
            assert_eq!(kept(logo.clone()).unwrap(), logo, "what is kept stays");
        }
        assert_eq!(kept(small.clone()).unwrap(), small);
        assert_eq!(kept(long[..9_000].to_vec()).unwrap_err().code, Code::InvalidImage);
    }

    #[test]
    fn large_pictures_are_shrunk_to_means() {
        let board: Vec<u8> = (0..64).flat_map(|at| [if (at + at / 8) % 2 == 0 { 0 } else { 200 }; 3]).collect();
        let board = Picture { width: 8, height: 8, rgb: board };
        let small = board.clone().shrunk(4, 100);
        assert_eq!((small.width, small.height), (4, 4));
        assert!(small.rgb.iter().all(|part| *part == 100));
        assert_eq!(board.clone().shrunk(8, 8), board);
        assert_eq!(board.mean((7, 7), (16, 16)), [0; 3]);
    }

    #[test]
    fn proportions_are_kept() {
        let wide = Picture { width: 200, height: 50, rgb: Vec::new() };
        let (width, height) = wide.fitted(60.0, 60.0);
        assert!((width - 60.0).abs() < 0.001 && (height - 15.0).abs() < 0.001);
    }
}
