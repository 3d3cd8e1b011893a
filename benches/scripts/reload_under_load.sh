#!/usr/bin/env bash
# What requests notice of a reload: the nearest question on 200,000 stations, first while
# nothing changes, then while another file is put in the old one's place every few seconds;
# at a steady rate that leaves the machine some air (connections that wait between questions)
# and at full load (connections that do not). Installs wrk from Debian if it is missing.
# Everything listens on loopback and stops by itself.
#
# Figures in the environment: ROUNDS (2), SECONDS_A_ROUND (30), CONNECTIONS (16), WAIT_MS (4, of
# the steady rate), RELOAD_EVERY (5, seconds), STATIONS (a file of your own instead of the
# made-up world), BIN (the program).
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${ROUNDS:-2}
seconds=${SECONDS_A_ROUND:-30}
connections=${CONNECTIONS:-16}
wait_ms=${WAIT_MS:-4}
every=${RELOAD_EVERY:-5}
port=18083

command -v wrk >/dev/null || { apt-get update -q >&2; apt-get install -y -q wrk >&2; }
if [ -z "${BIN:-}" ]; then
  cargo build --release --quiet
  BIN=target/release/yizhan
fi
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT

# Two sets that differ in one name, so that each is news after the other.
if [ -n "${STATIONS:-}" ]; then
  cp "$STATIONS" "$folder/a"
else
  cargo build --release --quiet --example world
  target/release/examples/world >"$folder/a"
fi
sed '0,/"name":"/s//"name":"B /' "$folder/a" >"$folder/b"
cmp -s "$folder/a" "$folder/b" && { echo "the two sets are the same" >&2; exit 1; }
cp "$folder/a" "$folder/stations.geojson"

"$BIN" serve "$folder/stations.geojson" --listen "127.0.0.1:$port" 2>"$folder/log" &
pid=$!
pids+=("$pid")
for _ in $(seq 1200); do
  curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && break
  sleep 0.1
done
curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null || { cat "$folder/log" >&2; exit 1; }

# Questions at the stations' own places, in no order.
python3 - "$folder/a" >"$folder/questions.lua" <<'EOF'
import random, re, sys
places = re.findall(r'"coordinates":\s*\[\s*(-?[0-9.]+),\s*(-?[0-9.]+)\s*\]', open(sys.argv[1]).read())
random.seed(1)
print("local q = {")
for lon, lat in random.sample(places, 2000):
    print(f'  "/v1/stations/nearest?lat={lat}&lon={lon}",')
print("}")
print("""
local n = 0
local threads = 0
wait_ms = 0
function setup(thread) thread:set("first", threads * 997); threads = threads + 1 end
function init(args) n = first; wait_ms = tonumber(args[1]) end
function delay() return wait_ms end
function request() n = n % #q + 1; return wrk.format("GET", q[n]) end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("%d requests, %d failed, %.0f/s, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, worst %.0f ms\\n",
    summary.requests, e.connect + e.read + e.write + e.status + e.timeout,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3))
end""")
EOF
drive() {
  wrk -t 1 -c "$connections" -d "${seconds}s" -s "$folder/questions.lua" "http://127.0.0.1:$port" -- "$1" \
    | grep requests,
}
resident() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$pid/status"; }

# The feed of the first set is compressed in the background: not part of the measurement.
for _ in $(seq 600); do
  curl -s -o /dev/null -D - -H 'accept-encoding: zstd' "http://127.0.0.1:$port/v1/stations.geojson" \
    | grep -qi '^content-encoding: zstd' && break
  sleep 0.2
done
swap_for_ever() {
  while true; do
    for set in b a; do
      cp "$folder/$set" "$folder/new"
      mv "$folder/new" "$folder/stations.geojson"
      sleep "$every"
    done
  done
}
# Until the process has nothing left to do.
settle() {
  cpu() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
  for _ in $(seq 120); do
    was=$(cpu)
    sleep 1
    [ "$(cpu)" -le $((was + 2)) ] && break
  done
}
n_swapped() { grep -c 'outcome="swapped"' "$folder/log" || true; }
measure() {
  settle
  echo "round $1, $2, no reload:  $(drive "$3"); $(resident)"
  before=$(n_swapped)
  swap_for_ever &
  swapper=$!
  pids+=("$swapper")
  said=$(drive "$3")
  echo "round $1, $2, $(($(n_swapped) - before)) reloads: $said; $(resident)"
  kill "$swapper" 2>/dev/null || true
  wait "$swapper" 2>/dev/null || true
}
drive 0 >/dev/null
for round in $(seq "$rounds"); do
  measure "$round" "steady" "$wait_ms"
  measure "$round" "full load" 0
done
if grep 'stay as they were' "$folder/log"; then exit 1; fi
