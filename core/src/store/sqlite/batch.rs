//! Many requests at once: in one transaction that is on disk at the end or never was (filling a shop,
//! importing), or on one snapshot (an export that agrees with itself).

use super::Books;
use super::engine::{SqliteEngine, finish};
use crate::api::{Access, Handle, Session};
use crate::attachment::{AttachmentView, get};
use crate::demo::Door;
use crate::error::{Code, Error, Result};
use crate::id::{AttachmentId, BusinessId};
use crate::journal::change::{Change, Hash};
use crate::store::dump::{Ledger, LedgerLine, MovementLine, Movements};
use crate::store::rebuild::Pages;

/// Requests that share one transaction or one snapshot.
pub struct Batch<'b, 'a, 'c> {
    session: &'b mut Session<'a, SqliteEngine<'c>>,
    writes: bool,
    refused: Option<Error>,
}

impl Door for Batch<'_, '_, '_> {
    /// Answers a typed request. A refusal ends the batch: what the refused request wrote before cannot be told
    /// from the rest, so all of it is taken back.
    fn ask<R: Handle>(&mut self, request: R) -> Result<R::Response> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        let fits = match R::ACCESS {
            Access::Read => true,
            Access::Write => self.writes,
            Access::Files | Access::Bytes | Access::Line | Access::Shops => false,
        };
        if !fits {
            return Err(Error::new(Code::Internal, format!("The request {} is no part of a batch.", R::NAME)));
        }
        let answer = finish(request.handle(self.session));
        self.refused = answer.as_ref().err().cloned();
        answer
    }
}

impl Batch<'_, '_, '_> {
    /// The books' id; `no_shop` before the first run.
    pub fn business(&mut self) -> Result<BusinessId> {
        finish(self.session.business())
    }

    /// The next entries of the journal with their stored digests; empty at the end.
    pub fn journal(&mut self, pages: &mut Pages) -> Result<Vec<(Change, Hash)>> {
        finish(pages.next(&mut self.session.engine))
    }

    /// The next postings; empty at the end.
    pub fn ledger(&mut self, ledger: &mut Ledger) -> Result<Vec<LedgerLine>> {
        finish(ledger.next(&mut self.session.engine))
    }

    /// The next movements of goods; empty at the end.
    pub fn movements(&mut self, movements: &mut Movements) -> Result<Vec<MovementLine>> {
        finish(movements.next(&mut self.session.engine))
    }

    /// The next attachments; empty at the end.
    pub fn attachments(&mut self, after: Option<AttachmentId>) -> Result<Vec<AttachmentView>> {
        /// Attachments read at a time.
        const PAGE: i64 = 500;
        finish(get::page(self.session, after, PAGE))
    }

    fn end<T>(self, answer: Result<T>) -> Result<T> {
        match self.refused {
            Some(error) => Err(error),
            None => answer,
        }
    }
}

impl Books {
    /// Runs many requests in one transaction. The answer is given after they are on disk; a refusal of any of
    /// them takes all back.
    pub fn batch<T>(&self, work: impl FnOnce(&mut Batch<'_, '_, '_>) -> Result<T>) -> Result<T> {
        self.write(async |session| {
            let mut batch = Batch { session, writes: true, refused: None };
            let answer = work(&mut batch);
            batch.end(answer)
        })
    }

    /// Runs many requests that only read, on one snapshot.
    pub fn snapshot<T>(&self, work: impl FnOnce(&mut Batch<'_, '_, '_>) -> Result<T>) -> Result<T> {
        self.read(async |session| {
            let mut batch = Batch { session, writes: false, refused: None };
            let answer = work(&mut batch);
            batch.end(answer)
        })
    }
}
