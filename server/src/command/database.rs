//! How the database of many shops is reached, as the command line or the environment says: for who serves it and for who
//! runs it.

use crate::cells;
use crate::cli::{self, Postgres};
use crate::failure::Failure;
use crate::postgres::Settings;

/// Its settings, for so many connections at most.
pub fn settings(postgres: &Postgres, connections: usize) -> Result<Settings, Failure> {
    let Postgres { database_url, database_owner_url, database_ca } = postgres;
    let url = database_url.clone().or_else(|| database_owner_url.clone());
    let url = url.ok_or_else(|| Failure::Outside("Name the database: --database-url, or DATABASE_URL.".into()))?;
    Ok(Settings { url, owner_url: database_owner_url.clone(), authorities: database_ca.clone(), connections })
}

/// The cells, of which this database is the first.
pub fn cells(first: &Settings, said: &cli::Cells) -> Result<cells::Settings, Failure> {
    let cli::Cells { database_replica_url, cells, new_shops_cell } = said;
    Ok(cells::Settings::read(first, database_replica_url.clone(), cells.as_deref(), new_shops_cell.as_deref())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_login_reaches_it() {
        let named = |serves: Option<&str>, owns: Option<&str>| {
            let told = Postgres {
                database_url: serves.map(str::to_owned),
                database_owner_url: owns.map(str::to_owned),
                database_ca: None,
            };
            settings(&told, 2).map(|settings| (settings.url, settings.owner_url)).ok()
        };
        assert_eq!(named(None, None), None);
        assert_eq!(named(Some("a"), None), Some(("a".into(), None)));
        assert_eq!(named(Some("a"), Some("b")), Some(("a".into(), Some("b".into()))));
        assert_eq!(named(None, Some("b")), Some(("b".into(), Some("b".into()))));
    }
}
