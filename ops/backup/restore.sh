#!/usr/bin/env bash
# Brings the database back into a folder, from either region: as it last was, or as it was at a moment.
#
# usage: restore.sh DATA [MOMENT] [REPOSITORY]
#   DATA        the folder of the cluster; what lies there and differs is replaced
#   MOMENT      2026-11-28 10:15:00+05:30, or `newest` (the default): all of the log that was archived
#   REPOSITORY  1 (the first region, the default) or 2
#
# PostgreSQL is started afterwards; it replays the log, and goes on by itself on a new timeline.
set -euo pipefail

data="${1:?usage: restore.sh DATA [MOMENT] [REPOSITORY]}"
moment="${2:-newest}"
repository="${3:-1}"

if [ -e "$data/postmaster.pid" ]; then
  echo "restore.sh: a PostgreSQL may be running in $data; stop it first" >&2
  exit 1
fi

what=(--repo="$repository" --pg1-path="$data")
# Files that are right already are left as they are; without an earlier folder there is nothing to compare.
[ -e "$data/PG_VERSION" ] && what+=(--delta)
if [ "$moment" = newest ]; then
  what+=(--type=default)
else
  what+=(--type=time --target="$moment" --target-action=promote)
fi

begun=$(date +%s)
pgbackrest "${what[@]}" restore
echo "restored in $(( $(date +%s) - begun )) s from repository $repository, to $moment"
