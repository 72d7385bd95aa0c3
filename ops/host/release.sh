#!/usr/bin/env bash
# Releases a version to this place: takes its image over from where it was tried, the very bytes, and goes on step by step
# with the version's own program. Where versions are tried, the smoke test follows. Cut short, the same again goes on.
#
# usage: release.sh VERSION
#
# FILES, ROOT, AWS_CLI and SKOPEO_OPTIONS as in bring-up.sh and programs.sh. SLACK_WEBHOOK is told each step;
# SMOKE_IDENTITY and SMOKE_PASSWORD sell in the smoke test.
set -euo pipefail

version="${1:?usage: release.sh VERSION}"
files="${FILES:-/usr/lib/smartkhata}"
aws="${AWS_CLI:-aws}"
set -a
# shellcheck disable=SC1091 # the template writes it
. "$files/host.env"
set +a
read -r -a options <<< "${SKOPEO_OPTIONS:-}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What a registry has under the version; nothing where it has none.
digest() {
  skopeo inspect --authfile "$scratch/login" --format '{{.Digest}}' "docker://$1:$version"
}

# TRIED is the registry of the place where versions are tried; that place has none before it.
if [ -n "$TRIED" ]; then
  for registry in "${TRIED%%/*}" "${REPOSITORY%%/*}"; do
    "$aws" ecr get-login-password \
      | skopeo login --authfile "$scratch/login" --username AWS --password-stdin "$registry" > /dev/null
  done
  tried=$(digest "$TRIED")
  here=$(digest "$REPOSITORY" 2> /dev/null || true)
  if [ -z "$here" ]; then
    skopeo copy --quiet --preserve-digests --authfile "$scratch/login" "${options[@]}" \
      "docker://$TRIED:$version" "docker://$REPOSITORY:$version"
  elif [ "$here" != "$tried" ]; then
    echo "release.sh: $REPOSITORY:$version is another image than the one that was tried" >&2
    exit 1
  fi
fi

bash "$files/host/programs.sh" "$version" "$scratch/programs"
"$scratch/programs/smartkhata-release" run "$version" --settings "${ROOT:-}/var/lib/smartkhata/release/$PLACE.json"
if [ -z "$TRIED" ]; then
  "$scratch/programs/smartkhata-release" smoke "$API" --expect "$version" --whole
fi
