#!/usr/bin/env bash
# Whether the bucket of each repository keeps what is overwritten or deleted in it: a key that leaks, or a hand that slips,
# must not take the backups along. S3 itself is asked; the key needs `s3:GetBucketVersioning`.
#
# usage: versioned.sh [REPOSITORY…]      (1 2)
#
# Told by pgBackRest's own options, of the environment (backup.env) before its file. A repository that is no bucket has
# nothing to ask. AWS_CLI names Amazon's command line (aws).
set -euo pipefail

# pgBackRest's option of a repository: told REPOSITORY NAME.
told() {
  local name="PGBACKREST_REPO$1_${2//-/_}"
  name="${name^^}"
  if [ -n "${!name:-}" ]; then
    printf '%s' "${!name}"
  elif [ -r "${PGBACKREST_CONFIG:-/etc/smartkhata/pgbackrest.conf}" ]; then
    sed -n "s/^repo$1-$2=//p" "${PGBACKREST_CONFIG:-/etc/smartkhata/pgbackrest.conf}" | head -n 1
  fi
}

# Asks S3 as pgBackRest would.
ask() {
  local repository="$1" host port authorities
  if [ "$(told "$repository" s3-key-type)" != auto ]; then
    AWS_ACCESS_KEY_ID="$(told "$repository" s3-key)"
    AWS_SECRET_ACCESS_KEY="$(told "$repository" s3-key-secret)"
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  fi
  authorities="$(told "$repository" storage-ca-file)"
  if [ -n "$authorities" ]; then
    export AWS_CA_BUNDLE="$authorities"
  fi
  host="$(told "$repository" storage-host)"
  port="$(told "$repository" storage-port)"
  "${AWS_CLI:-aws}" ${host:+--endpoint-url "https://$host:${port:-443}"} --region "$(told "$repository" s3-region)" \
    s3api get-bucket-versioning --bucket "$(told "$repository" s3-bucket)" --query Status --output text
}

failed=0
if [ $# = 0 ]; then
  set -- 1 2
fi
for repository in "$@"; do
  if [ "$(told "$repository" type)" != s3 ]; then
    continue
  fi
  status=$(ask "$repository") || status="not known"
  if [ "$status" = Enabled ]; then
    echo "repository $repository: the bucket keeps versions"
  else
    echo "versioned.sh: repository $repository: versions of $(told "$repository" s3-bucket) are $status: a deleted backup is gone" >&2
    failed=1
  fi
done
exit "$failed"
