//! Steps of a task: announced, timed, and a table of them at the end.

use crate::failure::{Failure, Result};
use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

/// Work that may find that this machine cannot run it, or not all of it: then it answers why.
pub type IfPossible = fn() -> Result<Option<String>>;

/// Names a file that is told, line by line, what was not run: for a task that runs this one and has to know.
pub const NOT_RUN: &str = "XTASK_NOT_RUN";

/// Says that something could not be run here, and why.
pub fn not_run(name: &str, reason: &str) {
    eprintln!("    {name}: not run: {reason}");
    let Some(file) = std::env::var_os(NOT_RUN) else { return };
    let told = std::fs::OpenOptions::new().create(true).append(true).open(file);
    if let Err(error) = told.and_then(|mut file| writeln!(file, "{name}: {reason}")) {
        eprintln!("    and nobody could be told: {error}");
    }
}

/// Runs one step and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let clock = Stopwatch::start();
    let outcome = work();
    match &outcome {
        Ok(_) => eprintln!("    {name}: done in {}", show(clock.elapsed())),
        Err(_) => eprintln!("    {name}: FAILED after {}", show(clock.elapsed())),
    }
    outcome
}

/// The steps of one task. Its table is printed when it ends, however it ends.
pub struct Steps {
    rows: Vec<(&'static str, Outcome)>,
    clock: Stopwatch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotRun,
    Passed(Duration),
    Failed(Duration),
}

impl Steps {
    /// The steps that are to come, so that the table shows those that were never reached.
    pub fn new(names: &[&'static str]) -> Self {
        Self { rows: names.iter().map(|name| (*name, Outcome::NotRun)).collect(), clock: Stopwatch::start() }
    }

    /// Runs one of them; a failure names the step.
    pub fn run(&mut self, name: &'static str, work: impl FnOnce() -> Result) -> Result {
        self.run_if_possible(name, || work().map(|()| None))
    }

    /// Runs one that may find that this machine cannot run it, or not all of it: then the reason is told, and the table
    /// says so.
    pub fn run_if_possible(&mut self, name: &'static str, work: impl FnOnce() -> Result<Option<String>>) -> Result {
        let clock = Stopwatch::start();
        let result = step(name, work);
        self.ended(name, result, clock.elapsed())
    }

    /// Runs steps beside each other that mostly wait. All of them come to their end; then the first failure is told.
    pub fn run_beside(&mut self, steps: &[(&'static str, IfPossible)]) -> Result {
        let timed = |name, work: IfPossible| {
            let clock = Stopwatch::start();
            (step(name, work), clock.elapsed())
        };
        let ended: Vec<_> = thread::scope(|scope| {
            let begun: Vec<_> =
                steps.iter().map(|&(name, work)| (name, scope.spawn(move || timed(name, work)))).collect();
            begun.into_iter().map(|(name, thread)| (name, thread.join())).collect()
        });
        let mut all = Ok(());
        for (name, ended) in ended {
            let (result, time) = ended.unwrap_or_else(|_| (Err(Failure::new("it panicked")), Duration::ZERO));
            all = all.and(self.ended(name, result, time));
        }
        all
    }

    /// Notes how a step ended.
    fn ended(&mut self, name: &'static str, result: Result<Option<String>>, time: Duration) -> Result {
        let outcome = match &result {
            Ok(None) => Outcome::Passed(time),
            Ok(Some(reason)) => {
                not_run(name, reason);
                Outcome::NotRun
            }
            Err(_) => Outcome::Failed(time),
        };
        match self.rows.iter_mut().find(|(n, _)| *n == name) {
            Some((_, row)) => *row = outcome,
            None => self.rows.push((name, outcome)),
        }
        let failed = |failure: Failure| Failure::new(format!("the step `{name}` failed: {}", failure.message()));
        result.map(drop).map_err(failed)
    }

    fn table(&self) -> String {
        let width = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let mut table = String::new();
        for (name, outcome) in &self.rows {
            let (said, time) = match outcome {
                Outcome::NotRun => ("not run", String::new()),
                Outcome::Passed(time) => ("passed", show(*time)),
                Outcome::Failed(time) => ("FAILED", show(*time)),
            };
            table.push_str(&format!("  {name:width$}  {said:7}  {time:>12}\n"));
        }
        table
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        eprintln!("\n{}  in all {}", self.table(), show(self.clock.elapsed()));
    }
}

/// Wall time of a task; nothing of it reaches the books.
struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "a task is timed by the wall clock")]
    fn start() -> Self {
        Self(Instant::now())
    }

    /// Since the start.
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// `0.4 s`, `12.3 s`, `3 min 05 s`.
fn show(time: Duration) -> String {
    let tenths = time.as_millis() / 100;
    if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let check = |ms: u64, text: &str| assert_eq!(show(Duration::from_millis(ms)), text);
        check(0, "0.0 s");
        check(440, "0.4 s");
        check(59_999, "59.9 s");
        check(60_000, "1 min 00 s");
        check(185_200, "3 min 05 s");
    }

    #[test]
    fn what_cannot_run_here_is_said_to_be_not_run() {
        let mut steps = Steps::new(&["infrastructure"]);
        assert!(steps.run_if_possible("infrastructure", || Ok(Some("terraform is missing".into()))).is_ok());
        assert!(steps.table().contains("infrastructure  not run"), "{}", steps.table());
        assert!(steps.run_if_possible("infrastructure", || Ok(None)).is_ok());
        assert!(steps.table().contains("infrastructure  passed"), "{}", steps.table());
    }

    #[test]
    fn what_runs_beside_a_failure_comes_to_its_end() {
        let mut steps = Steps::new(&["alerts", "recovery", "mock"]);
        let works: [(&'static str, IfPossible); 3] = [
            ("alerts", || Err(Failure::new("nobody was woken"))),
            ("recovery", || {
                thread::sleep(Duration::from_millis(20));
                Ok(None)
            }),
            ("mock", || Ok(Some("terraform is missing".into()))),
        ];
        let failure = steps.run_beside(&works).unwrap_err().to_string();
        assert_eq!(failure, "error: the step `alerts` failed: nobody was woken");
        let table = steps.table();
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
        assert_eq!(words, [["alerts", "FAILED"], ["recovery", "passed"], ["mock", "not"]]);
    }

    #[test]
    fn the_table_shows_what_failed_and_what_was_not_reached() {
        let mut steps = Steps::new(&["format", "lints", "tests"]);
        assert!(steps.run("format", || Ok(())).is_ok());
        let failure = steps.run("lints", || Err(Failure::new("two warnings"))).unwrap_err().to_string();
        assert_eq!(failure, "error: the step `lints` failed: two warnings");
        let table = steps.table();
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
        assert_eq!(words, [["format", "passed"], ["lints", "FAILED"], ["tests", "not"]]);
    }
}
