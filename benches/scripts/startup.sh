#!/usr/bin/env bash
# From starting `yizhan serve` to its first answer, and the most memory that it ever took until
# the feed was compressed for every kind of client. For each number of stations (STATIONS), a
# made-up world of as many. Everything listens on loopback and stops by itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

stations=${STATIONS:-20000 200000 2000000}
rounds=${ROUNDS:-3}
port=${PORT:-18083}
base="http://127.0.0.1:$port"
feed="$base/v1/stations.geojson"
question="$base/v1/stations/nearest?lat=31.2&lon=121.5&open=any"

cargo build --release --quiet
cargo build --release --quiet --example world
folder=$(mktemp -d)
pid=
stop() {
  if [[ -n $pid ]]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
  pid=
}
trap 'stop; rm -rf "$folder"' EXIT

seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f", to - from }'; }

# Waits until the feed is answered in an encoding.
wait_for_encoding() {
  until curl -s -H "accept-encoding: $1" -o /dev/null -D - "$feed" | grep -qi "^content-encoding: $1"; do
    sleep 0.5
  done
}

printf '%10s %10s %12s %14s %12s\n' stations 'file, MB' 'answers, s' 'VmHWM, MB' 'times file'
for n in $stations; do
  target/release/examples/world "$n" >"$folder/world.geojson"
  bytes=$(stat -c %s "$folder/world.geojson")
  for _ in $(seq "$rounds"); do
    began=$EPOCHREALTIME
    target/release/yizhan serve "$folder/world.geojson" --listen "127.0.0.1:$port" --log-level error &
    pid=$!
    until curl -sf -o /dev/null "$question"; do sleep 0.01; done
    ready=$(seconds_since "$began")
    for encoding in gzip br zstd; do wait_for_encoding "$encoding"; done
    peak_kib=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")
    stop
    awk -v n="$n" -v bytes="$bytes" -v ready="$ready" -v kib="$peak_kib" 'BEGIN {
      printf "%10d %10.1f %12s %14.1f %12.2f\n", n, bytes / 1e6, ready, kib * 1024 / 1e6, kib * 1024 / bytes
    }'
  done
done
