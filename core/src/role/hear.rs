//! What a role hears of an answer: nothing that lets somebody work out what goods cost, unless the role sees costs.

use serde_json::Value;

use super::{BOOKS, Role};
use crate::api::attachment::Attachments;
use crate::api::bill::FileResponse;
use crate::api::party::{GetStatement, PrintStatement, Statement};
use crate::api::{self, Request};
use crate::document::VoucherKind;
use crate::error::{Code, Error, Result};

/// Parts of answers that let somebody work out what goods cost.
const COSTS: &[(&str, &str)] = &[("bill.preview", "below_cost")];

/// What an answer tells.
impl Role {
    /// Whether the role may know what goods cost.
    pub fn sees_costs(self) -> bool {
        BOOKS.contains(&self)
    }

    /// What a role that may not know what goods cost is told.
    pub fn hides_costs() -> Error {
        Error::new(Code::Forbidden, "Your role in this shop does not see what goods cost.")
    }

    /// `forbidden` for what tells costs, unless the role sees them.
    pub fn may_read(self, tells_costs: bool) -> Result<()> {
        if tells_costs && !self.sees_costs() { Err(Self::hides_costs()) } else { Ok(()) }
    }

    /// A khata as this role hears of it: where goods were bought from the party, without their lines and without the
    /// balances around those, unless the role sees costs. What the party is to get in all is no secret: it is paid at the
    /// counter.
    pub fn hears_of_khata(self, mut statement: Statement) -> Statement {
        if statement.tells_costs && !self.sees_costs() {
            statement.page.rows.retain(|row| row.kind != VoucherKind::Stock);
            statement.page.rows.iter_mut().for_each(|row| row.balance = None);
            (statement.opening, statement.closing) = (None, None);
        }
        statement
    }

    /// The answer as this role hears it: without what tells costs, unless the role sees them.
    pub fn hears(self, request: &str, answer: String) -> Result<String> {
        match request {
            _ if self.sees_costs() => return Ok(answer),
            "attachment.list" => {
                let mut answer: Attachments = api::parse(&answer)?;
                answer.rows.retain(|row| !row.tells_costs);
                return api::write(&answer);
            }
            GetStatement::NAME => return api::write(&self.hears_of_khata(api::parse(&answer)?)),
            PrintStatement::NAME => {
                self.may_read(api::parse::<FileResponse>(&answer)?.tells_costs)?;
                return Ok(answer);
            }
            _ => {}
        }
        let hidden: Vec<&str> = COSTS.iter().filter(|(name, _)| *name == request).map(|(_, part)| *part).collect();
        if hidden.is_empty() {
            return self.hears_of_goods(answer);
        }
        let mut answer: Value = api::parse(&answer)?;
        if let Some(parts) = answer.as_object_mut() {
            parts.retain(|name, _| !hidden.contains(&name.as_str()));
        }
        self.hears_of_goods(api::write(&answer)?)
    }

    /// Any answer, of the door or of the REST API, as this role hears it where it carries a voucher: goods that came in
    /// without what they cost, unless the role sees costs. A credit note takes goods in at what they cost.
    pub fn hears_of_goods(self, answer: String) -> Result<String> {
        if self.sees_costs() || !answer.contains(MOVED) {
            return Ok(answer);
        }
        let mut told: Value = api::parse(&answer)?;
        forget_values(&mut told);
        api::write(&told)
    }
}

/// How an answer that carries a voucher names the goods that moved.
const MOVED: &str = "\"movements\"";

/// Clears what goods that moved cost, wherever in an answer they stand.
fn forget_values(answer: &mut Value) {
    match answer {
        Value::Object(parts) => {
            for (name, part) in parts {
                if name == "movements" {
                    let moved = part.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
                    moved.for_each(|moved| drop(moved.insert("value".to_owned(), Value::from(0))));
                } else {
                    forget_values(part);
                }
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(forget_values),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Accountant, Owner, Staff};

    #[test]
    fn staff_hear_no_hint_of_a_cost() {
        let answer = r#"{"amount":100,"below_cost":[0]}"#;
        assert_eq!(Staff.hears("bill.preview", answer.into()).unwrap(), r#"{"amount":100}"#);
        assert_eq!(Owner.hears("bill.preview", answer.into()).unwrap(), answer);
        assert_eq!(Staff.hears("bill.get", answer.into()).unwrap(), answer);
        let note = |value| {
            format!(
                r#"{{"rows":[{{"voucher":{{"amount":7,"movements":[{{"quantity":1,"value":{value}}}],"value":3}}}}]}}"#
            )
        };
        for request in ["return.get", "return.save", "payment.get"] {
            assert_eq!(Staff.hears(request, note(99)).unwrap(), note(0), "{request}");
            assert_eq!(Accountant.hears(request, note(99)).unwrap(), note(99), "{request}");
        }
    }
}
