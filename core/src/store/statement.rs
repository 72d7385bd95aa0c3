//! SQL as data: a text, its parameters, and rows that come back.

use smallvec::SmallVec;

use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::money::Paise;
use crate::quantity::Milli;

/// Keys that one statement asks of at a time.
pub const EACH: usize = 8;

/// The text of a statement. Parameters are `?1`, `?2`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql {
    /// Its name, for logs and tests.
    pub name: &'static str,
    /// The text, in the SQL that SQLite and PostgreSQL share.
    pub text: &'static str,
}

impl Sql {
    /// The text with PostgreSQL's parameters (`$1`).
    pub fn postgres(&self) -> String {
        Self::for_postgres(self.text)
    }

    /// Any text with PostgreSQL's parameters.
    pub fn for_postgres(text: &str) -> String {
        text.replace('?', "$")
    }

    /// The statements that ask this of each of many keys, [`EACH`] at a time, behind the business and before what else is
    /// asked. A text has a fixed number of parameters: where there are fewer keys, the others are what no key is.
    pub fn of_each<const N: usize>(&'static self, business: Value, keys: &[Value], last: [Value; N]) -> Vec<Statement> {
        let statement = |keys: &[Value]| {
            let none = std::iter::repeat_n(Value::from(Vec::new()), EACH.saturating_sub(keys.len()));
            let first = std::iter::once(business.clone()).chain(keys.iter().cloned());
            Statement { sql: self, params: first.chain(none).chain(last.iter().cloned()).collect() }
        };
        keys.chunks(EACH).map(statement).collect()
    }

    /// The statement with its parameters.
    pub fn with<const N: usize>(&'static self, params: [Value; N]) -> Statement {
        Statement { sql: self, params: params.into() }
    }
}

/// Bytes; those of an id lie in the value itself: a bill's rows hold a hundred of them.
pub type Bytes = SmallVec<[u8; 16]>;

/// A value in a row or a parameter. Dates are days, months are [`Date::month`], flags are 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// A number: paise, thousandths, days, milliseconds.
    Int(i64),
    /// A text.
    Text(String),
    /// An id, a hash, a body.
    Bytes(Bytes),
}

/// A statement ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its text.
    pub sql: &'static Sql,
    /// Its parameters.
    pub params: Vec<Value>,
}

/// A row that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    fn value(&self, column: usize) -> Result<&Value> {
        self.0.get(column).ok_or_else(|| unreadable(column))
    }

    /// A number.
    pub fn int(&self, column: usize) -> Result<i64> {
        match self.value(column)? {
            Value::Int(value) => Ok(*value),
            _ => Err(unreadable(column)),
        }
    }

    /// A number that may be absent.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<String> {
        match self.value(column)? {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(unreadable(column)),
        }
    }

    /// Bytes.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        match self.value(column)? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(unreadable(column)),
        }
    }

    /// Bytes that may be absent.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.bytes(column).map(Some),
        }
    }

    /// An id.
    pub fn id<T: StoredId>(&self, column: usize) -> Result<T> {
        T::from_stored(self.bytes(column)?)
    }

    /// An id that may be absent.
    pub fn opt_id<T: StoredId>(&self, column: usize) -> Result<Option<T>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.id(column).map(Some),
        }
    }

    /// An amount.
    pub fn paise(&self, column: usize) -> Result<Paise> {
        Paise::new(self.int(column)?, "amount")
    }

    /// A sum of entries: exact, or an overflow that names the figure.
    pub fn figure(&self, column: usize, figure: &str) -> Result<Paise> {
        Paise::new(self.int(column)?, figure)
    }

    /// What is left of one sum of entries after another, each of which may be more than an amount can be.
    pub fn net(&self, column: usize, less: usize, figure: &str) -> Result<Paise> {
        Paise::from_wide(i128::from(self.int(column)?).saturating_sub(i128::from(self.int(less)?)), figure)
    }

    /// A sum of entries in a list: it is never refused, so that one row cannot hide the others.
    pub fn listed(&self, column: usize) -> Result<Paise> {
        self.int(column).map(|sum| Paise::nearest(sum.into()))
    }

    /// A quantity.
    pub fn milli(&self, column: usize) -> Result<Milli> {
        Milli::new(self.int(column)?)
    }

    /// How much is in stock: a sum that is never refused, so that one item cannot hide the others.
    pub fn stock(&self, column: usize) -> Result<Milli> {
        self.int(column).map(Milli::nearest)
    }

    /// A day.
    pub fn date(&self, column: usize) -> Result<Date> {
        Date::from_days(self.int(column)?)
    }

    /// A flag.
    pub fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    /// A value of one of the core's enums or codes, kept as its serde text.
    pub fn named<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T> {
        serde_json::from_value(serde_json::Value::String(self.text(column)?)).map_err(|_| unreadable(column))
    }
}

fn unreadable(column: usize) -> Error {
    Error::new(Code::CorruptDatabase, format!("Column {column} of a stored row cannot be read."))
}

/// An id that is kept as 16 bytes.
pub trait StoredId: Sized {
    /// Reads the 16 bytes.
    fn from_stored(bytes: &[u8]) -> Result<Self>;
}

macro_rules! stored_ids {
    ($($id:ident),+) => {$(
        impl StoredId for crate::id::$id {
            fn from_stored(bytes: &[u8]) -> Result<Self> { Self::from_bytes(bytes) }
        }
        impl From<crate::id::$id> for Value {
            fn from(id: crate::id::$id) -> Self { Value::Bytes(Bytes::from_buf(*id.uuid().as_bytes())) }
        }
    )+};
}

stored_ids!(BusinessId, DeviceId, ChangeId, PartyId, ItemId, VoucherId, DraftId, AllocationId, AttachmentId);

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes.into())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Bytes(Bytes::from_slice(bytes))
    }
}

impl From<uuid::Uuid> for Value {
    fn from(id: uuid::Uuid) -> Self {
        Value::from(id.as_bytes().as_slice())
    }
}

impl From<crate::journal::change::Hash> for Value {
    fn from(hash: crate::journal::change::Hash) -> Self {
        Value::from(hash.0.as_slice())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Int(i64::from(value))
    }
}

impl From<Paise> for Value {
    fn from(amount: Paise) -> Self {
        Value::Int(amount.get())
    }
}

impl From<Milli> for Value {
    fn from(quantity: Milli) -> Self {
        Value::Int(quantity.get())
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Value::Int(date.days())
    }
}

// A text never holds NUL: PostgreSQL cannot keep it, and what one engine keeps the other must.
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(if text.contains('\0') { text.replace('\0', "") } else { text })
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
