//! An invoice as it is answered: a draft or a bill, of one id.

use serde::Serialize;
use smartkhata_core::api::bill::{BillPreview, BillView, GetBill, GetDraft, PreviewBill};
use smartkhata_core::api::{self, Handle, Request};
use smartkhata_core::document::Draft;
use smartkhata_core::id::{DraftId, VoucherId};
use smartkhata_core::{Code, Error};
use utoipa::ToSchema;

use crate::rest::ask::{Books, role};

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written: no number, nothing in the books.
    Draft,
    /// A bill that is not fully paid.
    Unpaid,
    /// A bill that is fully paid.
    Paid,
    /// A bill that was taken back.
    Cancelled,
}

/// An invoice: a draft with what it comes to, or the bill that it became.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invoice {
    /// Its id, as a draft and as a bill.
    id: VoucherId,
    /// Where it stands.
    status: Status,
    /// What was typed, while it is a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<Draft>,
    /// What the draft comes to, and what is still wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<BillPreview>,
    /// The bill, once it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    bill: Option<BillView>,
}

impl Invoice {
    pub fn bill(view: BillView) -> Self {
        let status = match (&view.cancelled, view.due.is_zero()) {
            (Some(_), _) => Status::Cancelled,
            (None, true) => Status::Paid,
            (None, false) => Status::Unpaid,
        };
        Self { id: view.voucher.id, status, draft: None, preview: None, bill: Some(view) }
    }

    /// A draft as this role hears of it.
    pub async fn draft(books: &mut Books<'_, '_>, draft: Draft) -> Result<Self, Error> {
        let preview = PreviewBill { draft: draft.clone() }.handle(books).await?;
        let role = role(books)?;
        let preview = api::parse(&role.hears(PreviewBill::NAME, api::write(&preview)?)?)?;
        let id = VoucherId::new(draft.id.uuid());
        Ok(Self { id, status: Status::Draft, draft: Some(draft), preview: Some(preview), bill: None })
    }

    /// The invoice of an id, for a role that may ask for bills.
    pub async fn load(books: &mut Books<'_, '_>, id: VoucherId) -> Result<Self, Error> {
        match (GetBill { id }).handle(books).await {
            Err(error)
                if error.code == Code::NotFound && books.engine.role().is_some_and(|role| role.may(GetDraft::NAME)) =>
            {
                let draft = GetDraft { id: DraftId::new(id.uuid()) }.handle(books).await;
                Self::draft(books, draft.map_err(none_of_it)?).await
            }
            found => found.map(Self::bill),
        }
    }
}

/// What is neither draft nor bill is no invoice. That the books could not be read says nothing of what is in them.
pub fn none_of_it(error: Error) -> Error {
    if error.code == Code::NotFound { Error::not_found("invoice") } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_in_the_books_is_not_found() {
        assert_eq!(none_of_it(Error::not_found("bill")), Error::not_found("invoice"));
        for code in [Code::Storage, Code::Busy, Code::Unavailable, Code::DiskFull, Code::NewerEntry] {
            assert_eq!(none_of_it(Error::new(code, "What the database said.")).code, code);
        }
    }
}
