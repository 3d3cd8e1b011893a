#!/usr/bin/env bash
# The cached feed of 200,000 stations, beside nginx sending the same bytes: the same client,
# one run, turn by turn; asked with `Accept-Encoding: gzip` as browsers ask, and without.
# Installs nginx and wrk from Debian if they are missing.
# Everything listens on loopback and stops by itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${ROUNDS:-3}
seconds=${SECONDS_A_ROUND:-5}
connections=${CONNECTIONS:-8}
yizhan_port=18081
nginx_port=18082

for tool in nginx wrk; do
  command -v "$tool" >/dev/null || { apt-get update -q >&2; apt-get install -y -q nginx-light wrk >&2; break; }
done
cargo build --release --quiet
cargo build --release --quiet --example world
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT

target/release/examples/world >"$folder/stations.geojson"
target/release/yizhan serve "$folder/stations.geojson" --listen "127.0.0.1:$yizhan_port" --log-level error &
pids+=($!)
feed="http://127.0.0.1:$yizhan_port/v1/stations.geojson"
for _ in $(seq 600); do
  curl -sf "http://127.0.0.1:$yizhan_port/health/ready" >/dev/null && break
  sleep 0.1
done
# The compressed bytes may be made in the background: wait until they are answered.
for _ in $(seq 600); do
  curl -s -H 'accept-encoding: gzip' -D "$folder/head" -o "$folder/feed.gz" "$feed"
  grep -qi '^content-encoding: gzip' "$folder/head" && grep -qi '^content-length' "$folder/head" && break
  sleep 0.2
done
curl -sf -o "$folder/feed.plain" "$feed"
chmod 755 "$folder"
cat >"$folder/nginx.conf" <<EOF
daemon off;
worker_processes auto;
pid $folder/nginx.pid;
error_log stderr error;
user root;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  server {
    listen 127.0.0.1:$nginx_port;
    root $folder;
    location = /feed.gz { default_type application/geo+json; add_header Content-Encoding gzip; }
    location = /feed.plain { default_type application/geo+json; }
  }
}
EOF
nginx -c "$folder/nginx.conf" -p "$folder" &
pids+=($!)
sleep 0.5

echo "$(stat -c %s "$folder/stations.geojson") bytes of stations, $(stat -c %s "$folder/feed.plain") bytes of feed, $(stat -c %s "$folder/feed.gz") with gzip"
rate() { # URL, and headers if any
  wrk -t 1 -c "$connections" -d "${seconds}s" "${@:2}" "$1" | awk '/Requests\/sec/ { print $2 }'
}
compare() { # round, file of nginx, headers if any
  local ours theirs
  ours=$(rate "$feed" "${@:3}")
  theirs=$(rate "http://127.0.0.1:$nginx_port/$2" "${@:3}")
  echo "round $1, $2: yizhan $ours/s, nginx $theirs/s, cost ratio $(awk "BEGIN { printf \"%.2f\", $theirs / $ours }")"
}
for round in $(seq "$rounds"); do
  compare "$round" feed.gz -H 'accept-encoding: gzip'
  compare "$round" feed.plain
done
