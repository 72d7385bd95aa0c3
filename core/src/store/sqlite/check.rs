//! Whether the tables are what the journal says: worked out anew beside them, and compared row by row.

use rusqlite::Connection;

use super::Books;
use super::engine::SqliteEngine;
use super::fault::fault;
use super::scratch::Scratch;
use crate::api::Session;
use crate::error::Result;
use crate::store::rebuild::{self, Pages};
use crate::store::schema::{self, Role, Table};
use crate::store::statement::Value;

impl Books {
    /// Names of the tables whose rows are not those that the journal gives; none in sound books. Works beside the
    /// books, changes nothing; takes as long as a rebuild.
    pub fn check_tables(&self) -> Result<Vec<&'static str>> {
        self.read(async |session| {
            let mut fresh = Scratch::new()?;
            fresh.write(async |target| project_beside(session, target).await)?;
            let mut differing = Vec::new();
            for table in schema::of(Role::Projection) {
                if !same_rows(session.engine.connection(), fresh.connection(), table)? {
                    differing.push(table.name);
                }
            }
            Ok(differing)
        })
    }
}

async fn project_beside(session: &mut Session<'_, SqliteEngine<'_>>, target: &mut SqliteEngine<'_>) -> Result<()> {
    let business = session.business().await?;
    let mut pages = Pages::new(business);
    loop {
        let page = pages.next(&mut session.engine).await?;
        if page.is_empty() {
            break;
        }
        rebuild::project_page(target, &page).await?;
    }
    rebuild::fill_totals(target, business).await
}

/// Reads both in the order of their keys, a row at a time.
fn same_rows(stored: &Connection, fresh: &Connection, table: &Table) -> Result<bool> {
    let text = table.select();
    let (mut stored, mut fresh) = (stored.prepare(&text).map_err(fault)?, fresh.prepare(&text).map_err(fault)?);
    let columns = stored.column_count();
    let (mut stored, mut fresh) = (stored.query([]).map_err(fault)?, fresh.query([]).map_err(fault)?);
    loop {
        match (stored.next().map_err(fault)?, fresh.next().map_err(fault)?) {
            (None, None) => return Ok(true),
            (Some(left), Some(right)) => {
                let values = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Vec<Value>> {
                    (0..columns).map(|column| row.get(column)).collect()
                };
                if values(left).map_err(fault)? != values(right).map_err(fault)? {
                    return Ok(false);
                }
            }
            _ => return Ok(false),
        }
    }
}
