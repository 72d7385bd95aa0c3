//! A figure, its unit and its aim; percentiles of samples.

use std::borrow::Cow;
use std::time::{Duration, Instant};

/// A measured value in thousandths of its unit, so that no floating point is needed to print it.
struct Figure {
    name: Cow<'static, str>,
    thousandths: u128,
    unit: &'static str,
    aim: Option<Bound>,
    ceiling: Option<Bound>,
}

/// Where a figure should stay, and whether it does.
struct Bound {
    text: String,
    holds: bool,
}

impl Bound {
    fn most(limit: u128, thousandths: u128) -> Self {
        Self { text: format!("at most {}", decimal(limit)), holds: thousandths <= limit }
    }

    fn least(limit: u128, thousandths: u128) -> Self {
        Self { text: format!("at least {}", decimal(limit)), holds: thousandths >= limit }
    }

    /// Its two cells of the table.
    fn cells(bound: Option<&Self>) -> (&str, &str) {
        bound.map_or(("", ""), |bound| (&bound.text, if bound.holds { "yes" } else { "NO" }))
    }
}

/// What a figure should be.
pub enum Aim {
    /// At most so many thousandths of the unit.
    AtMost(u128),
    /// At least so many thousandths of the unit.
    AtLeast(u128),
    /// At most half of so many thousandths of the unit, which are the ceiling.
    HalfOf(u128),
    /// Shown beside others.
    None,
}

/// All figures of a run.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Adds a figure and prints its line.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, thousandths: u128, unit: &'static str, aim: Aim) {
        let name = name.into();
        let most = |limit| Some(Bound::most(limit, thousandths));
        let (aim, ceiling) = match aim {
            Aim::AtMost(limit) => (most(limit), None),
            Aim::AtLeast(limit) => (Some(Bound::least(limit, thousandths)), None),
            Aim::HalfOf(limit) => (most(limit / 2), most(limit)),
            Aim::None => (None, None),
        };
        println!("{name} {} {unit}", decimal(thousandths));
        self.0.push(Figure { name, thousandths, unit, aim, ceiling });
    }

    /// A time in milliseconds.
    pub fn ms(&mut self, name: impl Into<Cow<'static, str>>, time: Duration, aim: Aim) {
        self.add(name, time.as_micros(), "ms", aim);
    }

    /// The table at the end.
    pub fn table(&self) {
        println!("\n| name | measured | aim | holds | ceiling | holds |\n| --- | ---: | ---: | --- | ---: | --- |");
        for figure in &self.0 {
            let (aim, holds) = Bound::cells(figure.aim.as_ref());
            let (ceiling, below) = Bound::cells(figure.ceiling.as_ref());
            let measured = decimal(figure.thousandths);
            println!("| {} | {measured} {} | {aim} | {holds} | {ceiling} | {below} |", figure.name, figure.unit);
        }
    }
}

fn decimal(thousandths: u128) -> String {
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

/// Times of many runs.
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Runs the work so often, after a tenth as often unmeasured.
    pub fn of<E>(runs: usize, mut work: impl FnMut(usize) -> Result<(), E>) -> Result<Self, E> {
        for run in 0..runs / 10 {
            work(run)?;
        }
        let mut samples = Vec::with_capacity(runs);
        for run in 0..runs {
            samples.push(time(|| work(run))?);
        }
        Ok(Self::from_times(samples))
    }

    /// Times that were taken elsewhere.
    pub fn from_times(mut samples: Vec<Duration>) -> Self {
        samples.sort();
        Self(samples)
    }

    /// The time that so many percent of the runs stay within.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((self.0.len() * percent / 100).min(last)).copied().unwrap_or_default()
    }
}

/// How long the work takes.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's own time")]
pub fn time<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}
