-- Accounts and sign-ins. They belong to no shop; only hashes of codes, passwords and tokens are kept.

create table account (
    id bytea primary key,
    phone text collate "C" unique,
    email text collate "C" unique,
    name text not null default '',
    -- Argon2id in PHC form; absent for who signs in with codes alone.
    password text,
    created_ms bigint not null,
    check (phone is not null or email is not null)
);

-- The newest one-time code of an identity, whether or not it has an account.
create table login_code (
    identity text collate "C" primary key,
    hash bytea not null,
    expires_ms bigint not null,
    tries bigint not null default 0
);

-- Counts within windows of time, under hashed keys: codes sent to an identity, tries from an address.
create table attempt (
    key bytea not null,
    window_ms bigint not null,
    count bigint not null,
    primary key (key, window_ms)
);

create table session (
    id bytea primary key,
    account_id bytea not null references account,
    device text not null,
    created_ms bigint not null,
    seen_ms bigint not null,
    ended_ms bigint
);
create index session_account on session (account_id, seen_ms);

-- Each is used once; a second use ends the session that it belongs to.
create table refresh_token (
    hash bytea primary key,
    session_id bytea not null references session on delete cascade,
    -- The token that this one was given for.
    parent bytea,
    expires_ms bigint not null,
    used_ms bigint
);
create index refresh_token_session on refresh_token (session_id);

-- Keys that access tokens are signed with; a new one each day, old ones until their last token is.
create table token_key (
    id text collate "C" primary key,
    key bytea not null,
    created_ms bigint not null
);
