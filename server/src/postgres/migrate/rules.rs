//! What a migration may do while the release before serves the same tables: add, and hold no table for long.
//!
//! Two versions run beside each other for an hour at every release, and a roll-back goes on with the older one. So a
//! column, table or name that it uses goes one release after the last program that used it, announced by
//! `-- serves from: N`.

use super::{MIGRATIONS, serves_from, stands_alone};

/// Migrations that were made before the first release: no shop was served by a version that lacked them.
const BEFORE_THE_FIRST_RELEASE: usize = 5;

/// A statement as the rules read it: lower case, no comments, one blank between words.
fn statements(sql: &str) -> Vec<String> {
    let (mut all, mut now, mut rest) = (Vec::new(), String::new(), sql);
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '-' if rest.starts_with("--") => {
                now.push(' ');
                rest.find('\n').unwrap_or(rest.len())
            }
            '\'' => {
                now.push_str("''");
                rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
            }
            '$' if rest.starts_with("$$") => {
                now.push_str("$$");
                rest[2..].find("$$").map_or(rest.len(), |end| end + 4)
            }
            ';' => {
                all.push(std::mem::take(&mut now));
                1
            }
            other => {
                now.extend(other.to_lowercase());
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    all.push(now);
    all.iter()
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect()
}

/// The table that a statement begins with: `alter table [if exists] [only] NAME`, `create table [if not exists] NAME`.
fn table(statement: &str, start: &str) -> Option<String> {
    let rest = statement.strip_prefix(start)?;
    let mut words = rest.split([' ', '(']).skip_while(|word| ["", "if", "not", "exists", "only"].contains(word));
    words.next().map(str::to_owned)
}

/// The table that an index is made on.
fn indexed(statement: &str) -> Option<String> {
    let (_, rest) = statement.split_once(" on ")?;
    let rest = rest.strip_prefix("only ").unwrap_or(rest);
    rest.split([' ', '(']).next().map(str::to_owned)
}

/// What an alteration does, part by part: commas inside brackets belong to a part.
fn parts(statement: &str) -> Vec<String> {
    let (mut all, mut now, mut depth) = (Vec::new(), String::new(), 0_i32);
    for c in statement.chars() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if c == ',' && depth == 0 {
            all.push(std::mem::take(&mut now).trim().to_owned());
        } else {
            now.push(c);
        }
    }
    all.push(now.trim().to_owned());
    all
}

