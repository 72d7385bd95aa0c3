//! What guards people and shops on the backend: least privilege, seals and the change of their keys, the log of
//! operators, what is checked after a restore, export, and leaving.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::{Backend, Tokens, bill, cluster};
use cluster::Cluster;
use serde_json::{Value, json};
use support::{err, out, program};
use tokio_postgres::Client;

/// Two keys: 32 bytes each, of the tests alone.
const OLD: &str = "old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "new:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// The program against a cluster's books, as their owner.
fn operate(cluster: &Cluster, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(arguments, folder.path());
    command.env("DATABASE_URL", cluster.url("keeper", "books")).env("SMARTKHATA_OPERATOR", "Ravi").output().unwrap()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", out(output), err(output));
    out(output)
}

/// Runs against the books as a superuser whom no policy holds.
fn as_superuser<T>(cluster: &Cluster, work: impl AsyncFnOnce(Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(cluster.connect_to("books").await).await })
}

fn execute(cluster: &Cluster, text: &str) {
    as_superuser(cluster, async |client| client.batch_execute(text).await.unwrap());
}

fn count(cluster: &Cluster, query: &str) -> i64 {
    as_superuser(cluster, async |client| client.query_one(query, &[]).await.unwrap().get(0))
}

fn sold(backend: &Backend, tokens: &Tokens, shop: &str, n: u128) -> Value {
    let answer = backend.door(tokens, shop, "bill.finalize", &bill(n)).unwrap();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

#[test]
fn who_serves_may_do_exactly_this() {
    let cluster = cluster();
    let _backend = Backend::start(&cluster, &[]);
    as_superuser(&cluster, async |client| {
        let role = client
            .query_one(
                "select rolsuper or rolcreatedb or rolcreaterole or rolcanlogin or rolbypassrls or rolreplication, \
                 (select count(*) from pg_class where relowner = r.oid), has_schema_privilege(r.oid, 'public', 'create') \
                 from pg_roles r where rolname = 'smartkhata_serving'",
                &[],
            )
            .await
            .unwrap();
        assert_eq!((role.get::<_, bool>(0), role.get::<_, i64>(1), role.get::<_, bool>(2)), (false, 0, false));
        let rows = client
            .query(
                "select c.relname::text, string_agg(p.what, ' ' order by p.n) from pg_class c \
                 join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public' \
                 cross join (values (1, 'select'), (2, 'insert'), (3, 'update'), (4, 'delete'), (5, 'truncate'), \
                 (6, 'references'), (7, 'trigger')) as p (n, what) \
                 where c.relkind = 'r' and has_table_privilege('smartkhata_serving', c.oid, p.what) group by 1",
                &[],
            )
            .await
            .unwrap();
        let mut may: BTreeMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        // What is appended to and never changed, what only tells, and what is none of its business.
        for (table, what) in
            [("change", "select insert"), ("audit", "select insert"), ("migration", "select"), ("moved", "select")]
        {
            assert_eq!(may.remove(table).as_deref(), Some(what), "{table}");
        }
        assert_eq!(may.remove("operator_access"), None);
        assert!(may.values().all(|what| what == "select insert update delete"), "{may:?}");
        let columns: Vec<String> = client
            .query(
                "select attname::text from pg_attribute where attrelid = 'change'::regclass and attnum > 0 \
                 and has_column_privilege('smartkhata_serving', 'change', attname, 'update') order by 1",
                &[],
            )
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert_eq!(columns, ["chain", "granted", "seq", "standing"], "its place in the log, and nothing that was said");
    });
}

#[test]
fn what_operators_did_stays() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    sold(&backend, &asha, &shop, 1);
    done(&operate(&cluster, &["verify", "--all"]));
    done(&operate(&cluster, &["verify", "--shop", &shop]));
    assert!(done(&operate(&cluster, &["operator", "refill", "--hours", "2"])).starts_with("1 shops"));
    // Who does not own the tables sees no shop, and is told so instead of that all is well.
    execute(&cluster, "create role other login; grant smartkhata_serving to other");
    let other = operate(&cluster, &["verify", "--all", "--database-owner-url", &cluster.url("other", "books")]);
    assert!(!other.status.success() && err(&other).contains("does not own the tables"), "{}", err(&other));
    let log = done(&operate(&cluster, &["operator", "log"]));
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(lines[0].contains("Ravi (keeper)  refill  -  until "), "{log}");
    assert!(lines[1].contains(&format!("Ravi (keeper)  verify  {shop}")), "{log}");
    assert!(count(&cluster, "select refill_until_ms from head") > 0);
    as_superuser(&cluster, async |client| {
        // Not even who owns it changes it, and who serves does not reach it.
        for role in ["keeper", "smartkhata_serving", "postgres"] {
            for act in [
                "update operator_access set operator = 'nobody'",
                "delete from operator_access",
                "truncate operator_access",
            ] {
                client.batch_execute(&format!("begin; set local role {role}")).await.unwrap();
                assert!(client.batch_execute(act).await.is_err(), "{role}: {act}");
                client.batch_execute("rollback").await.unwrap();
            }
        }
        for act in ["select * from operator_access", "insert into operator_access (operator, act) values ('x', 'y')"] {
            client.batch_execute("begin; set local role smartkhata_serving").await.unwrap();
            assert!(client.batch_execute(act).await.is_err(), "{act}");
            client.batch_execute("rollback").await.unwrap();
        }
    });
}

