#!/usr/bin/env bash
# The five nearest of 200,000 stations: yizhan, two servers that do nothing but send as many
# bytes, Redis and PostGIS, with the same stations, places and client, turn by turn in one run.
# `axum` is axum::serve, `own` the server of yizhan with a router that does nothing behind it.
# All that speak HTTP are asked plainly, with `Accept-Encoding: gzip` (`+gzip`), as apps ask, and
# with zstd (`+zstd`), as browsers ask; Redis and PostGIS have nothing of the kind.
#
# Installs redis, postgis and wrk from Debian if they are missing. Everything listens on
# loopback and stops by itself; the database is a cluster of its own in a temporary folder.
# `processor` is the processor time of the server for an answer, in microseconds; `small` asks for
# the name and the address only, `mix` in turns for any, one amenity, two, by e-bike, open on arrival.
# ROUNDS, SECONDS_A_ROUND, CONNECTIONS and RATE change how it is asked; OTHERS=0 leaves Redis
# and PostGIS out.
set -euo pipefail
cd "$(dirname "$0")/../.."
source benches/scripts/postgres_cluster.sh

rounds=${ROUNDS:-3}
seconds=${SECONDS_A_ROUND:-5}
connections=${CONNECTIONS:-16}
# Questions a second for the times at rest; all of the servers can do more.
rate=${RATE:-1000}
yizhan=127.0.0.1:18081
others=${OTHERS:-1}
axum=127.0.0.1:18082
axum_gzip=127.0.0.1:18085
axum_zstd=127.0.0.1:18088
own=127.0.0.1:18086
own_gzip=127.0.0.1:18087
own_zstd=127.0.0.1:18089
redis=127.0.0.1:18083
postgres=127.0.0.1:18084

missing=()
command -v wrk >/dev/null || missing+=(wrk)
if [ "$others" = 1 ]; then
  command -v redis-server >/dev/null || missing+=(redis-server)
  ! needs_postgis || missing+=(postgresql-postgis)
fi
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q >&2
  apt-get install -y -q "${missing[@]}" >&2
fi

# The programs after the command: what they need of its dependencies must not change it.
cargo build --release --quiet
cargo build --release --quiet --examples
programs=target/release/examples

