#!/bin/sh
# Tells node_exporter's textfile collector when RDS last took its own snapshot of a database, and up to when it can be
# brought back. Run by a timer every few minutes, on the machine of Prometheus, as who may `rds:DescribeDBInstances` and
# `rds:DescribeDBSnapshots`, and nothing more:
#   RDS_INSTANCES="smartkhata-production" rds-backup-age.sh /var/lib/prometheus/node-exporter
# An instance without a snapshot has one as old as can be. When Amazon does not answer, the file stays as it was: its age
# goes on rising, and the alert comes.
set -eu
folder=${1:?the folder that node_exporter reads}
aws=${AWS_CLI:-aws}
new=$(mktemp "$folder/.rds-backup-age.XXXXXX")
trap 'rm -f "$new" "$new.completed" "$new.restorable"' EXIT
: > "$new.completed"
: > "$new.restorable"
# Amazon's times have fractions and an offset of zero; jq reads neither.
seconds='def seconds: .[0:19] + "Z" | fromdateiso8601;'
for instance in ${RDS_INSTANCES:?the instances, as RDS names them}; do
    snapshots=$("$aws" rds describe-db-snapshots --db-instance-identifier "$instance" --snapshot-type automated --output json)
    printf '%s' "$snapshots" | jq -r --arg name "$instance" "$seconds"'
        [.DBSnapshots[] | select(.Status == "available") | .SnapshotCreateTime | seconds] | max // 0
        | "smartkhata_backup_completed_timestamp_seconds{stanza=\"\($name)\",type=\"snapshot\"} \(.)"' >> "$new.completed"
    instances=$("$aws" rds describe-db-instances --db-instance-identifier "$instance" --output json)
    printf '%s' "$instances" | jq -r --arg name "$instance" "$seconds"'
        .DBInstances[0].LatestRestorableTime // empty | seconds
        | "smartkhata_backup_restorable_timestamp_seconds{stanza=\"\($name)\"} \(.)"' >> "$new.restorable"
done
{
    echo '# HELP smartkhata_backup_completed_timestamp_seconds When the newest backup of a type was complete.'
    echo '# TYPE smartkhata_backup_completed_timestamp_seconds gauge'
    cat "$new.completed"
    echo '# HELP smartkhata_backup_restorable_timestamp_seconds Up to when the database can be brought back.'
    echo '# TYPE smartkhata_backup_restorable_timestamp_seconds gauge'
    cat "$new.restorable"
} > "$new"
chmod 644 "$new"
mv "$new" "$folder/smartkhata-rds-backup.prom"
