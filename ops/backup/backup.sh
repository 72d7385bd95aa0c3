#!/usr/bin/env bash
# The day's backup, to both regions: whole on Sundays, what changed since on the other days. Backups and log that are
# older than thirty days are let go at the end of each. A region that fails does not keep the other from its backup; this
# fails at the end all the same.
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
failed=0
for repository in $repositories; do
  echo "==> $kind backup to repository $repository"
  if ! pgbackrest --repo="$repository" --type="$kind" backup; then
    echo "backup.sh: repository $repository has no backup of today" >&2
    failed=1
  fi
done
echo "done in $(( $(date +%s) - begun )) s"
exit "$failed"