#[test]
fn a_tampered_byte_is_found_with_its_shop_and_entry() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shops: Vec<String> = ["One", "Two", "Three"].iter().map(|name| backend.shop(&asha, name)).collect();
    for (n, shop) in (0..).zip(&shops) {
        for bill in 0..4 {
            sold(&backend, &asha, shop, n * 100 + bill);
        }
    }
    let sound = done(&operate(&cluster, &["verify", "--all"]));
    assert!(sound.starts_with("Sound: 3 shops, "), "{sound}");
    let two = format!("decode('{}', 'hex')", shops[1].replace('-', ""));
    // Each is tried, found, named, and taken back.
    let entry = format!(
        "business_id = {two} and kind = 'voucher' and dseq = (select max(dseq) from change where business_id = {two} and kind = 'voucher')"
    );
    let tries = [
        (format!("update change set body = set_byte(body, 30, get_byte(body, 30) # 1) where {entry}"), "was altered"),
        (format!("update change set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where {entry}"), "was altered"),
        (
            format!("update change set chain = set_byte(chain, 0, get_byte(chain, 0) # 1) where {entry}"),
            "digest at place",
        ),
        (format!("update change set seq = seq + 1000 where {entry}"), "of the log is empty"),
        (format!("update head set seq = seq - 1 where business_id = {two}"), "The log's head names place"),
        (
            format!("update posting set amount = amount + 1 where business_id = {two} and n = 0"),
            "Debits and credits of all entries differ",
        ),
        (
            format!(
                "update party_month set amount = amount + 1 where business_id = {two}; update voucher set paid = paid + 1 where business_id = {two}"
            ),
            "The table voucher is not what the journal says",
        ),
        (
            format!(
                "delete from term where business_id = {two}; delete from movement where business_id = {two}; delete from posting where business_id = {two}"
            ),
            "The table posting is not what the journal says",
        ),
        (format!("update change set body = 'no' where {entry}"), "FAULT"),
    ];
    for (tampered, said) in tries {
        as_superuser(&cluster, async |client| {
            client
                .batch_execute(
                    "create schema if not exists kept; create table if not exists kept.change as table change",
                )
                .await
                .unwrap();
            client.batch_execute(&tampered).await.unwrap();
        });
        let found = operate(&cluster, &["verify", "--all"]);
        let text = out(&found);
        assert_eq!(found.status.code(), Some(1), "{tampered}: {text}");
        assert!(text.contains(&format!("FAULT shop {}: ", shops[1])) && text.contains(said), "{tampered}: {text}");
        assert!(text.contains("NOT SOUND: 1 of 3 shops"), "{tampered}: {text}");
        assert!(!text.contains(&shops[0]) && !text.contains(&shops[2]), "{tampered}: {text}");
        // Back as it was: the journal from its copy, the tables from the journal.
        execute(
            &cluster,
            "delete from change; insert into change select * from kept.change; \
             update head h set seq = (select max(seq) from change c where c.business_id = h.business_id); \
             update migration set number = number - 1 where name = 'books'",
        );
        drop(Backend::start(&cluster, &[]));
        assert!(done(&operate(&cluster, &["verify", "--all"])).starts_with("Sound: 3 shops"), "{tampered}");
    }
    let quick = done(&operate(&cluster, &["verify", "--all", "--journal-only", "--jobs", "1"]));
    assert!(quick.contains("chains, logs and postings."), "{quick}");
}

