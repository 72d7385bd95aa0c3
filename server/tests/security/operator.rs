//! What operators do with the data of shops.

use crate::*;

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
