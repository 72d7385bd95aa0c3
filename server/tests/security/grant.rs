//! What the role that serves may do.

use crate::*;

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
                 join pg_namespace s on s.oid = c.relnamespace and (s.nspname = 'public' or s.nspname like 'books\\_%') \
                 cross join (values (1, 'select'), (2, 'insert'), (3, 'update'), (4, 'delete'), (5, 'truncate'), \
                 (6, 'references'), (7, 'trigger')) as p (n, what) \
                 where c.relkind = 'r' and has_table_privilege('smartkhata_serving', c.oid, p.what) group by 1",
                &[],
            )
            .await
            .unwrap();
        let mut may: BTreeMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        // What is appended to and never changed, what only tells, and what is none of its business.
        for (table, what) in [
            ("change", "select insert"),
            ("audit", "select insert"),
            ("place", "select insert"),
            ("known_in", "select insert"),
            ("migration", "select"),
            ("moved", "select"),
        ] {
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
