//! What is drawn up from the books: a list, a report, a file. It follows from the log up to its last place, from who
//! asks for what, and from the day: so its entity tag is told without drawing it up, and whoever polls pays one round
//! trip while the books stand still.
//!
//! What lies beside the log (drafts, members, devices) is no edition: its tag is the digest of what it says.

use axum::http::header::IF_NONE_MATCH;
use axum::response::Response;
use serde::Serialize;
use sha2::{Digest, Sha256};
use smartkhata_core::api::Handle;
use smartkhata_core::api::bill::FileResponse;
use smartkhata_core::clock::day_in_india;
use smartkhata_core::date::Date;
use smartkhata_core::id::BusinessId;
use smartkhata_core::role::Role;
use smartkhata_core::store::schema;
use smartkhata_core::sync::message::Point;
use smartkhata_core::{Code, Error};

use super::answer::{self, Tag};
use super::ask::{Answered, Ask, Books};
use super::table::Format;
use crate::cloud::Cloud;
use crate::postgres::Reading;
use crate::refusal::Refusal;

/// What a caller's copy meets.
pub enum Looked<'a> {
    /// It is still right.
    Unchanged(Response),
    /// There is none, or another: the books to draw it up from.
    Open(Box<Edition<'a>>),
}

/// One snapshot of the books, from which an answer is drawn up.
pub struct Edition<'a> {
    ask: &'a Ask,
    books: Reading,
    /// The day in India when it was begun: debts grow older, and a year ends.
    day: Date,
}

impl Ask {
    /// The books for whoever may make this request of them, unless the caller holds what it would answer.
    pub async fn edition<'a>(&'a self, cloud: &Cloud, request: &'static str) -> Result<Looked<'a>, Refusal> {
        let books = self.books(cloud, request).await?;
        // Before anything is read: an answer that is drawn up past midnight goes out under the day before, and is asked
        // for again.
        let day = day_in_india(books.now_ms());
        let mut edition = Edition { ask: self, books, day };
        if self.headers.contains_key(IF_NONE_MATCH) {
            edition.books.open().await?;
            let tag = edition.tag()?;
            if tag.is_among(&self.headers, &IF_NONE_MATCH) {
                return Ok(Looked::Unchanged(answer::unchanged(&tag)?));
            }
        }
        Ok(Looked::Open(Box::new(edition)))
    }

    /// Answers one request of the core whose answer follows from the books.
    pub async fn list<R: Handle>(&self, cloud: &Cloud, request: R) -> Answered {
        match self.edition(cloud, R::NAME).await? {
            Looked::Unchanged(answer) => Ok(answer),
            Looked::Open(mut edition) => {
                let view = edition.read(request).await?;
                edition.json(&view)
            }
        }
    }

    /// The same of a request that asks the books one question.
    pub async fn list_once<R: Handle>(&self, cloud: &Cloud, request: R) -> Answered {
        match self.edition(cloud, R::NAME).await? {
            Looked::Unchanged(answer) => Ok(answer),
            Looked::Open(edition) => {
                let mut edition = edition.once()?;
                let view = edition.read(request).await?;
                edition.json(&view)
            }
        }
    }

    /// Answers one request that lays out a page.
    pub async fn print<R: Handle<Response = FileResponse>>(&self, cloud: &Cloud, request: R) -> Answered {
        match self.edition(cloud, R::NAME).await? {
            Looked::Unchanged(answer) => Ok(answer),
            Looked::Open(mut edition) => {
                let file = edition.lay_out(request).await?;
                edition.role()?.may_read(file.tells_costs)?;
                edition.answer(answer::printed(&file)?)
            }
        }
    }
}

