//! Pages of drawing commands as a PDF. The one folder that names the PDF library. The same pages give the same
//! bytes: no clock, no randomness.

mod embed;
mod text;

use std::collections::BTreeMap;
use std::io::Write;
use std::rc::Rc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use printpdf::{
    Color, DictItem, ExternalStream, ExternalXObject, LinePoint, OffsetDateTime, Op, PaintMode, PdfDocument, PdfPage,
    PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect, Rgb, WindingOrder, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};

use super::page::{Command, Ink, Page};
use super::picture::Picture;
use crate::upi::Matrix;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use text::Fonts;

/// What a document says of itself.
pub(crate) struct About<'a> {
    /// Shown as the name of the window.
    pub title: &'a str,
    /// Who issued it.
    pub author: &'a str,
    /// Its date; the time of day is midnight, so that a reprint gives the same bytes.
    pub date: Date,
}

const SECONDS_A_DAY: i64 = 86_400;

/// Writes the pages.
pub(crate) fn write(pages: &[Page], about: &About<'_>) -> Result<Vec<u8>> {
    let mut document = PdfDocument::new(about.title);
    let date = OffsetDateTime::from_unix_timestamp(about.date.days().saturating_mul(SECONDS_A_DAY))
        .map_err(|reason| fault(&reason))?;
    let info = &mut document.metadata.info;
    about.author.clone_into(&mut info.author);
    "SmartKhata".clone_into(&mut info.creator);
    "SmartKhata".clone_into(&mut info.producer);
    (info.creation_date, info.modification_date, info.metadata_date) = (date, date, date);

    let mut canvas = Canvas::default();
    for page in pages {
        let ops = canvas.page(page);
        let size = || Rect::from_wh(Pt(page.width), Pt(page.height));
        document.pages.push(PdfPage { media_box: size(), trim_box: size(), crop_box: size(), ops });
    }
    for (name, picture) in canvas.pictures {
        document.resources.xobjects.map.insert(XObjectId(name), image(&picture));
    }
    for (id, font) in canvas.fonts.embedded()? {
        document.resources.fonts.map.insert(id, font);
    }

    let options = PdfSaveOptions { subset_fonts: false, image_optimization: None, ..PdfSaveOptions::default() };
    let mut file = document.to_lopdf_document(&options, &mut Vec::new());
    // ActualText is of version 1.5.
    "1.7".clone_into(&mut file.version);
    // The library makes an identifier of its own by a counter; ours says what is in the document.
    let identity = canvas.identity.finalize().get(..16).unwrap_or_default().to_vec();
    let identity = || DictItem::String { data: identity.clone(), literal: false };
    file.trailer.set("ID", DictItem::Array(vec![identity(), identity()]).to_lopdf());
    // It also claims an empty printing standard; an invoice claims none.
    if let Ok(info) = file.trailer.get(b"Info").and_then(|info| info.as_reference())
        && let Ok(info) = file.get_object_mut(info).and_then(|info| info.as_dict_mut())
    {
        for key in ["GTS_PDFXVersion", "Identifier", "Trapped", "Keywords", "Subject"] {
            info.remove(key.as_bytes());
        }
    }
    for stream in file.objects.values_mut().filter_map(|object| object.as_stream_mut().ok()) {
        if stream.dict.get(b"Filter").is_err() {
            stream.dict.set("Filter", DictItem::Name(b"FlateDecode".to_vec()).to_lopdf());
            stream.set_content(deflated(&stream.content)?);
        }
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|reason| fault(&reason))?;
    Ok(bytes)
}

fn fault(reason: &dyn std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The PDF could not be written: {reason}."))
}

/// What the pages so far have used.
#[derive(Default)]
struct Canvas {
    fonts: Fonts,
    /// The pictures by their names in the file.
    pictures: BTreeMap<String, Rc<Picture>>,
    /// Of everything drawn.
    identity: Sha256,
}

