#!/usr/bin/env bash
# Tells node_exporter's textfile collector, whose folder TEXTFILES names, that a drill of a database has succeeded now.
#
# usage: drill-succeeded.sh STANZA
#   STANZA  as pgBackRest or RDS names the database
set -euo pipefail

stanza="${1:?usage: drill-succeeded.sh STANZA}"
folder="${TEXTFILES:?the folder that node_exporter reads}"
unfinished=$(mktemp "$folder/.smartkhata_drill.XXXXXX")
{
  echo '# HELP smartkhata_drill_last_success_timestamp_seconds When a backup was last brought back and found sound.'
  echo '# TYPE smartkhata_drill_last_success_timestamp_seconds gauge'
  echo "smartkhata_drill_last_success_timestamp_seconds{stanza=\"$stanza\"} $(date +%s)"
} > "$unfinished"
chmod 0644 "$unfinished"
mv "$unfinished" "$folder/smartkhata_drill-$stanza.prom"
