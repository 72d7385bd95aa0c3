-- Shops that were moved to another cluster: where their servers answer. Whoever asks for one here is told.
create table moved (
    shop bytea primary key,
    address text not null,
    at_ms bigint not null
);
