#!/usr/bin/env bash
# The day's backup, to both regions: whole on Sundays, what changed since on the other days. Backups and log that are
# older than thirty days are let go at the end of each.
#
# usage: backup.sh [full|diff]
set -euo pipefail

kind="${1:-}"
if [ -z "$kind" ]; then
  # Sunday in India, wherever this machine thinks it is.
  if [ "$(TZ=Asia/Kolkata date +%u)" = 7 ]; then kind=full; else kind='diff'; fi
fi
repositories="${BACKUP_REPOSITORIES:-1 2}"

begun=$(date +%s)
for repository in $repositories; do
  echo "==> $kind backup to repository $repository"
  pgbackrest --repo="$repository" --type="$kind" backup
done
echo "done in $(( $(date +%s) - begun )) s"
