-- Who watches PostgreSQL: a login that reads figures and no row of anybody's books. Once per database, by psql:
--   psql --set owner=keeper --file role.sql books
-- as a superuser, or as the master user of RDS. `owner` is the role that owns the tables. Safe to run again.
\set ON_ERROR_STOP on

create extension if not exists pg_stat_statements;

select 'create role smartkhata_watching login connection limit 5'
where not exists (select from pg_roles where rolname = 'smartkhata_watching') \gexec
grant pg_monitor to smartkhata_watching;
select format('grant connect on database %I to smartkhata_watching', current_database()) \gexec

-- Counts of accounts and shops, of nobody in particular. Row-level security shows the owner that there are shops, and
-- nobody else; so the owner counts. A function and no view: tables under a view could not be rebuilt.
set role :owner;
create or replace function smartkhata_counts()
returns table (accounts bigint, accounts_new bigint, active_hour bigint, active_day bigint, active_month bigint, shops bigint, shops_new bigint)
language sql stable security definer set search_path = public as $$
    with now as (select (extract(epoch from now()) * 1000)::bigint as ms)
    select
        (select count(*) from account),
        (select count(*) from account, now where created_ms > now.ms - 86400000),
        (select count(distinct account_id) from session, now where seen_ms > now.ms - 3600000 and ended_ms is null),
        (select count(distinct account_id) from session, now where seen_ms > now.ms - 86400000),
        (select count(distinct account_id) from session, now where seen_ms > now.ms - 30 * 86400000::bigint),
        (select count(*) from head),
        (select count(*) from head, now where created_ms > now.ms - 86400000)
$$;
revoke all on function smartkhata_counts() from public;
grant execute on function smartkhata_counts() to smartkhata_watching;
reset role;
