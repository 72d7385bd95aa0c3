//! What the query planner is told of the tables.
//!
//! Every key begins with the business, and a device's file holds one: without statistics SQLite takes that column
//! for as selective as any other and scans whole tables. Measuring them (`analyze`) would tie plans to what a file
//! happens to hold, so each file is told the same: as much as a busy shop of ten years holds.

use rusqlite::Connection;

use super::fault::fault;
use crate::error::Result;
use crate::store::schema::{Role, TABLES};

/// Rows of a large table.
const ROWS: u64 = 1_000_000;

/// Columns with few values: they narrow a search by this much only.
const FEW: (&[&str], u64) =
    (&["kind", "archived", "account", "reversal", "series", "fy", "field", "cancelled", "dev"], 5);

/// How much an id narrows it: to a handful of rows.
const ID: u64 = 100_000;

/// How much any other column narrows it: a day, a month, a name.
const OTHER: u64 = 1_000;

/// Tells the planner; takes effect on this connection and on those opened later.
pub fn tell(connection: &Connection) -> Result<()> {
    // This makes the statistics' table where there is none, looking at a row or two; what it finds is replaced.
    connection
        .execute_batch("pragma analysis_limit = 1; analyze; pragma analysis_limit = 0; delete from sqlite_stat1;")
        .map_err(fault)?;
    let mut insert =
        connection.prepare("insert into sqlite_stat1 (tbl, idx, stat) values (?1, ?2, ?3)").map_err(fault)?;
    for table in TABLES {
        // A table without rowids is its key's index; one with rowids has an index of SQLite's own name.
        let key = match table.role {
            Role::Journal => format!("sqlite_autoindex_{}_1", table.name),
            Role::Local | Role::Host | Role::Projection => table.name.to_owned(),
        };
        let keys = std::iter::once((key.as_str(), table.key, true)).chain(table.indexes.iter().map(|(name, on)| {
            let unique = on.starts_with("unique ");
            let columns = on.split(['(', ')']).nth(1).unwrap_or_default();
            (*name, columns, unique)
        }));
        for (index, columns, unique) in keys {
            insert.execute((table.name, index, estimate(columns, unique))).map_err(fault)?;
        }
    }
    drop(insert);
    connection.execute_batch("analyze sqlite_schema").map_err(fault)
}

/// `sqlite_stat1`'s text: rows in all, then rows for each value of the first column, of the first two, ….
fn estimate(columns: &str, unique: bool) -> String {
    let columns: Vec<&str> = columns.split(',').map(str::trim).collect();
    let mut left = ROWS;
    let mut text = ROWS.to_string();
    for (place, column) in (1..).zip(&columns) {
        let by = match *column {
            few if FEW.0.contains(&few) => FEW.1,
            id if id.ends_with("id") => ID,
            _ => OTHER,
        };
        left = match place {
            // The business: all of them.
            1 => ROWS,
            _ if unique && place == columns.len() => 1,
            _ => left.checked_div(by).unwrap_or(left).max(2),
        };
        text.push_str(&format!(" {left}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::Dialect;
    use crate::store::statements;

    #[test]
    fn a_business_narrows_nothing_and_a_whole_key_names_one_row() {
        assert_eq!(estimate("business_id, bill_id", false), "1000000 1000000 10");
        assert_eq!(estimate("business_id, kind, date, id", false), "1000000 1000000 200000 200 2");
        assert_eq!(estimate("business_id, id", true), "1000000 1000000 1");
    }

    /// No statement that runs while a shopkeeper waits reads a whole large table: each goes by more of a key than
    /// the business.
    #[test]
    fn no_statement_scans_a_large_table() {
        // Reports over all accounts, months, parties or entries: they are meant to read what they sum.
        const WHOLE: &[&str] = &[
            "LOCAL_ALL",
            "CHANGE_PAGE",
            "POSTING_SUM",
            "MONTH_SUM",
            "ACCOUNT_MONTHS",
            "PARTY_SIDES_BEFORE",
            "DRAFT_LIST",
            "DRAFT_COUNT",
            "DRAFTS",
            // Their indexes, or tables, hold what they ask for and nothing else.
            "ATTENTION_SAME_NUMBER",
            "ATTENTION_AHEAD",
            "ATTENTION_OVER",
            "ATTENTION_OVERSOLD",
            "DIGEST_ACCOUNTS",
            "DIGEST_PARTIES",
            "DIGEST_STOCK",
            "DIGEST_FIELDS",
            "HELD_PENDING",
        ];
        let connection = Connection::open_in_memory().unwrap();
        for statement in TABLES.iter().flat_map(|table| table.create(Dialect::Sqlite)) {
            connection.execute_batch(&statement).unwrap();
        }
        tell(&connection).unwrap();
        // Of each chain one row; and the first of all, which is told by the business alone.
        let first = |line: &str| line.starts_with("SEARCH earliest ");
        // A rebuild reads and clears whole tables.
        let rebuild =
            |name: &str| name.starts_with("clear.") || statements::rebuild::ALL.iter().any(|sql| sql.name == name);
        // What a subquery found: how it was found has a line of its own.
        let found = |line: &str| line.starts_with("SCAN s") || line.starts_with("SCAN (subquery-");
        // One row, or one for each device.
        let small = |line: &str| line.starts_with("SEARCH head ") || line.starts_with("SEARCH reader ");
        let mut whole = Vec::new();
        for sql in statements::all().filter(|sql| !WHOLE.contains(&sql.name) && !rebuild(sql.name)) {
            let mut explain = connection.prepare(&format!("explain query plan {}", sql.text)).unwrap();
            let nothing = vec![rusqlite::types::Value::Null; explain.parameter_count()];
            let lines = explain.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
            for line in lines.map(rusqlite::Result::unwrap) {
                let scan = line.starts_with("SCAN ") && !found(&line) && !line.starts_with("SCAN CONSTANT");
                if scan || (line.ends_with("(business_id=?)") && !small(&line) && !first(&line)) {
                    whole.push(format!("{}: {line}", sql.name));
                }
            }
        }
        assert_eq!(whole, Vec::<String>::new());
    }
}