/// Everything that the database holds of accounts, as text.
fn dump(cluster: &Cluster) -> String {
    let tables =
        ["account", "login_code", "attempt", "session", "refresh_token", "token_key", "membership", "device", "audit"];
    let mut command = cluster.client("psql");
    command.arg("books").arg("-At");
    for table in tables {
        command.args(["-c", &format!("table {table}")]);
    }
    let said: Output = command.output().unwrap();
    assert!(said.status.success(), "{}", err(&said));
    out(&said)
}

#[test]
fn identities_are_sealed_and_keys_change_while_people_sign_in() {
    let cluster = cluster();
    // Before there are keys an identity is kept as it is.
    let plain = Backend::start(&cluster, &[]);
    let asha = plain.sign_in("asha@shop.example");
    let shop = plain.shop(&asha, "Asha Stores");
    assert!(dump(&cluster).contains("asha@shop.example"));
    drop(plain);

    let first = Backend::start(&cluster, &["--data-keys", OLD]);
    let again = first.sign_in("asha@shop.example");
    assert_eq!(again.account, asha.account, "who was there before is found");
    let babu = first.sign_in("babu@shop.example");
    let invited = json!({ "identity": "9876543210", "role": "staff" });
    assert_eq!(first.with(&again, "PUT", &format!("/b/{shop}/members"), Some(invited)).status, 204);
    let sealed = done(&operate(&cluster, &["operator", "reseal", "--data-keys", OLD]));
    assert!(sealed.starts_with("1 accounts"), "{sealed}");
    for secret in ["asha@", "babu@", "9876543210"] {
        // As a text, and inside bytes.
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let copy = dump(&cluster);
        assert!(!copy.contains(secret) && !copy.contains(&hex), "{secret} can be read in a copy of the database");
    }
    assert_eq!(
        count(&cluster, "select count(*) from token_key where octet_length(key) = 32"),
        0,
        "keys are sealed too"
    );
    let members = first.with(&again, "GET", &format!("/b/{shop}/members"), None).json();
    let named: Vec<&str> =
        members["members"].as_array().unwrap().iter().map(|m| m["identity"].as_str().unwrap()).collect();
    assert_eq!(named, ["asha@shop.example", "9876543210"]);

    // Somebody works all the while: through the old server until the new one is there, then through that.
    let both = format!("{OLD},{NEW}");
    let turned = format!("{NEW},{OLD}");
    let who = |backend: &Backend, tokens: &Tokens| {
        let answer = backend.with(tokens, "GET", "/account", None);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["email"].as_str().unwrap().to_owned()
    };
    let second = Backend::start(&cluster, &["--data-keys", &both]);
    assert_eq!((who(&first, &babu), who(&second, &babu)), ("babu@shop.example".into(), "babu@shop.example".into()));
    let third = Backend::start(&cluster, &["--data-keys", &turned]);
    drop(first);
    // Beside each other: one seals with the old key, one with the new; one person is one account on both.
    let chitra = [second.sign_in("chitra@shop.example"), third.sign_in("chitra@shop.example")];
    assert_eq!(chitra[0].account, chitra[1].account);
    let deepa = [third.sign_in("deepa@shop.example"), second.sign_in("deepa@shop.example")];
    assert_eq!(deepa[0].account, deepa[1].account);
    drop(second);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let mut asked = 0;
            while !stop.load(Ordering::Relaxed) {
                assert_eq!(who(&third, &babu), "babu@shop.example");
                asked += 1;
            }
            asked
        });
        let resealed = done(&operate(&cluster, &["operator", "reseal", "--data-keys", &turned]));
        assert!(resealed.starts_with("4 accounts"), "{resealed}");
        std::thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::Relaxed);
        assert!(asked.join().unwrap() > 5);
    });
    assert_eq!(count(&cluster, "select count(*) from account where sealed_by <> 'new' or sealed is null"), 0);
    // The old key is not needed any more; without the new one no server starts.
    let last = Backend::start(&cluster, &["--data-keys", NEW]);
    assert_eq!(last.sign_in("deepa@shop.example").account, deepa[0].account);
    assert_eq!(who(&last, &babu), "babu@shop.example");
    let folder = tempfile::tempdir().unwrap();
    let mut keyless = program(&["serve", "--port", "0", "--print-codes"], folder.path());
    let refused = keyless.env("DATABASE_URL", cluster.url("keeper", "books")).output().unwrap();
    assert!(
        !refused.status.success() && err(&refused).contains("`new`, which DATA_KEYS does not name"),
        "{}",
        err(&refused)
    );
}

