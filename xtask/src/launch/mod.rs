//! `cargo xtask launch-check`: which lines of `docs/launch.md` hold, by their proofs.
//!
//! What a program can look at it looks at; what only a person can say is listed, never counted as done.

mod proof;
mod stores;

use crate::failure::{Failure, Result, unknown_option};
use crate::repo;
use proof::{Line, Outcome, Runs};
use std::fs;

/// `cargo xtask launch-check [--run] [--api=URL]`.
pub fn task(options: &[String]) -> Result {
    let (mut run, mut api) = (false, None);
    for option in options {
        match option.split_once('=') {
            Some(("--api", url)) => api = Some(url.to_owned()),
            _ if option == "--run" => run = true,
            _ => return Err(unknown_option("launch-check", option)),
        }
    }
    let mut runs = Runs::new(run, api);
    let (mut holds, mut open, mut failed) = (0, 0, 0);
    for line in lines()? {
        let outcome = match line {
            Line::Title(title) => {
                eprintln!("\n{title}");
                continue;
            }
            Line::Claim { claim, proof } => {
                let outcome = proof.look(&mut runs);
                eprintln!("  {:14} {claim}", outcome.word());
                outcome
            }
        };
        if let Some(said) = outcome.said() {
            eprintln!("  {:14}   {said}", "");
        }
        match outcome {
            Outcome::Holds => holds += 1,
            Outcome::Open(_) | Outcome::Person(_) => open += 1,
            Outcome::Fails(_) => failed += 1,
        }
    }
    eprintln!("\n{holds} lines hold, {open} are open, {failed} do not hold");
    match failed {
        0 => Ok(()),
        _ => Err(Failure::new("not everything that a program can look at holds")),
    }
}

/// The checklist, line by line.
fn lines() -> Result<Vec<Line>> {
    let path = repo::root().join("docs/launch.md");
    let text = fs::read_to_string(&path).map_err(|e| Failure::io(format_args!("reading {}", path.display()), &e))?;
    text.lines().filter_map(Line::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_proof_and_what_it_names_is_there() {
        let mut runs = Runs::new(false, None);
        let claims: Vec<(String, Outcome)> = lines()
            .unwrap()
            .into_iter()
            .filter_map(|line| match line {
                Line::Title(_) => None,
                Line::Claim { claim, proof } => Some((claim, proof.look(&mut runs))),
            })
            .collect();
        assert!(claims.len() > 20, "{}", claims.len());
        for (claim, outcome) in claims {
            assert!(!matches!(outcome, Outcome::Fails(_)), "{claim}: {outcome:?}");
        }
    }
}
