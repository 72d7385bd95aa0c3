-- Devices that the server was in a shop before: nobody else goes by their names.
alter table head add column former bytea[] not null default '{}';
