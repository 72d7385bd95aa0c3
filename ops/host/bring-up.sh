#!/usr/bin/env bash
# Makes this machine the one that watches a place and works on it: Prometheus with what it asks and tells, the drill and the
# age of backups on RDS, the programs of the version that serves. At its first start, and again when files have changed
# (smartkhata-host.timer): everything that is written here may be written again.
#
# usage: bring-up.sh
#
# FILES is the folder that the template's bucket was brought to, with what this place is in host.env. AWS_CLI names Amazon's
# command line. Below ROOT it is tried out.
set -euo pipefail

files="${FILES:-/usr/lib/smartkhata}"
root="${ROOT:-}"
aws="${AWS_CLI:-aws}"
export DEBIAN_FRONTEND=noninteractive

set -a
# PLACE, PREFIX, CLUSTER, REPOSITORY, TRIED, API, APP, RDS_INSTANCES, AWS_DEFAULT_REGION
# shellcheck disable=SC1091 # the template writes it
. "$files/host.env"
set +a

apt-get update -q
apt-get install -q -y --no-install-recommends prometheus prometheus-alertmanager prometheus-postgres-exporter \
  prometheus-node-exporter prometheus-blackbox-exporter jq skopeo postgresql-client unattended-upgrades

# A file from standard input, where it is another than before; for root and Prometheus alone where it is a secret.
put() {
  mkdir -p "$(dirname "$root$1")"
  local new
  new=$(mktemp "$root$1.XXXXXX")
  cat > "$new"
  if [ "${2:-}" = secret ]; then
    chmod 0640 "$new"
    chgrp prometheus "$new"
  else
    chmod 0644 "$new"
  fi
  mv "$new" "$root$1"
}

secret() {
  "$aws" secretsmanager get-secret-value --secret-id "$PREFIX/$1" --query SecretString --output text
}

# What Prometheus asks, of whom; who is told.
for name in metrics-token pagerduty-key slack-url; do
  secret "$name" | tr -d '\n' | put "/etc/smartkhata/secrets/${name//-/_}" secret
done
heartbeat=$(secret heartbeat-url | sed "s/[&|]/\\\\&/g")
mkdir -p "$root/etc/prometheus"
cp -r "$files/monitoring/prometheus/rules" "$root/etc/prometheus/"
cp -r "$files/monitoring/alertmanager/templates" "$root/etc/prometheus/"
sed "s/^    environment: production$/    environment: $PLACE/" "$files/monitoring/prometheus/prometheus.yml" \
  | put /etc/prometheus/prometheus.yml
sed "s|https://heartbeat.smartkhata.example/watchdog|$heartbeat|" "$files/monitoring/alertmanager/alertmanager.yml" \
  | put /etc/prometheus/alertmanager.yml secret
before=$(cat "$root/etc/default/prometheus" 2> /dev/null || true)
echo 'ARGS="--storage.tsdb.retention.time=31d"' | put /etc/default/prometheus
put /etc/prometheus/blackbox.yml < "$files/monitoring/blackbox/blackbox.yml"
put /etc/prometheus/postgres-queries.yml < "$files/monitoring/postgres/queries.yml"
targets() { put "/etc/prometheus/targets/$1.yml"; }
echo '- targets: ["127.0.0.1:9093"]' | targets alertmanager
# An exporter for each cluster, under the name that RDS has for it: the first part of its host's.
IFS=, read -r -a watched <<< "$(secret watching-url | tr -d '[:space:]')"
exporters=()
clusters=
for url in "${watched[@]}"; do
  name=${url##*@}
  name=${name%%[.:/?]*}
  port=$((9187 + ${#exporters[@]}))
  printf 'DATA_SOURCE_NAME=%s\nPORT=%s\n' "$url" "$port" | put "/etc/smartkhata/exporter/$name.env" secret
  clusters+="- targets: [\"127.0.0.1:$port\"]"$'\n  labels:\n    instance: '"$name"$'\n'
  exporters+=("smartkhata-exporter@$name.service")
done
targets database <<< "${clusters%$'\n'}"
echo '- targets: ["127.0.0.1:9100"]' | targets node
printf -- '- targets: ["%s/ready", "%s/"]\n  labels:\n    blackbox: 127.0.0.1:9115\n' "$API" "$APP" | targets website
mkdir -p "$root/var/lib/prometheus/node-exporter" "$root/var/lib/smartkhata/release"
chown prometheus: "$root/var/lib/prometheus/node-exporter"

# The version that serves, and what a release is told; where the release is written down lies beside it. Releases run as a
# user of their own, who needs no other right on this machine.
adduser --system --group --quiet --home /var/lib/smartkhata/release --no-create-home release
chown release: "$root/var/lib/smartkhata/release"
put "/var/lib/smartkhata/release/$PLACE.json" < "$files/release.json"
bash "$files/host/programs.sh"

# Backups: how old they are, every five minutes; one is brought back monthly.
put /etc/smartkhata/backup.env secret << END
TEXTFILES=/var/lib/prometheus/node-exporter
RDS_INSTANCES="$RDS_INSTANCES"
AWS_DEFAULT_REGION=$AWS_DEFAULT_REGION
DATABASE_CA=$files/amazon-rds.pem
DRILL_URL=$(secret drill-url)
END
find "$files" -name '*.sh' -exec chmod 0755 {} +
for unit in "$files"/host/*.service "$files"/host/*.timer "$files"/monitoring/backup/smartkhata-age@.* \
  "$files"/monitoring/postgres/*.service "$files"/backup/smartkhata-drill.*; do
  name=${unit##*/}
  put "/etc/systemd/system/$name" < "$unit"
done
# What a unit of the repository starts here, as whom: files lie as the repository has them.
starts() {
  printf '[Service]\nUser=prometheus\nExecStart=\nExecStart=%s\n' "$2" | put "/etc/systemd/system/$1.d/host.conf"
}
# shellcheck disable=SC2016 # systemd fills these
starts smartkhata-age@.service "$files"'/monitoring/backup/%i.sh ${TEXTFILES}'
starts smartkhata-drill.service "$files/backup/rds-drills.sh"
# Of one database after the other, each of which may take hours.
printf 'TimeoutStartSec=2d\n' >> "$root/etc/systemd/system/smartkhata-drill.service.d/host.conf"

systemctl daemon-reload
# Debian's own asks the clusters of this machine, where there are none.
systemctl disable --now prometheus-postgres-exporter
systemctl enable --now prometheus prometheus-alertmanager "${exporters[@]}" prometheus-node-exporter \
  prometheus-blackbox-exporter smartkhata-targets.service smartkhata-host.timer smartkhata-age@rds-backup-age.timer \
  smartkhata-drill.timer
# What it is started with, it reads at a start alone.
if [ "$before" = "$(cat "$root/etc/default/prometheus")" ]; then
  systemctl reload prometheus
else
  systemctl restart prometheus
fi
systemctl reload prometheus-alertmanager
systemctl restart "${exporters[@]}" prometheus-blackbox-exporter smartkhata-targets.service
