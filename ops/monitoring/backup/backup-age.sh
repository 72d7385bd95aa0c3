#!/bin/sh
# Tells node_exporter's textfile collector when each stanza was last backed up, as pgBackRest knows it. Run by a timer
# every few minutes, as the user that owns the repository:
#   backup-age.sh /var/lib/prometheus/node-exporter
# A stanza whose repository cannot be read leaves the file as it was: its age goes on rising, and the alert comes.
set -eu
folder=${1:?the folder that node_exporter reads}
told=$(pgbackrest info --output=json)
new=$(mktemp "$folder/.backup-age.XXXXXX")
trap 'rm -f "$new"' EXIT
{
    echo '# HELP smartkhata_backup_completed_timestamp_seconds When the newest backup of a type was complete.'
    echo '# TYPE smartkhata_backup_completed_timestamp_seconds gauge'
    printf '%s' "$told" | jq -r '
        .[] | select(.status.code == 0) | .name as $stanza
        | .backup | map(select(.error != true)) | group_by(.type)[]
        | "smartkhata_backup_completed_timestamp_seconds{stanza=\"\($stanza)\",type=\"\(.[0].type)\"} \(map(.timestamp.stop) | max)"'
    echo '# HELP smartkhata_backup_size_bytes What the newest backup of a type takes in the repository.'
    echo '# TYPE smartkhata_backup_size_bytes gauge'
    printf '%s' "$told" | jq -r '
        .[] | select(.status.code == 0) | .name as $stanza
        | .backup | map(select(.error != true)) | group_by(.type)[] | max_by(.timestamp.stop)
        | "smartkhata_backup_size_bytes{stanza=\"\($stanza)\",type=\"\(.type)\"} \(.info.repository.delta)"'
} > "$new"
chmod 644 "$new"
mv "$new" "$folder/smartkhata-backup.prom"
