#!/usr/bin/env bash
# What a tile costs: yizhan, and PostGIS' ST_AsMVT over the same 200,000 stations, zoom by zoom in
# one run on one machine, around the same stations.
#
# `yizhan` makes each tile anew (each request has a minute of its own), with how many stations are
# open; `kept` asks for the same tiles at one minute. PostGIS knows no opening hours: `clusters`
# counts the stations in the same squares of a tile, and from zoom 14 on gives each with id and
# name, as yizhan does; `points` gives each station at every zoom. yizhan is asked by wrk over
# HTTP, PostGIS by pgbench with prepared statements, each over CONNECTIONS connections.
#
# Installs wrk and postgis from Debian if they are missing. Everything listens on loopback and
# stops by itself after some two minutes. YIZHAN_BIN names a binary that is built already;
# SECONDS_A_ROUND, CONNECTIONS and ZOOMS change how it is asked.
set -euo pipefail
cd "$(dirname "$0")/../.."
source benches/scripts/postgres_cluster.sh

seconds=${SECONDS_A_ROUND:-4}
connections=${CONNECTIONS:-4}
zooms=${ZOOMS:-4 6 8 10 12 14}
yizhan=127.0.0.1:${PORT:-18240}
postgres=127.0.0.1:${POSTGRES_PORT:-18241}

missing=()
command -v wrk >/dev/null || missing+=(wrk)
! needs_postgis || missing+=(postgresql-postgis)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q >&2
  apt-get install -y -q "${missing[@]}" >&2
fi
binary=${YIZHAN_BIN:-target/release/yizhan}
world=${WORLD_BIN:-target/release/examples/world}
[ -n "${YIZHAN_BIN:-}" ] || cargo build --release --quiet
[ -n "${WORLD_BIN:-}" ] || cargo build --release --quiet --example world

folder=$(mktemp -d)
chmod 711 "$folder"
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  stop_cluster
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

"$world" >"$folder/stations.geojson"
# The stations as rows, and for each zoom the different tiles that a hundred of them are in.
python3 - "$folder" $zooms <<'PY'
import json, math, random, sys

folder, zooms = sys.argv[1], [int(zoom) for zoom in sys.argv[2:]]
features = json.load(open(f"{folder}/stations.geojson"))["features"]
with open(f"{folder}/rows", "w") as rows:
    for feature in features:
        lon, lat = feature["geometry"]["coordinates"]
        station, name = feature.get("id") or feature["properties"]["station_id"], feature["properties"]["name"]
        print(station, name, lon, lat, sep="\t", file=rows)
chosen = random.Random(16).sample(features, 100)
with open(f"{folder}/asked", "w") as asked:
    for zoom in zooms:
        tiles = {}
        for lon, lat in (feature["geometry"]["coordinates"] for feature in chosen):
            x = int((lon + 180) / 360 * 2**zoom)
            y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
            tiles[x, y] = f"/v1/tiles/{zoom}/{x}/{y}.mvt"
        for n, (x, y) in enumerate(tiles, 1):
            print(zoom, n, x, y, sep="\t", file=asked)
        with open(f"{folder}/tiles.{zoom}", "w") as paths:
            print(*tiles.values(), sep="\n", file=paths)
PY

"$binary" serve "$folder/stations.geojson" --listen "$yizhan" --log-level error &
server=$!
start_cluster
sql -c "CREATE TABLE rows (id text, name text, lon float8, lat float8); CREATE TABLE asked (z int, n int, x int, y int, PRIMARY KEY (z, n))"
sql -c 'COPY rows FROM STDIN' <"$folder/rows"
sql -c 'COPY asked FROM STDIN' <"$folder/asked"
sql -c "CREATE TABLE stations AS SELECT id, name, ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857) AS place FROM rows ORDER BY ST_GeoHash(ST_MakePoint(lon, lat)); DROP TABLE rows" \
  -c "CREATE INDEX ON stations USING gist (place)" -c "VACUUM ANALYZE stations" -c "VACUUM ANALYZE asked"
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
for _ in $(seq 600); do
  curl -sf "http://$yizhan/health/ready" >/dev/null && break
  sleep 0.2
done
# Its feed is still being compressed in the background: wait until it does nothing at all.
for _ in $(seq 30); do
  before=$(cpu_ticks)
  sleep 1
  [ "$(cpu_ticks)" != "$before" ] || break
done

