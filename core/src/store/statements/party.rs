//! Placeholder.
use crate::store::statement::Sql;
statements! {
    /// x
    X = "select 1";
}