impl<'a> Edition<'a> {
    /// Ends its transaction with its one question, if nothing was asked of the books before.
    fn once(self: Box<Self>) -> Result<Box<Edition<'a>>, Refusal> {
        let Self { ask, books, day } = *self;
        let books = if ask.headers.contains_key(IF_NONE_MATCH) { books } else { books.once()? };
        Ok(Box::new(Edition { ask, books, day }))
    }

    /// Answers one request of the core.
    pub async fn read<R: Handle>(&mut self, request: R) -> Result<R::Response, Refusal> {
        let answer = request.handle(&mut self.books.session()?).await;
        // Whoever may not ask is told so before anything else, also where nothing had to be asked.
        self.books.open().await?;
        Ok(answer?)
    }

    /// Lays a page out: tens of milliseconds of a core, on a thread that gives its other work away meanwhile.
    async fn lay_out<R: Handle>(&mut self, request: R) -> Result<R::Response, Refusal> {
        let mut session = self.books.session()?;
        let printed =
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(request.handle(&mut session)));
        drop(session);
        self.books.open().await?;
        Ok(printed?)
    }

    /// What the caller is to the shop, once something was asked of the books.
    pub fn role(&mut self) -> Result<Role, Error> {
        self.books.role().ok_or_else(unasked)
    }

    /// The books, to be asked several things.
    pub fn session(&mut self) -> Result<Books<'_, '_>, Refusal> {
        Ok(self.books.session()?)
    }

    /// The answer as JSON.
    pub fn json(mut self: Box<Self>, view: &impl Serialize) -> Answered {
        let role = self.books.role();
        self.answer(answer::json(role, view)?)
    }

    /// The answer under its tag.
    pub fn answer(mut self: Box<Self>, response: Response) -> Answered {
        let tag = self.tag()?;
        if answer::names_any(&self.ask.headers, &IF_NONE_MATCH) {
            return Ok(answer::unchanged(&tag)?);
        }
        Ok(answer::tagged(response, &tag)?)
    }

    /// The tag, once something was asked of the books.
    fn tag(&mut self) -> Result<Tag, Error> {
        let (at, role) = self.books.place().zip(self.books.role()).ok_or_else(unasked)?;
        let Ask { business, target, headers, .. } = self.ask;
        Ok(tag(*business, at, role, self.day, Format::wanted(None, headers), target))
    }
}

fn unasked() -> Error {
    Error::new(Code::Internal, "Nothing was asked of the books yet.")
}

/// Everything that an answer follows from.
fn tag(business: BusinessId, at: Point, role: Role, day: Date, accepts: Format, target: &str) -> Tag {
    let digest = Sha256::new()
        // Another program may say the same books otherwise.
        .chain_update(env!("CARGO_PKG_VERSION"))
        .chain_update(schema::VERSION.to_be_bytes())
        .chain_update(business.bytes())
        .chain_update(at.seq.to_be_bytes())
        .chain_update(at.chain.0)
        .chain_update(day.days().to_be_bytes())
        .chain_update([role as u8, accepts as u8])
        .chain_update(target);
    Tag::weak(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::journal::change::Hash;

    #[test]
    fn whatever_an_answer_follows_from_makes_another_tag() {
        let shop = |n| BusinessId::new(uuid::Uuid::from_u128(n));
        let at = |seq, byte| Point { seq, chain: Hash([byte; 32]) };
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (today, tomorrow) = (day("2026-11-23"), day("2026-11-24"));
        let target = "/api/reports/outstanding?limit=5";
        let first = tag(shop(1), at(7, 1), Role::Owner, today, Format::Json, target);
        assert_eq!(first, tag(shop(1), at(7, 1), Role::Owner, today, Format::Json, target));
        for other in [
            tag(shop(2), at(7, 1), Role::Owner, today, Format::Json, target),
            tag(shop(1), at(8, 1), Role::Owner, today, Format::Json, target),
            // A log that was restored and went on otherwise.
            tag(shop(1), at(7, 2), Role::Owner, today, Format::Json, target),
            tag(shop(1), at(7, 1), Role::Viewer, today, Format::Json, target),
            tag(shop(1), at(7, 1), Role::Owner, tomorrow, Format::Json, target),
            tag(shop(1), at(7, 1), Role::Owner, today, Format::Csv, target),
            tag(shop(1), at(7, 1), Role::Owner, today, Format::Json, "/api/reports/outstanding?limit=6"),
        ] {
            assert_ne!(first, other);
        }
    }
}
