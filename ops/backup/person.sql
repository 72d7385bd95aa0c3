-- A person's login of PostgreSQL: may be who owns the tables, and whatever they ask stands in PostgreSQL's log, under their
-- name. Once per person, by psql:
--   psql --set person=ravi --set owner=keeper --file person.sql books
-- as a superuser, or as the master user of RDS. Set their password by `\password ravi`. Safe to run again.
\set ON_ERROR_STOP on
begin;

-- Nothing by themselves: `set role keeper` comes first, and is logged as well.
select format('create role %I login noinherit in role %I connection limit 5', :'person', :'owner')
where not exists (select from pg_roles where rolname = :'person') \gexec
-- Only a superuser may set these; a person cannot take them back.
alter role :"person" set log_statement = 'all';
alter role :"person" set log_min_duration_statement = -1;
-- With what stands for its parameters, which no other login's log has.
alter role :"person" set log_parameter_max_length = -1;
commit;
