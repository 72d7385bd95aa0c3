//! What a transaction has still to send, and what it has heard before it was asked: a request goes to PostgreSQL in as
//! few messages as its questions depend on each other.

use smartkhata_core::Error;
use smartkhata_core::store::{Row, Statement};

use super::opening::{Opened, Opening};

/// The work of one transaction.
#[derive(Default)]
pub struct Work {
    /// How it begins, until it has.
    pub opening: Option<Opening>,
    /// It has begun here, and ends with this work.
    pub began: bool,
    /// It ends with what is asked first.
    pub once: bool,
    /// It has ended so: nothing more may be asked.
    pub over: bool,
    /// What is known since it has begun.
    pub opened: Opened,
    /// Writes in their order.
    pub writes: Vec<Statement>,
    /// Questions that will come.
    ahead: Vec<Statement>,
    /// Answers that nobody has asked for yet.
    known: Vec<(Statement, Vec<Row>)>,
    /// What went wrong: nothing of this transaction counts any more.
    pub failed: Option<Error>,
    /// Nobody waits for it.
    pub beside: bool,
    /// Something was sent whose answer was not waited for.
    pub busy: bool,
    /// Round trips so far.
    pub trips: u64,
}

impl Work {
    /// Notes a question that will come.
    pub fn foresee(&mut self, query: Statement) {
        if !self.ahead.contains(&query) && !self.known.iter().any(|(known, _)| *known == query) {
            self.ahead.push(query);
        }
    }

    /// The answer to a question, if it was given already.
    pub fn answer(&mut self, query: &Statement) -> Option<Vec<Row>> {
        let at = self.known.iter().position(|(known, _)| known == query)?;
        Some(self.known.swap_remove(at).1)
    }

    /// Questions that may go with these.
    pub fn take_ahead(&mut self, asked: &[Statement]) -> Vec<Statement> {
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.retain(|query| !asked.contains(query));
        ahead
    }

    /// Keeps answers for when they are asked for.
    pub fn keep(&mut self, answers: impl Iterator<Item = (Statement, Vec<Row>)>) {
        self.known.extend(answers);
    }

    /// What was heard may be otherwise after a write.
    pub fn forget(&mut self) {
        self.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::store::{Sql, Value};

    #[test]
    fn an_answer_is_given_once_and_none_outlives_a_write() {
        static GET: Sql = Sql { name: "GET", text: "select ?1" };
        let [one, two] = [1, 2].map(|n| GET.with([Value::Int(n)]));
        let mut work = Work::default();
        work.foresee(one.clone());
        work.foresee(one.clone());
        work.foresee(two.clone());
        assert_eq!(work.take_ahead(std::slice::from_ref(&two)), std::slice::from_ref(&one));
        let rows = |n| vec![Row(vec![Value::Int(n)])];
        work.keep([(one.clone(), rows(1)), (two.clone(), rows(2))].into_iter());
        assert_eq!((work.answer(&one), work.answer(&one)), (Some(rows(1)), None));
        work.foresee(two.clone());
        assert!(work.take_ahead(&[]).is_empty(), "what is known is not asked again");
        work.forget();
        assert_eq!(work.answer(&two), None);
    }
}
