#!/usr/bin/env bash
# Takes the programs out of an image, without a container: of the version that serves, or of the one that is named.
#
# usage: programs.sh [VERSION] [FOLDER]
#   VERSION  a tag of REPOSITORY; else what the services of CLUSTER run, else `first`
#   FOLDER   where they are put (/usr/local/bin)
#
# PREFIX, CLUSTER and REPOSITORY as host.env has them. AWS_CLI names Amazon's command line, SKOPEO_OPTIONS are options of
# `skopeo copy`.
set -euo pipefail

: "${REPOSITORY:?where images are, without a tag}"
aws="${AWS_CLI:-aws}"
folder="${2:-${ROOT:-}/usr/local/bin}"
image="$REPOSITORY:${1:-first}"
if [ -z "${1:-}" ]; then
  # shellcheck disable=SC2016 # the back-quotes are those of Amazon's queries
  task=$("$aws" ecs describe-services --cluster "$CLUSTER" --services "$PREFIX-blue" "$PREFIX-green" --output text \
    --query 'services[?desiredCount>`0`].taskDefinition | [0]')
  if [ "$task" != None ]; then
    image=$("$aws" ecs describe-task-definition --task-definition "$task" --output text \
      --query 'taskDefinition.containerDefinitions[0].image')
  fi
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
read -r -a options <<< "${SKOPEO_OPTIONS:-}"
"$aws" ecr get-login-password \
  | skopeo login --authfile "$place/login" --username AWS --password-stdin "${REPOSITORY%%/*}" > /dev/null
skopeo copy --quiet --authfile "$place/login" "${options[@]}" "docker://$image" "dir:$place/image"
# A layer is an archive; the list of them and the image's own settings are none.
for layer in "$place"/image/*; do
  tar -xzf "$layer" -C "$place" usr/bin 2> /dev/null || true
done
for program in smartkhata smartkhata-release; do
  install -D -m 0755 "$place/usr/bin/$program" "$folder/$program.new"
  mv "$folder/$program.new" "$folder/$program"
done
echo "$image" >&2
