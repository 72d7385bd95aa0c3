#!/bin/sh
# Tells Elasticsearch and Kibana what the server's log looks like, how long it is kept, and how it is searched. Safe to
# run again.
#   ELASTICSEARCH=https://elasticsearch.internal:9200 KIBANA=https://kibana.internal:5601 CURL_CONFIG=secrets/curl apply.sh
# CURL_CONFIG is a file for `curl --config` that holds the login, so that it is not on the command line.
set -eu
folder=$(dirname "$0")
ask() { curl --silent --show-error --fail ${CURL_CONFIG:+--config "$CURL_CONFIG"} "$@" > /dev/null; }
put() { ask --request PUT --header 'content-type: application/json' --data-binary "@$folder/elasticsearch/$1" "$ELASTICSEARCH/$2"; }
put lifecycle.json _ilm/policy/smartkhata-logs
put index-template.json _index_template/smartkhata-logs
ask --request POST --header 'kbn-xsrf: true' --form "file=@$folder/kibana/saved-objects.ndjson" \
    "$KIBANA/api/saved_objects/_import?overwrite=true"