folder=$(mktemp -d)
chmod 711 "$folder"
pids=()
stop() {
  kill "${pids[@]}" 2>/dev/null || true
  stop_cluster
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

# --- yizhan
"$programs/world" >"$folder/stations.geojson"
target/release/yizhan serve "$folder/stations.geojson" --listen "$yizhan" --log-level error &
pids+=($!)
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/${pids[0]}/stat"; }
for _ in $(seq 600); do
  curl -sf "http://$yizhan/health/ready" >/dev/null && break
  sleep 0.2
done
# Its feed is still being compressed in the background: wait until it does nothing at all.
for _ in $(seq 120); do
  before=$(cpu_ticks)
  sleep 1
  [ "$(cpu_ticks)" != "$before" ] || break
done

# --- Redis: a set of places for all stations, and one for each amenity.
start_redis() {
  redis-server --bind 127.0.0.1 --port "${redis#*:}" --save '' --appendonly no --dir "$folder" --daemonize no >"$folder/redis.log" &
  pids+=($!)
  for _ in $(seq 100); do
    redis-cli -p "${redis#*:}" ping >/dev/null 2>&1 && break
    sleep 0.1
  done
  "$programs/load_client" redis-commands | redis-cli -p "${redis#*:}" --pipe >"$folder/redis.load"
  grep -q '^errors: 0,' "$folder/redis.load"
}

# --- PostGIS: a geography with its index, the amenities as an array beside it.
start_postgis() {
  start_cluster
  sql -c "CREATE TABLE rows (id text, lon float8, lat float8, amenities text[])"
  "$programs/load_client" postgres-rows | sql -c 'COPY rows FROM STDIN'
  sql -c "CREATE TABLE stations AS SELECT id, amenities, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography AS place FROM rows ORDER BY ST_GeoHash(ST_MakePoint(lon, lat)); DROP TABLE rows" \
    -c "CREATE INDEX ON stations USING gist (place)" -c "CREATE INDEX ON stations USING gin (amenities)" -c "VACUUM ANALYZE stations"
}

echo "yizhan $(target/release/yizhan --version | cut -d' ' -f2)"
if [ "$others" = 1 ]; then
  start_redis
  start_postgis
  redis-server --version | sed -n 's/.* v=\([^ ]*\).*/redis \1/p'
  sql -Atc "SELECT 'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || postgis_lib_version()"
fi
echo "$rounds rounds of $seconds s, $connections connections; times at rest at $rate questions a second"

# --- Each answers the same.
[ "$others" = 0 ] || for question in any amenity; do
  echo
  echo "1,000 questions '$question', answer by answer:"
  "$programs/load_client" agree "$question" "$yizhan" "$redis" "$postgres"
done

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
column() { awk -v n="$2" '{ print $n }' "$1"; }
# The processes whose processor time is counted, by the names of contenders.
declare -A server=([yizhan]=${pids[0]} [yizhan+gzip]=${pids[0]} [yizhan+zstd]=${pids[0]})
# A contender is name/protocol/address, and asked for the encoding that its name ends with.
accepting() { [[ $1 != *+* ]] || echo "--accept=${1##*+}"; }
drive() { # contender, question, rate if any
  local line name protocol address
  IFS=/ read -r name protocol address <<<"$1"
  line=$("$programs/load_client" drive $(accepting "$name") ${server[$name]:+--server=${server[$name]}} "$protocol" "$address" "$2" "$connections" "$seconds" ${3:+"$3"})
  [ "${line##* }" = 0 ] || { echo "$name answered ${line##* } times with an error" >&2; exit 1; }
  echo "$line"
}
# What wrk says of those that speak HTTP, as a check of the client.
"$programs/load_client" paths open >"$folder/paths"
cat >"$folder/ask.lua" <<'LUA'
local paths, n = {}, 0
if os.getenv("ENCODING") ~= "" then wrk.headers["Accept-Encoding"] = os.getenv("ENCODING") end
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = wrk.format("GET", line) end
request = function() n = n % #paths + 1; return paths[n] end
LUA
wrk_rate() { # name, address
  local encoding
  encoding=$(accepting "$1")
  ENCODING=${encoding#--accept=} PATHS="$folder/paths" wrk -t 1 -c "$connections" -d "${seconds}s" -s "$folder/ask.lua" "http://$2" |
    awk '/Non-2xx/ { bad = 1 } /Requests\/sec/ { print $2 } END { exit bad }'
}

floors=()
start_floor() { # name, kind, address, bytes
  "$programs/floor" "$2" "$3" "$4" &
  floors+=($!)
  pids+=($!)
  server[$1]=$!
}
start_floors() { # bytes plain, with gzip, with zstd
  floors=()
  start_floor axum axum "$axum" "$1"
  start_floor axum+gzip axum "$axum_gzip" "$2"
  start_floor axum+zstd axum "$axum_zstd" "$3"
  start_floor own yizhan "$own" "$1"
  start_floor own+gzip yizhan "$own_gzip" "$2"
  start_floor own+zstd yizhan "$own_zstd" "$3"
  sleep 0.5
}

# Bytes of yizhan's answers to a question on average: the floors send as many.
mean_bytes() { "$programs/load_client" drive $1 http "$yizhan" "$2" 1 1 | awk '{ print $5 }'; }

run() { # question, then contenders
  local question=$1 round contender protocol name address n plain gzip zstd
  shift
  rm -f "$folder"/load.* "$folder"/rest.* "$folder"/wrk.*
  plain=$(mean_bytes "" "$question")
  gzip=$(mean_bytes --accept=gzip "$question")
  zstd=$(mean_bytes --accept=zstd "$question")
  start_floors "$plain" "$gzip" "$zstd"
  for round in $(seq "$rounds"); do
    for contender in "$@"; do
      IFS=/ read -r name protocol address <<<"$contender"
      drive "$contender" "$question" >>"$folder/load.$name"
      drive "$contender" "$question" "$rate" >>"$folder/rest.$name"
      [ "$question$protocol" != openhttp ] || wrk_rate "$name" "$address" >>"$folder/wrk.$name"
    done
  done
  kill "${floors[@]}"
  wait "${floors[@]}" 2>/dev/null || true
  echo
  echo "question '$question' (microseconds; yizhan answers $plain bytes, $gzip with gzip, $zstd with zstd)"
  printf '%-12s %10s %9s %7s %7s %7s   %7s %7s %7s %s\n' '' 'answers/s' 'processor' p50 p99 p99.9 'p50' 'p99' 'p99.9' 'at rest'
  for contender in "$@"; do
    IFS=/ read -r name protocol address <<<"$contender"
    local cells=()
    for n in 1 6 2 3 4; do cells+=("$(column "$folder/load.$name" $n | median)"); done
    for n in 2 3 4; do cells+=("$(column "$folder/rest.$name" $n | median)"); done
    printf '%-12s %10s %9s %7s %7s %7s   %7s %7s %7s\n' "$name" "${cells[@]}"
    [ ! -f "$folder/wrk.$name" ] || printf '%-12s %10.0f by wrk\n' '' "$(median <"$folder/wrk.$name")"
  done
}

http=("axum/http/$axum" "own/http/$own" "yizhan/http/$yizhan")
http+=("axum+gzip/http/$axum_gzip" "own+gzip/http/$own_gzip" "yizhan+gzip/http/$yizhan")
http+=("axum+zstd/http/$axum_zstd" "own+zstd/http/$own_zstd" "yizhan+zstd/http/$yizhan")
databases=()
[ "$others" = 0 ] || databases=("Redis/redis/$redis" "PostGIS/postgres/$postgres")
run any "${http[@]}" "${databases[@]}"
run amenity "${http[@]}" "${databases[@]}"
run open "${http[@]}"
run small "${http[@]}"
run mix "${http[@]}"

echo
for accept in "" --accept=gzip --accept=zstd; do
  batches=()
  for round in $(seq "$rounds"); do
    batches+=("$("$programs/load_client" drive $accept http "$yizhan" batch 4 "$seconds" | awk '{ print $1 * 1000 }')")
  done
  echo "question 'open' in batches of 1,000 places, 4 connections${accept:+, ${accept#--accept=}}: $(printf '%s\n' "${batches[@]}" | median) places/s"
done