impl Canvas {
    fn page(&mut self, page: &Page) -> Vec<Op> {
        let mut ops = Vec::new();
        let mut ink = None;
        for command in &page.commands {
            let wanted = match command {
                Command::Text { ink, .. } | Command::Rect { ink, .. } => Some(*ink),
                Command::Code { .. } => Some(Ink::Text),
                Command::Picture { .. } => None,
            };
            if wanted.is_some() && wanted != ink {
                ink = wanted;
                ops.extend(wanted.map(|ink| Op::SetFillColor { col: colour(ink) }));
            }
            self.draw(command, page.height, &mut ops);
        }
        self.identity.update([b'P']);
        ops
    }

    fn draw(&mut self, command: &Command, page_height: f32, ops: &mut Vec<Op>) {
        match command {
            Command::Text { x, y, size, turn, text, .. } => {
                self.identify(&[*x, *y, *size, *turn]);
                self.identity.update(text.text.as_bytes());
                self.fonts.text(text, *size, (*x, page_height - y), *turn, ops);
            }
            Command::Rect { x, y, width, height, .. } => {
                self.identify(&[*x, *y, *width, *height]);
                ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: Pt(rounded(*x)),
                        y: Pt(rounded(page_height - y - height)),
                        width: Pt(rounded(*width)),
                        height: Pt(rounded(*height)),
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            Command::Picture { x, y, width, height, picture } => {
                self.identify(&[*x, *y, *width, *height]);
                self.identity.update(&picture.rgb);
                let known = self.pictures.iter().find(|(_, known)| known == &picture).map(|(name, _)| name.clone());
                let name = known.unwrap_or_else(|| format!("i{}", self.pictures.len()));
                self.pictures.insert(name.clone(), Rc::clone(picture));
                let transform = XObjectTransform {
                    translate_x: Some(Pt(rounded(*x))),
                    translate_y: Some(Pt(rounded(page_height - y - height))),
                    scale_x: Some(rounded(*width)),
                    scale_y: Some(rounded(*height)),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                };
                ops.push(Op::UseXobject { id: XObjectId(name), transform });
            }
            Command::Code { x, y, side, matrix } => {
                self.identify(&[*x, *y, *side]);
                ops.push(Op::DrawPolygon { polygon: code(matrix, *x, page_height - y, *side) });
            }
        }
    }

    fn identify(&mut self, figures: &[f32]) {
        figures.iter().for_each(|figure| self.identity.update(figure.to_be_bytes()));
    }
}

/// The dark modules as one filled shape, so that no hairline shows between rows.
fn code(matrix: &Matrix, left: f32, top: f32, side: f32) -> Polygon {
    let module = side / matrix.side().max(1) as f32;
    let point = |column: usize, row: usize| LinePoint {
        p: Point { x: Pt(rounded(left + column as f32 * module)), y: Pt(rounded(top - row as f32 * module)) },
        bezier: false,
    };
    let ring = |(row, column, length): (usize, usize, usize)| {
        let (end, below) = (column.saturating_add(length), row.saturating_add(1));
        PolygonRing { points: vec![point(column, row), point(end, row), point(end, below), point(column, below)] }
    };
    Polygon {
        rings: matrix.stretches().into_iter().map(ring).collect(),
        mode: PaintMode::Fill,
        winding_order: WindingOrder::NonZero,
    }
}

fn image(picture: &Picture) -> XObject {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(picture.width.into())),
        ("Height", DictItem::Int(picture.height.into())),
        ("BitsPerComponent", DictItem::Int(8)),
        ("ColorSpace", name("DeviceRGB")),
    ];
    let dict = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    // Compressed with all other streams.
    let stream = ExternalStream { dict, content: picture.rgb.clone(), compress: false };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

/// Compresses a stream at the usual level; the slowest, the library's only one, saves 0.3 % of a bill.
fn deflated(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|reason| fault(&reason))
}

/// Hundredths of a point: finer than any printer, and short to write.
fn rounded(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn colour(ink: Ink) -> Color {
    let (r, g, b) = match ink {
        Ink::Text => (0.0, 0.0, 0.0),
        Ink::Soft => (0.33, 0.35, 0.38),
        Ink::Rule => (0.78, 0.8, 0.83),
        Ink::Tint => (0.935, 0.945, 0.96),
        Ink::Accent => (0.09, 0.24, 0.42),
        Ink::Watermark => (0.98, 0.89, 0.89),
    };
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}
