#!/usr/bin/env bash
# The drill on RDS for each of RDS_INSTANCES, one after the other: one that fails keeps no other from its own, and is told
# at the end.
#
# usage: rds-drills.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
failed=()
for instance in ${RDS_INSTANCES:?the instances, as RDS names them}; do
  "$here/rds-drill.sh" "$instance" || failed+=("$instance")
done
if [ "${#failed[@]}" != 0 ]; then
  echo "rds-drills.sh: no good drill of ${failed[*]}" >&2
  exit 1
fi