#[test]
fn signing_keys_change_under_load_and_can_all_be_let_go() {
    let cluster = cluster();
    let first = Backend::start(&cluster, &[]);
    let asha = first.sign_in("asha@shop.example");
    // A day later: the first server still runs, another one starts and makes the next key.
    execute(&cluster, "update token_key set created_ms = created_ms - 90000000");
    let second = Backend::start(&cluster, &[]);
    assert_eq!(count(&cluster, "select count(*) from token_key"), 2);
    let babu = second.sign_in("babu@shop.example");
    let (asked, stop) = (std::sync::Mutex::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for (backend, tokens) in [(&first, &asha), (&second, &asha), (&first, &babu), (&second, &babu)] {
            let (asked, stop) = (&asked, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(backend.with(tokens, "GET", "/account", None).status, 200, "a key that not all know");
                    *asked.lock().unwrap() += 1;
                    // An account has three hundred requests a minute.
                    std::thread::sleep(Duration::from_millis(40));
                }
            });
        }
        // Anybody can name a key: who does not know one looks for it every five seconds.
        std::thread::sleep(Duration::from_millis(5_100));
        // Hours later the new key signs; who never heard of it looks.
        execute(&cluster, "update token_key set created_ms = created_ms - 10000000");
        let third = Backend::start(&cluster, &[]);
        let chitra = third.sign_in("chitra@shop.example");
        for backend in [&first, &second, &third] {
            assert_eq!(backend.with(&chitra, "GET", "/account", None).status, 200);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.into_inner().unwrap() > 20);
    // A key leaked: all are let go. A server that starts knows none of the old tokens; a refresh draws new ones.
    assert!(done(&operate(&cluster, &["operator", "drop-keys"])).contains("signing keys are gone"));
    drop((first, second));
    let after = Backend::start(&cluster, &[]);
    assert_eq!(after.with(&asha, "GET", "/account", None).status, 401);
    let drawn = after.post("/account/refresh", json!({ "refresh_token": asha.refresh }));
    assert_eq!(drawn.status, 200, "{}", String::from_utf8_lossy(&drawn.body));
    assert_eq!(after.with(&Tokens::of(&drawn.json()), "GET", "/account", None).status, 200);
}

