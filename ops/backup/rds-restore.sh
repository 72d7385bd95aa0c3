#!/usr/bin/env bash
# Brings a database of RDS back into a new instance, as it last was or as it was at a moment, and waits until it answers;
# says its host. In the network of the one it comes from, so that the servers reach it: RDS would take the default one.
#
# usage: rds-restore.sh INSTANCE NEW [MOMENT]
#   INSTANCE  as RDS names it: smartkhata-production
#   NEW       the new instance's name
#   MOMENT    2026-11-28T04:45:00Z, or `newest` (the default)
#
# AWS_CLI names Amazon's command line. RDS_OPTIONS are further options of the restore: `--multi-az` for what will serve.
# RDS_WAIT_SECONDS is how long it is waited for (10800, three hours: of the four that are promised one is left for what comes
# after), RDS_POLL_SECONDS how often it is looked at (30).
set -euo pipefail

from="${1:?usage: rds-restore.sh INSTANCE NEW [MOMENT]}"
new="${2:?usage: rds-restore.sh INSTANCE NEW [MOMENT]}"
moment="${3:-newest}"
aws="${AWS_CLI:-aws}"

ask() {
  "$aws" rds describe-db-instances --db-instance-identifier "$1" --output text --query "DBInstances[0].$2"
}

what=(--use-latest-restorable-time)
[ "$moment" = newest ] || what=(--restore-time "$moment")
subnets=$(ask "$from" DBSubnetGroup.DBSubnetGroupName)
[ "$subnets" = None ] || what+=(--db-subnet-group-name "$subnets")
parameters=$(ask "$from" 'DBParameterGroups[0].DBParameterGroupName')
[ "$parameters" = None ] || what+=(--db-parameter-group-name "$parameters")
read -r -a groups <<< "$(ask "$from" 'VpcSecurityGroups[].VpcSecurityGroupId')"
[ "${groups[0]:-None}" = None ] || what+=(--vpc-security-group-ids "${groups[@]}")
read -r -a more <<< "${RDS_OPTIONS:-}"

begun=$(date +%s)
"$aws" rds restore-db-instance-to-point-in-time --source-db-instance-identifier "$from" \
  --target-db-instance-identifier "$new" "${what[@]}" "${more[@]}" > /dev/null

# A large database may take hours; `aws rds wait` gives up after half of one.
last=$((begun + ${RDS_WAIT_SECONDS:-10800}))
until status=$(ask "$new" DBInstanceStatus) && [ "$status" = available ]; do
  case "${status:-}" in
    failed | incompatible-* | inaccessible-* | restore-error | storage-full)
      echo "rds-restore.sh: $new is $status" >&2
      exit 1
      ;;
  esac
  if [ "$(date +%s)" -ge "$last" ]; then
    echo "rds-restore.sh: $new is still ${status:-not told of} after $(($(date +%s) - begun)) s" >&2
    exit 1
  fi
  sleep "${RDS_POLL_SECONDS:-30}"
done
echo "restored in $(( $(date +%s) - begun )) s into $new, to $moment" >&2
ask "$new" Endpoint.Address
