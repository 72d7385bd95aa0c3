//! The statements over accounts.

use smartkhata_core::store::Sql;

macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $text:expr;)+) => {
        $($(#[$doc])+ pub static $name: Sql = Sql { name: stringify!($name), text: $text };)+
    };
}

statements! {
    /// Counts one more attempt in its window; answers how many there are.
    ATTEMPT_COUNT = "insert into attempt (key, window_ms, count) values (?1, ?2, 1) \
        on conflict (key, window_ms) do update set count = attempt.count + 1 returning count";
    /// Forgets counts of windows that began before.
    ATTEMPTS_FORGET = "delete from attempt where window_ms < ?1";
    /// Keeps an identity's newest code in place of any before under its name.
    CODE_SET = "insert into login_code (identity, hash, expires_ms) values (?1, ?2, ?3) on conflict (identity) \
        do update set hash = excluded.hash, expires_ms = excluded.expires_ms, tries = 0";
    /// An identity's newest code under either of its names, locked: hash, expiry, tries.
    CODE_GET = "select hash, expires_ms, tries from login_code where identity in (?1, ?2) \
        order by expires_ms desc limit 1 for update";
    /// A try that failed.
    CODE_TRIED = "update login_code set tries = tries + 1 where identity in (?1, ?2)";
    /// A code that was used.
    CODE_USED = "delete from login_code where identity in (?1, ?2)";
    /// Forgets codes that expired before.
    CODES_FORGET = "delete from login_code where expires_ms < ?1";
    /// Until the transaction ends, whoever makes an account of the same identity waits: two keys give it two digests.
    ACCOUNT_TURN = "select cast(length(cast(pg_advisory_xact_lock(?1) as text)) as bigint)";
    /// Makes an account; touches no row when the identity has one.
    ACCOUNT_ADD = "insert into account (id, phone, email, lookup, sealed, sealed_by, created_ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
    /// The account of a phone number or an address, plain or by its digests: id, password.
    ACCOUNT_FIND = "select id, password from account where phone = ?1 or email = ?2 or lookup in (?3, ?4)";
    /// An account: phone, email, whether it has a password, its identity sealed, until when it may stay.
    ACCOUNT_GET = "select phone, email, cast(case when password is null then 0 else 1 end as bigint), sealed, leaving_ms \
        from account where id = ?1";
    /// Accounts whose identity is not sealed with the key of this name, after an id: id, phone, email, sealed.
    ACCOUNTS_UNSEALED = "select id, phone, email, sealed from account \
        where id > ?2 and (phone is not null or email is not null or (sealed_by is not null and sealed_by <> ?1)) \
        order by id limit 500";
    /// Any account whose identity is sealed: id, phone, email, sealed.
    ACCOUNT_SEALED = "select id, phone, email, sealed from account where sealed is not null limit 1";
    /// Seals an account's identity, unless it left meanwhile.
    ACCOUNT_SEAL = "update account set phone = null, email = null, lookup = ?2, sealed = ?3, sealed_by = ?4 \
        where id = ?1 and erased_ms is null";
    /// A key's name that identities were sealed with beside these.
    SEALED_BY_OTHERS = "select sealed_by from account where sealed_by is not null and sealed_by not in (?1, ?2) limit 1";
    /// Notes that an account leaves, and what becomes of the books of its shops.
    ACCOUNT_LEAVES = "update account set leaving_ms = ?2, leaving_books = ?3 where id = ?1 and erased_ms is null";
    /// Notes that it stays.
    ACCOUNT_STAYS = "update account set leaving_ms = null, leaving_books = null where id = ?1 and leaving_ms is not null";
    /// How many others own a shop.
    OWNERS_BESIDE = "select cast(count(*) as bigint) from membership \
        where business_id = ?1 and role = 'owner' and account_id <> ?2";
    /// Until the transaction ends, whoever writes to the account under a key waits.
    ACCOUNT_OWN_TURN = "select cast(1 as bigint) from account where id = ?1 for no key update";
    /// The answer of an account under a key: request, status, answer.
    ANSWER_GET = "select request, status, answer from account_answer where account_id = ?1 and key = ?2";
    /// Keeps an answer of an account under a key.
    ANSWER_KEEP = "insert into account_answer (account_id, key, request, status, answer, created_ms) \
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// Forgets answers that were kept before.
    ANSWERS_FORGET = "delete from account_answer where created_ms < ?1";
    /// Sets an account's password.
    PASSWORD_SET = "update account set password = ?2 where id = ?1";
    /// Begins a session.
    SESSION_ADD = "insert into session (id, account_id, device, created_ms, seen_ms) values (?1, ?2, ?3, ?4, ?4)";
    /// Ends a session of an account.
    SESSION_END = "update session set ended_ms = ?3 where id = ?1 and account_id = ?2 and ended_ms is null";
    /// Ends all sessions of an account but one.
    SESSIONS_END_OTHERS = "update session set ended_ms = ?3 where account_id = ?2 and id <> ?1 and ended_ms is null";
    /// Notes that a session is in use.
    SESSION_SEEN = "update session set seen_ms = ?2 where id = ?1";
    /// Whether a session of an account goes on.
    SESSION_OPEN = "select cast(1 as bigint) from session where id = ?1 and account_id = ?2 and ended_ms is null";
    /// The open sessions of an account, last used first: id, device, created, seen. One that no refresh token goes on with
    /// is over without anybody's ending it.
    SESSION_LIST = "select s.id, s.device, s.created_ms, s.seen_ms from session s where s.account_id = ?1 \
        and s.ended_ms is null and exists (select 1 from refresh_token r where r.session_id = s.id and r.expires_ms >= ?2) \
        order by s.seen_ms desc, s.id limit 100";
    /// Keeps a refresh token, which follows on another.
    REFRESH_ADD = "insert into refresh_token (hash, session_id, parent, expires_ms) values (?1, ?2, ?3, ?4)";
    /// A refresh token, locked with its session: session, account, whether that ended, expiry, when it was used, whether
    /// one that followed on the same or on itself was used.
    REFRESH_GET = "select s.id, s.account_id, s.ended_ms, r.expires_ms, r.used_ms, cast(case when exists ( \
        select 1 from refresh_token o where o.session_id = r.session_id and o.used_ms is not null and o.hash <> r.hash \
        and (o.parent = r.parent or o.parent = r.hash)) then 1 else 0 end as bigint) \
        from refresh_token r join session s on s.id = r.session_id where r.hash = ?1 for update of s, r";
    /// Marks a refresh token as used.
    REFRESH_USED = "update refresh_token set used_ms = ?2 where hash = ?1";
    /// Forgets refresh tokens that expired before.
    REFRESH_FORGET = "delete from refresh_token where expires_ms < ?1";
    /// The keys that tokens are signed with, newest first.
    KEYS_ALL = "select id, key, created_ms from token_key order by created_ms desc, id";
    /// Keeps a key.
    KEY_ADD = "insert into token_key (id, key, created_ms) values (?1, ?2, ?3)";
    /// Seals a key anew.
    KEY_SEAL = "update token_key set key = ?2 where id = ?1";
    /// Forgets keys that were made before.
    KEYS_FORGET = "delete from token_key where created_ms < ?1";
    /// The shops of an account: business, role, since when.
    SHOPS = "select m.business_id, m.role, m.since_ms from membership m where m.account_id = ?1 order by m.since_ms, m.business_id \
        limit 500";
    /// The members of a shop: account, phone, email, role, identity sealed.
    MEMBERS = "select m.account_id, a.phone, a.email, m.role, a.sealed from membership m join account a on a.id = m.account_id \
        where m.business_id = ?1 order by m.since_ms, m.account_id";
    /// Sets what an account is to a shop.
    MEMBER_SET = "insert into membership (business_id, account_id, role, since_ms) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, account_id) do nothing";
    /// Changes what a member is to a shop; what they were is kept for what their devices still hold of that time.
    MEMBER_CHANGE = "update membership set role = ?3, \
        before_role = case when role = ?3 then before_role else role end, \
        before_ms = case when role = ?3 then before_ms else ?4 end where business_id = ?1 and account_id = ?2";
    /// Takes an account out of a shop.
    MEMBER_REMOVE = "delete from membership where business_id = ?1 and account_id = ?2";
    /// How many owners a shop has.
    OWNERS = "select cast(count(*) as bigint) from membership where business_id = ?1 and role = 'owner'";
    /// Keeps a code that lets a device in.
    INVITE_ADD = "insert into invite (hash, business_id, role, by_account, expires_ms) values (?1, ?2, ?3, ?4, ?5)";
    /// The shop that a code leads to which may still be used.
    INVITE_SHOP = "select business_id from invite where hash = ?1 and used_ms is null and expires_ms > ?2 \
        and not exists (select 1 from moved o where o.shop = invite.business_id)";
    /// Uses a code of a shop, once: its role, and what who made it is to the shop now.
    INVITE_USE = "update invite set used_ms = ?3 where hash = ?1 and business_id = ?2 and used_ms is null \
        and expires_ms > ?3 returning role, coalesce((select m.role from membership m \
        where m.business_id = invite.business_id and m.account_id = invite.by_account), '')";
    /// Forgets codes that expired before.
    INVITES_FORGET = "delete from invite where expires_ms < ?1";
    /// The account of a device that was let in by a code.
    ACCOUNT_INVITED = "insert into account (id, created_ms, invited_ms) values (?1, ?2, ?2)";
    /// The number series that devices of a shop were given, or say that they have.
    DEVICE_SERIES = "select series from device where business_id = ?1 union \
        select trim(both '\"' from f.value) from field f where f.business_id = ?1 and f.name = 'series'";
    /// Takes a device in, unless somebody goes by its name, or the server does or did.
    DEVICE_ADD = "insert into device (business_id, id, account_id, session_id, name, series, seen_ms) \
        select ?1, ?2, ?3, ?4, ?5, ?6, ?7 where not exists (select 1 from head h where h.business_id = ?1 \
        and (h.device = ?2 or ?2 = any(h.former))) on conflict do nothing";
    /// The devices of a shop under the names that they go by, those that were here last first: id, name, series, seen,
    /// removed, what it is to the shop.
    DEVICES = "select d.id, d.name, d.series, d.seen_ms, cast(case when d.retired_ms is null then 0 else 1 end as bigint), \
        coalesce(m.role, '') from device d left join membership m on m.business_id = d.business_id and m.account_id = d.account_id \
        where d.business_id = ?1 and not exists (select 1 from device o where o.business_id = ?1 \
        and o.session_id = d.session_id and o.seen_ms > d.seen_ms) order by d.seen_ms desc, d.id limit 200";
    /// Shuts a device out.
    DEVICE_REMOVE = "update device set retired_ms = ?3 where business_id = ?1 and id = ?2 and retired_ms is null";
    /// Shuts the devices of a member out who is about to be none; what they were is kept for what those still hold.
    DEVICES_OF_MEMBER_REMOVE = "update device set retired_ms = coalesce(retired_ms, ?3), retired_role = \
        (select m.role from membership m where m.business_id = ?1 and m.account_id = ?2) \
        where business_id = ?1 and account_id = ?2";
    /// Whose a device is, what that account is to the shop or was, and whether a code made it.
    DEVICE_HOLDER = "select d.account_id, coalesce(m.role, d.retired_role, ''), \
        cast(case when a.invited_ms is null then 0 else 1 end as bigint) from device d join account a on a.id = d.account_id \
        left join membership m on m.business_id = d.business_id and m.account_id = d.account_id \
        where d.business_id = ?1 and d.id = ?2";
    /// Makes the devices of an account names that another sign-in went by.
    DEVICES_TAKE_OVER = "update device set account_id = ?3, session_id = ?4 where business_id = ?1 and account_id = ?2";
    /// Forgets that those read the log who no longer do: devices that were shut out, and names that a sign-in has left
    /// for another, which are none where no sign-in is named.
    READERS_FORGET = "delete from reader where business_id = ?1 and dev in (select d.id from device d \
        where d.business_id = ?1 and (d.retired_ms is not null or (d.session_id = ?2 and d.id <> ?3)))";
    /// Forgets the codes that an account made and nobody used.
    INVITES_OF = "delete from invite where business_id = ?1 and by_account = ?2 and used_ms is null";
    /// Notes what somebody did to a shop.
    AUDIT = "insert into audit (business_id, id, account_id, act, detail, at_ms) values (?1, ?2, ?3, ?4, ?5, ?6)";
}
