//! An engine that fails at a statement: what a power cut in the middle of a transaction does.

use smartkhata_core::store::{Engine, Row, Statement};
use smartkhata_core::sync::host::Head;
use smartkhata_core::{Code, Error, Result};

/// Fails once so many statements have run; never without a number.
pub struct Failing<E> {
    inner: E,
    left: Option<usize>,
    /// The end of the log, where this transaction holds it.
    log: Option<Head>,
}

/// The sentence of a failure that was made.
pub const CUT: &str = "the power went";

impl<E: Engine> Failing<E> {
    pub fn new(inner: E, left: Option<usize>) -> Self {
        Self { inner, left, log: None }
    }

    /// One that holds the end of the log, as a server's transaction does, and never fails.
    pub fn holding(inner: E, log: Head) -> Self {
        Self { inner, left: None, log: Some(log) }
    }

    fn step(&mut self) -> Result<()> {
        match &mut self.left {
            Some(0) => Err(Error::new(Code::Storage, CUT)),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl<E: Engine> Engine for Failing<E> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        self.step()?;
        self.inner.query(statement).await
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        let mut touched = Vec::with_capacity(statements.len());
        for statement in statements {
            self.step()?;
            touched.extend(self.inner.run(std::slice::from_ref(statement)).await?);
        }
        Ok(touched)
    }

    async fn log(&mut self) -> Result<Option<&mut Head>> {
        Ok(self.log.as_mut())
    }
}
