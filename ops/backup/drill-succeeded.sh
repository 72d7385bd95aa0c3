#!/usr/bin/env bash
# Tells node_exporter's textfile collector, whose folder TEXTFILES names, that a drill has succeeded now.
set -euo pipefail

folder="${TEXTFILES:?the folder that node_exporter reads}"
unfinished=$(mktemp "$folder/.smartkhata_drill.XXXXXX")
{
  echo '# HELP smartkhata_drill_last_success_timestamp_seconds When a backup was last brought back and found sound.'
  echo '# TYPE smartkhata_drill_last_success_timestamp_seconds gauge'
  echo "smartkhata_drill_last_success_timestamp_seconds $(date +%s)"
} > "$unfinished"
chmod 0644 "$unfinished"
mv "$unfinished" "$folder/smartkhata_drill.prom"