#[test]
fn an_owner_takes_everything_of_a_shop_along() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    let numbers: Vec<String> =
        (0..30).map(|n| sold(&backend, &asha, &shop, n)["voucher"]["number"].as_str().unwrap().to_owned()).collect();
    let invited = json!({ "identity": "babu@shop.example", "role": "manager" });
    assert_eq!(backend.with(&asha, "PUT", &format!("/b/{shop}/members"), Some(invited)).status, 204);
    let path = format!("/b/{shop}/export");
    let archive = backend.with(&asha, "GET", &path, None);
    assert_eq!((archive.status, archive.header("content-type")), (200, "application/x-tar"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.tar"), &archive.body).unwrap();
    let read = Command::new("tar").arg("-xf").arg(folder.path().join("all.tar")).arg("-C").arg(folder.path()).output();
    assert!(read.unwrap().status.success());
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let people: Value = serde_json::from_str(&text("people.json")).unwrap();
    assert_eq!(people["members"][1]["identity"], "babu@shop.example");
    let bills = text("bills.csv");
    assert!(numbers.iter().all(|number| bills.contains(number.as_str())), "{bills}");
    let entries = count(&cluster, "select count(*) from change");
    assert_eq!(text("journal.jsonl").lines().count(), usize::try_from(entries).unwrap(), "every entry, and no other");
    let manifest: Value = serde_json::from_str(&text("manifest.json")).unwrap();
    assert_eq!(manifest["shop"]["name"], "Asha Stores");
    // The books in it are sound, and open as anybody's do.
    let sound = support::run(&["verify", "--data", folder.path().to_str().unwrap()], folder.path());
    assert!(done(&sound).contains("Sound: "));
    // For its owner alone, and of nobody else's shop.
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(backend.with(&babu, "GET", &path, None).refusal(), (403, "forbidden".into()));
    let chitra = backend.sign_in("chitra@shop.example");
    assert_eq!(backend.with(&chitra, "GET", &path, None).refusal(), (404, "not_found".into()));
}

#[test]
fn who_leaves_is_erased_and_books_stay_with_the_shop() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &["--data-keys", NEW]);
    let [asha, babu, chitra] =
        ["asha@shop.example", "babu@shop.example", "chitra@shop.example"].map(|who| backend.sign_in(who));
    let hers = backend.shop(&asha, "Asha Stores");
    let shared = backend.shop(&babu, "Babu and Chitra");
    let gone = backend.shop(&chitra, "Chitra's first");
    for (tokens, shop) in [(&asha, &hers), (&babu, &shared), (&chitra, &gone)] {
        sold(&backend, tokens, shop, 1);
    }
    let also = json!({ "identity": "chitra@shop.example", "role": "owner" });
    assert_eq!(backend.with(&babu, "PUT", &format!("/b/{shared}/members"), Some(also)).status, 204);

    // The only owner of a shop has to say what becomes of its books.
    let unsaid = backend.with(&asha, "POST", "/account/leave", Some(json!({})));
    assert_eq!((unsaid.status, unsaid.json()["field"].as_str()), (400, Some("books")));
    let kept = backend.with(&asha, "POST", "/account/leave", Some(json!({ "books": "keep" })));
    assert_eq!((kept.status, kept.json()["shops"].clone()), (202, json!([{ "business": hers, "becomes": "kept" }])));
    let leaving = backend.with(&chitra, "POST", "/account/leave", Some(json!({ "books": "erase" }))).json();
    let mut becomes: Vec<(&str, &str)> = leaving["shops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shop| (shop["business"].as_str().unwrap(), shop["becomes"].as_str().unwrap()))
        .collect();
    becomes.sort_unstable_by_key(|(_, becomes)| *becomes);
    assert_eq!(becomes, [(gone.as_str(), "erased"), (shared.as_str(), "stays")]);
    // Until then nothing changes, and they may change their mind.
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 0 accounts, 0 shops"));
    assert!(backend.with(&babu, "POST", "/account/leave", Some(json!({}))).json()["leaving_ms"].is_i64());
    assert_eq!(backend.with(&babu, "DELETE", "/account/leave", None).status, 204);
    assert_eq!(backend.with(&babu, "GET", "/account", None).json()["leaving_ms"], Value::Null);
    sold(&backend, &asha, &hers, 2);

    // Thirty days later.
    execute(&cluster, "update account set leaving_ms = leaving_ms - 31 * 86400000::bigint");
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 2 accounts, 1 shops"));
    assert_eq!(backend.with(&asha, "GET", "/account", None).status, 401);
    assert_eq!(backend.post("/account/refresh", json!({ "refresh_token": asha.refresh })).status, 401);
    assert_eq!(
        count(
            &cluster,
            "select count(*) from account where erased_ms is not null and sealed is null and lookup is null and password is null"
        ),
        2
    );
    // Chitra's own shop is gone to the last row; the shared one is Babu's, and its books are whole.
    let tables = "membership device idempotency blob audit change head reader claim local draft field party item voucher posting \
                  movement same_number cancellation allocation account_month party_month stock_year stock_worth term";
    for table in tables.split_whitespace() {
        let left =
            format!("select count(*) from {table} where business_id = decode('{}', 'hex')", gone.replace('-', ""));
        assert_eq!(count(&cluster, &left), 0, "{table}");
    }
    sold(&backend, &babu, &shared, 2);
    assert!(done(&operate(&cluster, &["verify", "--all"])).starts_with("Sound: 2 shops"));
    // Asha's books are kept: nobody reads them, and they are erased when the law lets go of them.
    let until = format!("select erase_ms from head where business_id = decode('{}', 'hex')", hers.replace('-', ""));
    assert!(
        count(&cluster, &until)
            > count(&cluster, "select (extract(epoch from now() + interval '6 years') * 1000)::bigint")
    );
    assert_eq!(
        count(
            &cluster,
            &format!("select count(*) from membership where business_id = decode('{}', 'hex')", hers.replace('-', ""))
        ),
        0
    );
    execute(&cluster, "update head set erase_ms = 1 where erase_ms is not null");
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 0 accounts, 1 shops"));
    assert!(done(&operate(&cluster, &["operator", "log"])).contains(&format!("erase.shop  {hers}")));
    // The same address is a new person from now on.
    assert_ne!(backend.sign_in("asha@shop.example").account, asha.account);
}
