//! Servers that start beside each other on a database that nobody has made yet.

use std::sync::Arc;

use smartkhata_core::machine::SystemClock;
use smartkhata_server::postgres::{Settings, migrate};

use super::cluster::Cluster;

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_on_an_empty_database_make_its_tables_once() {
    let cluster = Cluster::new();
    let client = cluster.connect().await;
    client.batch_execute("create role keeper login createrole; create role server login").await.unwrap();
    for round in 0..3 {
        let name = format!("books{round}");
        client.batch_execute(&format!("create database {name} owner keeper")).await.unwrap();
        let settings = Arc::new(Settings {
            url: cluster.url("server", &name),
            owner_url: Some(cluster.url("keeper", &name)),
            authorities: None,
            connections: 2,
        });
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let settings = Arc::clone(&settings);
            starts.spawn(async move { migrate(&settings, &SystemClock).await });
        }
        assert_eq!(starts.join_all().await, [Ok(()), Ok(()), Ok(()), Ok(())]);
        let books = cluster.connect_to(&name).await;
        // Each migration is noted once.
        let noted = "select count(*), count(distinct number) from migration where number between 1 and 999";
        let row = books.query_one(noted, &[]).await.unwrap();
        let (noted, distinct): (i64, i64) = (row.get(0), row.get(1));
        assert!(noted > 10 && noted == distinct, "{noted} {distinct}");
    }
}
