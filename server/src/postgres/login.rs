//! The two logins of the servers, of which one is used at a time: the other gets a new password, the servers change over
//! to it one after the other, and then nobody is let in by the first. No moment has only one that is new to half of them.

use smartkhata_core::Result;
use smartkhata_core::id::Ids;
use smartkhata_core::{Code, Error};

use super::migrate::{self, SERVING};
use super::operator::{Operator, told};

/// How the second login's name ends; the rest is the first's.
const SECOND: &str = "_2";

/// Whether a login owns the tables, or may act as who does. The other way round asks nothing: from PostgreSQL 16 on who
/// makes a login is a member of it, and a superuser is one of all.
const OWN: &str = "select $1::text = current_user or exists (select 1 from pg_roles r, pg_class c \
    where r.rolname = $1 and c.oid = 'head'::regclass and pg_has_role(r.oid, c.relowner, 'member'))";

const END: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = $1";

impl Operator {
    /// Gives the login that the servers do not have now a new password; makes it, where there is none yet. The servers'
    /// address with it. PostgreSQL is told the password's digest alone, so that no log of statements has it.
    ///
    /// # Errors
    /// `invalid_value` for an address that is none, or names who owns the tables.
    pub async fn renew_login(&self, serving: &str, ids: &dyn Ids) -> Result<String> {
        let (now, next) = self.logins(serving).await?;
        let password: String =
            [ids.random(), ids.random(), ids.random()].concat().iter().map(|byte| format!("{byte:02x}")).collect();
        let address = with_login(serving, &next, &password)?;
        self.note("login", None, &format!("{next} in place of {now}")).await?;
        let digest = postgres_protocol::password::scram_sha_256(password.as_bytes());
        self.run(&format!(
            "do $$ begin create role {next} login; exception when duplicate_object then null; end $$; \
             grant {SERVING} to {next}; alter role {next} login password '{digest}'"
        ))
        .await?;
        Ok(address)
    }

    /// Lets nobody in by the other login than the one that the servers have now, and ends the sessions that were opened
    /// with it. Its name, and how many sessions those were.
    ///
    /// # Errors
    /// As for [`Operator::renew_login`]; `not_found` where there is no other.
    pub async fn end_login(&self, serving: &str) -> Result<(String, i64)> {
        let (now, other) = self.logins(serving).await?;
        let there =
            self.client.query_opt("select 1 from pg_roles where rolname = $1", &[&other]).await.map_err(told)?;
        if there.is_none() {
            return Err(Error::field(Code::NotFound, "login", format!("There is no login {other} beside {now}.")));
        }
        self.note("login", None, &format!("no more {other}")).await?;
        // To end sessions of a role takes being a member of it.
        self.run(&format!("alter role {other} nologin; grant {other} to current_user")).await?;
        let ended = self.client.query_one(END, &[&other]).await.and_then(|row| row.try_get(0)).map_err(told)?;
        self.run(&format!("revoke {other} from current_user")).await?;
        Ok((other, ended))
    }

    /// The login that an address names, and the other.
    async fn logins(&self, serving: &str) -> Result<(String, String)> {
        let now = migrate::config(serving)?.get_user().unwrap_or_default().to_owned();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if now.is_empty() || !now.chars().all(plain) {
            let message = format!("`{now}` is no login of servers: lower-case letters, digits and `_`.");
            return Err(Error::field(Code::InvalidValue, "login", message));
        }
        let owns: bool = self.client.query_one(OWN, &[&now]).await.and_then(|row| row.try_get(0)).map_err(told)?;
        if owns {
            let message = format!("{now} owns the tables: name the address that the servers have.");
            return Err(Error::field(Code::InvalidValue, "login", message));
        }
        let other = now.strip_suffix(SECOND).map_or_else(|| format!("{now}{SECOND}"), str::to_owned);
        Ok((now, other))
    }
}

/// An address with another login.
fn with_login(address: &str, login: &str, password: &str) -> Result<String> {
    let read = address.split_once("://").map(|(scheme, rest)| {
        let (hosts, path) = rest.find(['/', '?']).map_or((rest, ""), |end| rest.split_at(end));
        let hosts = hosts.rsplit_once('@').map_or(hosts, |(_, hosts)| hosts);
        format!("{scheme}://{login}:{password}@{hosts}{path}")
    });
    read.ok_or_else(|| Error::new(Code::InvalidValue, "The servers' address is no postgres://…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_all_but_its_login() {
        for (address, with) in [
            ("postgres://server:old@db-1,db-2:5433/books?sslmode=require", "db-1,db-2:5433/books?sslmode=require"),
            ("postgres://server@%2Ftmp%2Fpg/books", "%2Ftmp%2Fpg/books"),
        ] {
            let scheme = address.split("://").next().unwrap();
            assert_eq!(with_login(address, "server_2", "new").unwrap(), format!("{scheme}://server_2:new@{with}"));
        }
        assert!(with_login("host=db user=server", "server_2", "new").is_err());
    }
}
