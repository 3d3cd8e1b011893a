#!/usr/bin/env bash
# Mixed load for a quarter of an hour while the stations are replaced every ten seconds:
# counts failed requests and watches the server's memory. Ends with exit code 1 if a request
# failed, a reload did not come, or memory grew by more than a tenth after the first third.
# Installs wrk from Debian if it is missing. Everything listens on loopback and stops by itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

minutes=${MINUTES:-15}
reload_every_s=${RELOAD_EVERY_S:-10}
connections=${CONNECTIONS:-16}
export PAUSE_MS=${PAUSE_MS:-5}
stations=${STATIONS:-200000}
port=18091

command -v wrk >/dev/null || { apt-get update -q >&2; apt-get install -y -q wrk >&2; }
cargo build --release --locked --quiet
cargo build --release --locked --quiet --example world
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT

# Two sets that differ by a hundred stations, put in each other's place by a rename.
target/release/examples/world "$stations" >"$folder/a.geojson"
target/release/examples/world "$((stations - 100))" >"$folder/b.geojson"
cp "$folder/a.geojson" "$folder/stations.geojson"
export PLACES="$folder/places"
python3 - "$folder/b.geojson" >"$PLACES" <<'PYTHON'
import json, random, sys
features = json.load(open(sys.argv[1]))["features"]
for feature in random.Random(7).sample(features, 1000):
    print(*feature["geometry"]["coordinates"], feature["id"])
PYTHON

base="http://127.0.0.1:$port"
target/release/yizhan serve "$folder/stations.geojson" --listen "127.0.0.1:$port" --log-level warn &
server=$!
pids+=("$server")
until curl -sf "$base/health/ready" >/dev/null; do sleep 0.1; done

resident_mb() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$server/status"; }
swapped() { curl -s "$base/metrics" | awk '/^yizhan_reloads_total\{outcome="swapped"\}/ {print $2}'; }

wrk -t1 -c"$connections" -d"${minutes}m" --timeout 30s -s benches/scripts/mixed.lua "$base" >"$folder/load" &
load=$!
pids+=("$load")
echo "minute  resident MB  reloads"
begin=$SECONDS
next_minute=1
turn=b
replaced=0
peaks=()
peak=0
while [ $((SECONDS - begin)) -lt $((minutes * 60)) ]; do
  cp "$folder/$turn.geojson" "$folder/next"
  mv "$folder/next" "$folder/stations.geojson"
  replaced=$((replaced + 1))
  [ "$turn" = a ] && turn=b || turn=a
  for _ in $(seq "$reload_every_s"); do
    sleep 1
    now=$(resident_mb)
    [ "$now" -gt "$peak" ] && peak=$now
  done
  if [ $((SECONDS - begin)) -ge $((next_minute * 60)) ]; then
    printf '%6d  %11d  %7s\n' "$next_minute" "$peak" "$(swapped)"
    peaks+=("$peak")
    peak=0
    next_minute=$((next_minute + 1))
  fi
done
wait "$load"
cat "$folder/load"
reloads=$(swapped)
echo "replaced $replaced times, reloads $reloads"

# The highest of each minute: what the first third reached against what the last third did.
third=$((${#peaks[@]} / 3))
highest() { printf '%s\n' "$@" | sort -n | tail -1; }
early=$(highest "${peaks[@]:0:third}")
late=$(highest "${peaks[@]: -third}")
echo "highest in the first third $early MB, in the last third $late MB"
grep -q '^failed 0$' "$folder/load"
[ "${reloads%.*}" -ge $((replaced * 8 / 10)) ]
[ "$late" -le $((early * 11 / 10)) ]