/// Every rule that the migration of a number breaks, each with what to do instead.
fn broken(number: i64, sql: &str) -> Vec<String> {
    let (alone, from, statements) = (stands_alone(sql), serves_from(sql), statements(sql));
    let new: Vec<String> = statements.iter().filter_map(|statement| table(statement, "create table ")).collect();
    let mut found = Vec::new();
    let mut say = |statement: &str, advice: &str| found.push(format!("`{statement}`: {advice}"));
    let mut contracts = false;
    for statement in &statements {
        let begins = |word: &str| statement.starts_with(word);
        let concurrently = statement.contains(" concurrently ");
        if concurrently != alone && !statement.contains(" validate constraint ") {
            say(statement, "what is built concurrently, and nothing else, stands in a file with `-- alone`");
        }
        if (begins("create index ") || begins("create unique index ")) && !concurrently {
            if indexed(statement).is_none_or(|table| !new.contains(&table)) {
                say(statement, "keeps everybody from writing while it is built: use `concurrently`, `-- alone`");
            }
        } else if begins("drop index ") && !concurrently {
            say(statement, "keeps everybody from the table: use `drop index concurrently`, `-- alone`");
        } else if begins("create index concurrently ") || begins("create unique index concurrently ") {
            let name =
                statement.split(" concurrently ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
            if !statements.iter().any(|other| *other == format!("drop index concurrently if exists {name}")) {
                say(
                    statement,
                    "drop what a run that was cut short left: `drop index concurrently if exists` before it",
                );
            }
        }
        for word in ["lock ", "truncate ", "vacuum ", "cluster ", "reindex ", "refresh "] {
            if begins(word) {
                say(statement, "holds a whole table: this is no work for a migration");
            }
        }
        for (word, from) in [("update ", ""), ("delete from ", ""), ("insert into ", " select ")] {
            if begins(word) && statement.contains(from) {
                say(statement, "holds the rows that it changes until the end: fill in batches, from the program");
            }
        }
        contracts |= ["drop table ", "drop view ", "drop function ", "drop type ", "drop schema "]
            .iter()
            .any(|word| begins(word));
        let Some(table) = table(statement, "alter table ").filter(|table| !new.contains(table)) else { continue };
        let Some((_, acts)) = statement.split_once(&format!("{table} ")) else { continue };
        for act in parts(acts) {
            // `column` may be left out; a constraint is nothing that a program reads.
            let drops = act.starts_with("drop ") && !act.starts_with("drop constraint ");
            contracts |= drops || act.starts_with("rename ");
            altered(&act, statement, &mut say);
        }
    }
    match (contracts, from) {
        (true, 0) => {
            found.push("it takes something away: announce it by `-- serves from: N`, one release later".into())
        }
        (true, from) if from >= number => found.push("`serves from` is a migration before this one".into()),
        (false, from) if from > 0 => found.push("`serves from` is for what takes something away".into()),
        _ => {}
    }
    found
}

/// One part of an `alter table` of a table that is in use.
fn altered(act: &str, statement: &str, say: &mut impl FnMut(&str, &str)) {
    let is = |words: &[&str]| words.iter().any(|word| act.contains(word));
    if let Some(column) = act.strip_prefix("add column ") {
        if let Some((_, default)) = column.split_once(" default ")
            && default.split(" check ").next().is_some_and(|default| default.contains('('))
        {
            say(statement, "a default that is worked out writes every row anew: add it without, then fill in batches");
        }
        if is(&[" not null"]) && !is(&[" default "]) {
            say(statement, "a program that does not know the column cannot write: give it a default");
        }
        if is(&[" references ", " unique", " primary key", " check "]) {
            say(statement, "reads every row under a lock: add the constraint `not valid`, validate it `-- alone`");
        }
        if is(&[" generated ", " serial", " bigserial"]) {
            say(statement, "writes every row anew");
        }
    } else if act.starts_with("add ") && !is(&["not valid", " using index "]) {
        say(statement, "reads every row under a lock: add it `not valid`, validate it `-- alone`");
    } else if act.starts_with("alter ") && is(&[" type ", " set data type "]) {
        say(statement, "writes every row anew, and the release before reads another type: add a column");
    } else if act.starts_with("alter ") && is(&[" set not null"]) {
        say(statement, "reads every row under a lock: a check `not valid`, validated, says the same");
    } else if is(&["set tablespace", "set logged", "set unlogged"]) {
        say(statement, "writes the table anew");
    }
}

#[test]
fn migrations_of_this_release_let_the_one_before_serve() {
    for (number, (name, sql)) in (1_i64..).zip(MIGRATIONS).skip(BEFORE_THE_FIRST_RELEASE) {
        let broken = broken(number, sql);
        assert!(broken.is_empty(), "migration {number}, {name}:\n{}", broken.join("\n"));
    }
}

#[test]
fn what_only_adds_is_let_through() {
    for sql in [
        "create table visit (id bytea primary key, at_ms bigint not null); create index visit_at on visit (at_ms)",
        "alter table head add column colour text not null default 'blue', add column seen_ms bigint",
        "alter table head add column plan2 text collate \"C\" default 'a;b' -- not; this",
        "-- alone\ndrop index concurrently if exists change_ms;\ncreate index concurrently change_ms on change (business_id, ms)",
        "alter table change add constraint change_ms check (ms > 0) not valid",
        "-- alone\nalter table change validate constraint change_ms",
        "alter table account drop constraint account_check",
        "alter table account alter column email drop not null, alter phone drop default",
        "-- alone\ndrop index concurrently if exists change_ms",
        "-- serves from: 6\nalter table head drop column colour",
        "create function f() returns int language sql as $$ select 1; drop table head; $$",
    ] {
        assert_eq!(broken(7, sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn what_holds_a_table_or_takes_something_away_is_refused() {
    for (sql, word) in [
        ("create index change_ms on change (ms)", "concurrently"),
        ("create unique index if not exists a on change (ms)", "concurrently"),
        ("create index concurrently change_ms on change (ms)", "-- alone"),
        ("-- alone\ncreate index concurrently change_ms on change (ms)", "cut short"),
        ("-- alone\ncreate table x (id bytea)", "-- alone"),
        ("alter table head add column at timestamptz not null default now()", "worked out"),
        ("alter table head add column id uuid default gen_random_uuid()", "worked out"),
        ("alter table head add column colour text not null", "cannot write"),
        ("alter table head add column seen bigint, add column owner bytea references account", "not valid"),
        ("alter table head add check (seq >= 0)", "not valid"),
        ("alter table head add constraint c foreign key (plan) references plan", "not valid"),
        ("alter table only head alter column seq type numeric", "another type"),
        ("alter table head alter column plan set not null", "validated"),
        ("alter table head drop column plan", "serves from"),
        ("alter table head drop plan", "serves from"),
        ("alter table head drop if exists plan cascade", "serves from"),
        ("alter table head add column seen bigint, drop plan", "serves from"),
        ("drop index change_ms", "drop index concurrently"),
        ("drop index if exists change_ms", "drop index concurrently"),
        ("alter table head rename column plan to tariff", "serves from"),
        ("alter table head rename to tip", "serves from"),
        ("drop table blob", "serves from"),
        ("-- serves from: 7\ndrop table blob", "before this one"),
        ("-- serves from: 2\ncreate table x (id bytea)", "takes something away"),
        ("update head set plan = 'free'", "in batches"),
        ("insert into audit select * from audit", "in batches"),
        ("delete from attempt", "in batches"),
        ("truncate attempt", "whole table"),
        ("lock table head", "whole table"),
        ("reindex table change", "whole table"),
    ] {
        let broken = broken(7, sql);
        assert!(broken.iter().any(|finding| finding.contains(word)), "{sql}: {broken:?}");
    }
}

#[test]
fn statements_end_where_they_end() {
    let sql = "create table a (x text default ';'); -- b; c\n select $$ ; $$;\n\n";
    assert_eq!(statements(sql), ["create table a (x text default '')", "select $$"]);
}
