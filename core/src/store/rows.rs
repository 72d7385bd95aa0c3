//! Many rows in one statement: inserts of one shape that follow each other are run as one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use super::statement::{Sql, Statement, Value};

/// Rows of a long run that go together; so few sizes, because each is a statement that a connection prepares.
const SIZES: [usize; 3] = [32, 8, 1];

/// An insert of one row: what stands before and behind its values.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    before: &'static str,
    behind: &'static str,
    width: usize,
    /// Places of the values that no two rows of one statement may share; empty where they may.
    key: Vec<usize>,
}

impl Shape {
    /// The shape of a statement, if it inserts exactly its parameters.
    fn of(text: &'static str) -> Option<Self> {
        let (before, rest) = text.split_once(" values ")?;
        let columns = before.strip_prefix("insert into ")?.split_once('(')?.1.strip_suffix(')')?;
        let columns: Vec<&str> = columns.split(',').map(str::trim).collect();
        let values: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let behind = rest.trim_start().strip_prefix(&format!("({})", values.join(", ")))?;
        if behind.contains('?') {
            return None;
        }
        // A row that is there is updated once a statement; one that is left alone may come again.
        let mut key = Vec::new();
        if behind.contains("do update") {
            let named = behind.split_once("on conflict (")?.1.split_once(')')?.0;
            for column in named.split(',').map(str::trim) {
                key.push(columns.iter().position(|known| *known == column)?);
            }
        }
        Some(Self { before, behind, width: columns.len(), key })
    }

    /// The statement's text for so many rows, in the SQL that engines share.
    fn text(&self, rows: usize) -> String {
        let row = |n: usize| {
            let first = n.saturating_mul(self.width);
            let values: Vec<String> =
                (1..=self.width).map(|value| format!("?{}", first.saturating_add(value))).collect();
            format!("({})", values.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("{} values {}{}", self.before, rows.join(", "), self.behind)
    }

    /// How many of the statements at the beginning, all of this shape, may go together.
    fn together(&self, statements: &[Statement]) -> usize {
        let (mut keys, mut run) = (BTreeSet::new(), 0_usize);
        for statement in statements {
            let key: Vec<Option<&Value>> = self.key.iter().map(|at| statement.params.get(*at)).collect();
            if !self.key.is_empty() && !keys.insert(key) {
                break;
            }
            run = run.saturating_add(1);
        }
        let [most, many, _] = SIZES;
        match run {
            run if run >= most => most,
            run if run >= many => many,
            run => run.max(1),
        }
    }
}

/// How many statements at the beginning of these are run as one, at least one, and that one's text in the SQL that
/// engines share. None of no statements.
pub fn together(statements: &[Statement]) -> Option<(usize, &'static str)> {
    let first = statements.first()?;
    let [most, ..] = SIZES;
    // No further than goes together: a run may be a page of a log, and is asked about again from each place on.
    let alike = statements.iter().take(most).take_while(|statement| std::ptr::eq(statement.sql, first.sql)).count();
    let run = statements.get(..alike).unwrap_or_default();
    let one = (1, first.sql.text);
    if alike == 1 {
        return Some(one);
    }
    Some(of(first.sql).map_or(one, |known| match known.shape.together(run) {
        1 => one,
        rows => (rows, known.text(rows)),
    }))
}

/// A shape, and its texts for many rows as far as they were asked for.
struct Known {
    shape: Shape,
    texts: RwLock<BTreeMap<usize, &'static str>>,
}

impl Known {
    fn text(&self, rows: usize) -> &'static str {
        let known = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(&rows).copied();
        known.unwrap_or_else(|| {
            let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
            texts.entry(rows).or_insert_with(|| self.shape.text(rows).leak())
        })
    }
}

/// Shapes by the address of their text, worked out once in a process and kept: a sale would spend a tenth of its time on
/// them. There are as many as statements in the program.
static SHAPES: RwLock<BTreeMap<usize, Option<&'static Known>>> = RwLock::new(BTreeMap::new());

fn of(sql: &Sql) -> Option<&'static Known> {
    let address = sql.text.as_ptr().addr();
    let known = SHAPES.read().unwrap_or_else(PoisonError::into_inner).get(&address).copied();
    known.unwrap_or_else(|| {
        let keep = |shape| &*Box::leak(Box::new(Known { shape, texts: RwLock::default() }));
        let mut shapes = SHAPES.write().unwrap_or_else(PoisonError::into_inner);
        *shapes.entry(address).or_insert_with(|| Shape::of(sql.text).map(keep))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_inserts_are_written_for_many_rows() {
        let shape =
            Shape::of("insert into t (a, b) values (?1, ?2) on conflict (a) do update set b = excluded.b").unwrap();
        assert_eq!(
            shape.text(2),
            "insert into t (a, b) values (?1, ?2), (?3, ?4) on conflict (a) do update set b = excluded.b"
        );
        assert_eq!(shape.key, [0]);
        assert_eq!(Shape::of("insert into t (a) values (?1) on conflict do nothing").unwrap().key, [0_usize; 0]);
        for other in [
            "insert into t (a, b) values (?1, (select 1))",
            "insert into t (a) select ?1",
            "insert into t (a, b) values (?2, ?1)",
            "insert into t (a) values (?1) on conflict (a) do update set a = ?1",
            "update t set a = ?1",
        ] {
            assert_eq!(Shape::of(other), None, "{other}");
        }
    }

    #[test]
    fn one_statement_never_updates_a_row_twice() {
        static ADD: Sql =
            Sql { name: "ADD", text: "insert into t (a, b) values (?1, ?2) on conflict (a) do update set b = 0" };
        static NOTE: Sql = Sql { name: "NOTE", text: "insert into t (a) values (?1) on conflict do nothing" };
        let adds =
            |keys: &[i64]| keys.iter().map(|key| ADD.with([Value::Int(*key), Value::Int(0)])).collect::<Vec<_>>();
        let of = |statements: &[Statement]| together(statements).map_or(0, |(rows, _)| rows);
        assert_eq!(of(&adds(&[1, 2, 3, 2])), 3);
        assert_eq!(of(&adds(&[1, 1])), 1);
        assert_eq!(of(&adds(&(0..100).collect::<Vec<_>>())), 32);
        assert_eq!(of(&adds(&(0..20).collect::<Vec<_>>())), 8);
        let same: Vec<Statement> = (0..5).map(|_| NOTE.with([Value::Int(1)])).collect();
        assert_eq!(of(&same), 5);
        assert_eq!(of(&[adds(&[1]), same].concat()), 1);
        assert_eq!(of(&[]), 0);
        let (rows, text) = together(&adds(&[1, 2])).unwrap();
        assert_eq!((rows, text), (2, Shape::of(ADD.text).unwrap().text(2).as_str()));
        assert_eq!(together(&adds(&[1])).unwrap(), (1, ADD.text));
    }
}
