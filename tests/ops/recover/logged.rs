//! What PostgreSQL writes into its log, with the settings that are shipped.

use super::node::Place;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn a_slow_statement_is_logged_without_anybodys_name_and_a_change_of_tables_whole() {
    let place = Place::new(60);
    let node = place.node("first", &["archive_mode=off"]);
    let client = node.connect("postgres").await;
    client.batch_execute("create table said (name text)").await.expect("a table");
    let name = "Asha, who owes 4321";
    let slow = "insert into said select $1 from pg_sleep(0.4)";
    assert_eq!(client.execute(slow, &[&name]).await.expect("it is slow, and done"), 1);
    let log = node.log();
    assert!(log.contains("create table said"), "{log}");
    assert!(log.contains("duration: ") && log.contains("insert into said"), "{log}");
    assert!(!log.contains("4321"), "{log}");
}

/// What a person asks by psql is an operator's access like any other: it leaves a trace that the person cannot take away.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
async fn whatever_a_person_asks_is_logged_under_their_name() {
    let place = Place::new(60);
    let node = place.node("first", &["archive_mode=off"]);
    let client = node.connect("postgres").await;
    client.batch_execute("create role keeper login createrole").await.expect("a role");
    client.batch_execute("create database books owner keeper").await.expect("a database");
    let psql = |login: &str, arguments: &[&str]| {
        let mut psql = place.postgres("psql");
        psql.arg("-h").arg(&node.socket).args(["-qAt", "-v", "ON_ERROR_STOP=1", "-U", login, "-d", "books"]);
        psql.args(arguments).output().expect("psql runs")
    };
    let file = place.path().join("backup/person.sql").to_string_lossy().into_owned();
    for _ in 0..2 {
        let made = psql("postgres", &["--set", "person=ravi", "--set", "owner=keeper", "--file", &file]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let asked = |login: &str, statement: &str| psql(login, &["-c", statement]).status.success();
    assert!(asked("keeper", "create table debt (who text)"));
    assert!(asked("keeper", "select count(*) from debt where who = 'asked by the server'"));
    assert!(!asked("ravi", "select count(*) from debt"), "nothing by themselves");
    assert!(asked("ravi", "set role keeper; select count(*) from debt where who = 'asked by ravi'"));
    for taken_back in [
        "set log_statement = 'none'",
        "alter role ravi set log_statement = 'none'",
        "set role keeper; alter role ravi set log_statement = 'none'",
    ] {
        assert!(!asked("ravi", taken_back), "{taken_back}");
    }
    let log = node.log();
    let of_ravi: Vec<&str> = log.lines().filter(|line| line.contains("] ravi@books ")).collect();
    assert!(of_ravi.iter().any(|line| line.contains("statement: ") && line.contains("asked by ravi")), "{log}");
    assert!(!log.contains("asked by the server"), "{log}");
}
