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

#[test]
fn an_operator_sets_a_shops_plan_and_it_holds_at_once() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (shop, other) = (backend.shop(&asha, "Asha Stores"), backend.shop(&asha, "Asha Textiles"));
    let most = |shop: &str| {
        let ask = || backend.with(&asha, "GET", &format!("/b/{shop}/role"), None);
        // The first one meets the plan, the next is counted by it.
        ask();
        ask().header("ratelimit-limit").to_owned()
    };
    assert_eq!(most(&shop), "1200");
    let plan = |shop: &str, name: &str| operate(&cluster, &["operator", "plan", shop, name]);
    let told = done(&plan(&shop, "plus"));
    assert_eq!(told.trim(), format!("{shop} has the plan plus: 6000 requests a minute, 20 GB for photos and PDFs."));
    assert_eq!((most(&shop), most(&other)), ("6000".into(), "1200".into()));
    // A name that no plan has, a shop that is none, and who may not.
    let unknown = plan(&shop, "gold");
    assert!(!unknown.status.success() && err(&unknown).contains("free, plus, chain"), "{}", err(&unknown));
    let nobody = plan("01900000-0000-7000-8000-000000000001", "plus");
    assert!(!nobody.status.success() && err(&nobody).contains("There is no shop"), "{}", err(&nobody));
    execute(&cluster, "create role other login; grant smartkhata_serving to other");
    let url = cluster.url("other", "books");
    let other = operate(&cluster, &["operator", "plan", &shop, "free", "--database-owner-url", &url]);
    assert!(!other.status.success() && err(&other).contains("does not own the tables"), "{}", err(&other));
    assert_eq!(most(&shop), "6000");
    let log = done(&operate(&cluster, &["operator", "log"]));
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(lines[1].ends_with(&format!("Ravi (keeper)  plan  {shop}  plus")), "{log}");
}