# --- yizhan: a line with p50 and p99 in microseconds, tiles a second, bytes a tile.
cat >"$folder/ask.lua" <<'LUA'
local paths, n = {}, 0
for line in io.lines(os.getenv("TILES")) do paths[#paths + 1] = line end
local anew = os.getenv("ANEW") == "1"
request = function()
  local path = paths[n % #paths + 1]
  local minute = anew and math.floor(n / #paths) % 1440 or 720
  n = n + 1
  return wrk.format("GET", string.format("%s?at=%sT%02d:%02d", path, os.getenv("DAY"), math.floor(minute / 60), minute % 60))
end
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.timeout
  print("seen", latency:percentile(50), latency:percentile(99), summary.requests / summary.duration * 1e6,
    summary.bytes / summary.requests, bad)
end
LUA
ask() { # zoom, whether tiles are made anew
  TILES="$folder/tiles.$1" ANEW=$2 DAY=$(date +%F) wrk -t 1 -c "$connections" -d "${seconds}s" -s "$folder/ask.lua" "http://$yizhan" |
    awk '/^seen/ { if ($6 > 0) { print "failed" > "/dev/stderr"; exit 1 } printf "%.1f %.1f %.0f %.0f\n", $2 / 1000, $3 / 1000, $4, $5 }'
}

# --- PostGIS: the same line.
cat >"$folder/points.sql" <<'SQL'
SELECT ST_AsMVT(marks, 'stations') FROM (
  SELECT 1 AS count, id AS station_id, name, ST_AsMVTGeom(place, box) AS geom
  FROM (SELECT ST_TileEnvelope(z, x, y) AS box FROM asked WHERE z = :z AND n = :n) tile
  JOIN stations ON place && box) marks;
SQL
cat >"$folder/clusters.sql" <<'SQL'
WITH tile AS (
  SELECT box, ST_XMin(box) AS west, ST_YMin(box) AS south, (ST_XMax(box) - ST_XMin(box)) / 16 AS side
  FROM (SELECT ST_TileEnvelope(z, x, y) AS box FROM asked WHERE z = :z AND n = :n) one),
cells AS (
  SELECT count(*) AS count, avg(ST_X(place)) AS x, avg(ST_Y(place)) AS y
  FROM tile JOIN stations ON place && box
  GROUP BY floor((ST_X(place) - west) / side), floor((ST_Y(place) - south) / side))
SELECT ST_AsMVT(marks, 'stations') FROM (
  SELECT count, ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(x, y), 3857), box) AS geom FROM cells, tile) marks;
SQL
query() { # zoom, query
  local sql_file="$folder/$2.sql" n_tiles bytes n
  n_tiles=$(wc -l <"$folder/tiles.$1")
  rm -f "$folder"/log.*
  { echo "\set n random(1, $n_tiles)"; cat "$sql_file"; } >"$folder/run.sql"
  pgbench -h 127.0.0.1 -p "${postgres#*:}" -U postgres -n -M prepared -D z="$1" -f "$folder/run.sql" \
    -c "$connections" -j 2 -T "$seconds" -l --log-prefix="$folder/log" postgres >"$folder/pgbench.out" 2>"$folder/pgbench.err" ||
    { cat "$folder/pgbench.err" >&2; exit 1; }
  bytes=$(for n in $(seq "$n_tiles"); do sed "s/:z/$1/; s/:n/$n/; s/^SELECT ST_AsMVT(marks, 'stations')/SELECT length(ST_AsMVT(marks, 'stations'))/" "$sql_file" | sql -At; done | awk '{ sum += $1 } END { print sum / NR }')
  cat "$folder"/log.* | awk '{ print $3 }' | sort -n |
    awk -v s="$seconds" -v b="$bytes" '{ v[NR] = $1 } END { printf "%.1f %.1f %.0f %.0f\n", v[int((NR + 1) / 2)] / 1000, v[int(NR * 0.99 + 0.5)] / 1000, NR / s, b }'
}

echo "$("$binary" --version), $(sql -Atc "SELECT 'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || postgis_lib_version()")"
echo "$(date +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); $connections connections, $seconds s each; milliseconds"
printf '%-5s %-5s %-17s %9s %9s %9s %9s\n' zoom tiles '' p50 p99 tiles/s bytes
line() { printf '%-5s %-5s %-17s %9s %9s %9s %9s\n' "$1" "$(wc -l <"$folder/tiles.$1")" "$2" $3; }
for zoom in $zooms; do
  line "$zoom" yizhan "$(ask "$zoom" 1)"
  # Once, so that they are kept.
  while read -r path; do curl -sfo /dev/null "http://$yizhan$path?at=$(date +%F)T12:00"; done <"$folder/tiles.$zoom"
  line "$zoom" 'yizhan, kept' "$(ask "$zoom" 0)"
  if [ "$zoom" -lt 14 ]; then
    line "$zoom" 'PostGIS clusters' "$(query "$zoom" clusters)"
  fi
  line "$zoom" 'PostGIS points' "$(query "$zoom" points)"
done
