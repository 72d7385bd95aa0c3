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
