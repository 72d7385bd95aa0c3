#!/bin/sh
# Tells node_exporter's textfile collector when each stanza was last backed up, as pgBackRest knows it. Run by a timer
# every few minutes, as the user that owns the repository:
#   backup-age.sh /var/lib/prometheus/node-exporter
# Each repository for itself: one that fails is not hidden by the other. One that never had a backup is as old as can be.
# A stanza none of whose repositories can be read leaves the file as it was: its age goes on rising, and the alert comes.
set -eu
folder=${1:?the folder that node_exporter reads}
told=$(pgbackrest info --output=json)
# shellcheck disable=SC2016 # names of jq
each='.[] | select(any(.repo[]; .status.code == 0)) | .name as $stanza | .backup as $all | .repo[] | .key as $repository
    | { stanza: $stanza, repository: $repository,
        backups: ($all | map(select(.database["repo-key"] == $repository and .error != true))) } |'
new=$(mktemp "$folder/.backup-age.XXXXXX")
trap 'rm -f "$new"' EXIT
{
    echo '# HELP smartkhata_backup_completed_timestamp_seconds When the newest backup of a type was complete.'
    echo '# TYPE smartkhata_backup_completed_timestamp_seconds gauge'
    printf '%s' "$told" | jq -r "$each"'
        if .backups == [] then
            "smartkhata_backup_completed_timestamp_seconds{stanza=\"\(.stanza)\",repository=\"\(.repository)\",type=\"none\"} 0"
        else .stanza as $stanza | .repository as $repository | .backups | group_by(.type)[]
        | "smartkhata_backup_completed_timestamp_seconds{stanza=\"\($stanza)\",repository=\"\($repository)\",type=\"\(.[0].type)\"} \(map(.timestamp.stop) | max)"
        end'
    echo '# HELP smartkhata_backup_size_bytes What the newest backup of a type takes in the repository.'
    echo '# TYPE smartkhata_backup_size_bytes gauge'
    printf '%s' "$told" | jq -r "$each"'
        .stanza as $stanza | .repository as $repository | .backups | group_by(.type)[] | max_by(.timestamp.stop)
        | "smartkhata_backup_size_bytes{stanza=\"\($stanza)\",repository=\"\($repository)\",type=\"\(.type)\"} \(.info.repository.delta)"'
} > "$new"
chmod 644 "$new"
mv "$new" "$folder/smartkhata-backup.prom"
