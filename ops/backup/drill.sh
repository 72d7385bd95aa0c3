#!/usr/bin/env bash
# The drill: the newest backup is brought back into a folder that is thrown away, and every shop's books are checked.
# On a machine of its own, monthly; nothing of what serves is touched.
#
# usage: drill.sh FOLDER [MOMENT] [REPOSITORY]
#   FOLDER  a new folder with room for the database
#
# PG_BIN names PostgreSQL's programs, SMARTKHATA the program that checks; DRILL_DATABASE the database (books),
# DRILL_LOGIN who owns its tables (keeper).
#
# It runs by settings of its own. The cluster's may lie beside its data and in no backup (Debian keeps them in
# /etc/postgresql), and let nobody in as the tables' owner.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder="${1:?usage: drill.sh FOLDER [MOMENT] [REPOSITORY]}"
moment="${2:-newest}"
repository="${3:-1}"
bin="${PG_BIN:-/usr/lib/postgresql/15/bin}"
check="${SMARTKHATA:-smartkhata}"

mkdir -m 0700 "$folder"
data="$folder/data"
# shellcheck disable=SC2317 # called by the trap
stop() {
  "$bin/pg_ctl" --pgdata "$data" --mode immediate --silent stop 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

now() { date +%s%3N; }
begun=$(now)
"$here/restore.sh" "$data" "$moment" "$repository"
restored=$(now)

# The folder is open to nobody else, and so is the socket in it.
: > "$folder/postgresql.conf"
: > "$folder/pg_ident.conf"
echo 'local all all trust' > "$folder/pg_hba.conf"
# Alone: no listener, no archive of its own, nobody that it follows. Nobody reads before the log is replayed, so that it
# need not have as many connections as what it comes from.
"$bin/pg_ctl" --pgdata "$data" --silent --timeout 86400 --log "$folder/log" start --options \
  "-c config_file=$folder/postgresql.conf -c hba_file=$folder/pg_hba.conf -c ident_file=$folder/pg_ident.conf \
   -c listen_addresses= -c unix_socket_directories=$folder -c port=5432 -c ssl=off -c hot_standby=off -c archive_mode=off \
   -c primary_conninfo= -c primary_slot_name= -c synchronous_standby_names= -c fsync=off" || {
  tail -n 40 "$folder/log" >&2
  exit 1
}
until [ "$("$bin/psql" --host "$folder" --port 5432 --username postgres --no-align --tuples-only \
    --command 'select pg_is_in_recovery()' postgres 2>/dev/null)" = f ]; do
  if ! "$bin/pg_ctl" --pgdata "$data" status > /dev/null; then
    echo "drill.sh: PostgreSQL ended while it replayed the log" >&2
    tail -n 40 "$folder/log" >&2
    exit 1
  fi
  sleep 0.2
done
replayed=$(now)

escaped=${folder//\//%2F}
verdict=0
env --unset=DATABASE_OWNER_URL DATABASE_URL="postgres://${DRILL_LOGIN:-keeper}@$escaped:5432/${DRILL_DATABASE:-books}" \
  "$check" verify --all --operator drill || verdict=$?
checked=$(now)

printf '{"restore_ms":%d,"replay_ms":%d,"check_ms":%d,"sound":%s}\n' $((restored - begun)) $((replayed - restored)) \
  $((checked - replayed)) "$([ "$verdict" = 0 ] && echo true || echo false)" | tee "${DRILL_REPORT:-/dev/null}"
# What was brought back could be deleted for good where its bucket keeps no versions: that is no drill that succeeded.
"$here/versioned.sh" "$repository" || verdict=1
if [ -n "${TEXTFILES:-}" ] && [ "$verdict" = 0 ]; then
  "$here/drill-succeeded.sh" "${PGBACKREST_STANZA:-smartkhata}"
fi
exit "$verdict"
