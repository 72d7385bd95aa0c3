//! Pictures of text compared by their ink: what HarfBuzz draws, and what a page or a receipt shows.

/// The ink of a picture without the white around it.
pub struct Ink255 {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    ink: Vec<i32>,
}

impl Ink255 {
    /// Of grey pixels, row by row, 255 for white.
    pub fn cropped(width: usize, height: usize, pixels: &[u8]) -> Self {
        let dark = |x: usize, y: usize| 255 - i32::from(pixels[y * width + x]);
        let columns: Vec<usize> = (0..width).filter(|x| (0..height).any(|y| dark(*x, y) > 40)).collect();
        let rows: Vec<usize> = (0..height).filter(|y| (0..width).any(|x| dark(x, *y) > 40)).collect();
        let (left, right) = (columns[0], *columns.last().unwrap());
        let (top, bottom) = (rows[0], *rows.last().unwrap());
        let ink = (top..=bottom).flat_map(|y| (left..=right).map(move |x| (x, y))).map(|(x, y)| dark(x, y)).collect();
        Self { width: right - left + 1, height: bottom - top + 1, ink }
    }

    fn at(&self, x: i32, y: i32) -> i32 {
        let inside = |at: i32, size: usize| usize::try_from(at).ok().filter(|at| *at < size);
        match (inside(x, self.width), inside(y, self.height)) {
            (Some(x), Some(y)) => self.ink[y * self.width + x],
            _ => 0,
        }
    }

    /// Whether both are as large, but for a pixel at each edge.
    pub fn is_as_large_as(&self, other: &Self) -> bool {
        self.width.abs_diff(other.width) <= 2 && self.height.abs_diff(other.height) <= 2
    }

    /// The share of the dark pixels, of both, that have no dark pixel of the other within reach. Renderers put
    /// large glyphs on whole pixels, so an edge may be off by one; a wrong glyph or mark is off by more.
    pub fn difference(&self, other: &Self) -> f64 {
        const REACH: i32 = 2;
        const DARK: i32 = 128;
        let lonely = |one: &Self, two: &Self| {
            let (width, height) = (i32::try_from(one.width).unwrap(), i32::try_from(one.height).unwrap());
            let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            let near =
                |x: i32, y: i32| (-REACH..=REACH).any(|dy| (-REACH..=REACH).any(|dx| two.at(x + dx, y + dy) > DARK));
            let dark: Vec<_> = pixels.filter(|(x, y)| one.at(*x, *y) > DARK).collect();
            (dark.iter().filter(|(x, y)| !near(*x, *y)).count(), dark.len())
        };
        let (ours, theirs) = (lonely(self, other), lonely(other, self));
        (ours.0 + theirs.0) as f64 / (ours.1 + theirs.1) as f64
    }
}
