#!/usr/bin/env bash
# The drill on RDS: the database is brought back into an instance that is thrown away, and every shop's books are checked.
# Monthly, on a machine that reaches the database; nothing of what serves is touched.
#
# usage: rds-drill.sh INSTANCE [MOMENT]
#   INSTANCE  as RDS names it: smartkhata-production
#   MOMENT    2026-11-28T04:45:00Z, or `newest` (the default)
#
# DRILL_URL is how the owner of the tables reaches the database, with HOST where its host would stand:
# postgres://keeper:<PASSWORD>@HOST/books?sslmode=require. AWS_CLI names Amazon's command line, SMARTKHATA the program that
# checks, TEXTFILES the folder that node_exporter reads.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
from="${1:?usage: rds-drill.sh INSTANCE [MOMENT]}"
url="${DRILL_URL:?the address of the database, with HOST for its host}"
new="$from-drill"
aws="${AWS_CLI:-aws}"

# shellcheck disable=SC2317 # called by the trap
gone() {
  "$aws" rds delete-db-instance --db-instance-identifier "$new" --skip-final-snapshot --delete-automated-backups > /dev/null || true
}
trap gone EXIT

now() { date +%s%3N; }
begun=$(now)
host=$(RDS_OPTIONS="--no-multi-az --no-deletion-protection" "$here/rds-restore.sh" "$from" "$new" "${2:-newest}")
restored=$(now)
verdict=0
env --unset=DATABASE_OWNER_URL DATABASE_URL="${url/HOST/$host}" \
  "${SMARTKHATA:-smartkhata}" verify --all --operator drill || verdict=$?
checked=$(now)

printf '{"restore_ms":%d,"check_ms":%d,"sound":%s}\n' $((restored - begun)) $((checked - restored)) \
  "$([ "$verdict" = 0 ] && echo true || echo false)" | tee "${DRILL_REPORT:-/dev/null}"
if [ -n "${TEXTFILES:-}" ] && [ "$verdict" = 0 ]; then
  "$here/drill-succeeded.sh" "$from"
fi
exit "$verdict"
