# A PostgreSQL of its own in a temporary folder, with PostGIS: sourced by the scripts that compare.
# Needs `folder`, which the caller removes in the end, and `postgres`, an address on loopback.
# `start_cluster` starts it, `sql` asks it, `stop_cluster` stops it.

needs_postgis() { ! compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null; }
sql() { psql -q -h 127.0.0.1 -p "${postgres#*:}" -U postgres -v ON_ERROR_STOP=1 "$@"; }
start_cluster() {
  pg_bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
  # The database refuses to run as root.
  as_postgres=()
  [ "$(id -u)" -ne 0 ] || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  install -d -m 700 "$folder/pg"
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder/pg"
  "${as_postgres[@]}" "$pg_bin/initdb" -D "$folder/pg" -U postgres --auth=trust --no-sync --locale=C -E UTF8 >"$folder/initdb.log"
  "${as_postgres[@]}" "$pg_bin/pg_ctl" -D "$folder/pg" -w -l "$folder/pg/log" start >/dev/null \
    -o "-c listen_addresses=127.0.0.1 -c port=${postgres#*:} -c unix_socket_directories= -c fsync=off -c shared_buffers=512MB -c jit=off -c max_connections=200"
  sql -c "CREATE EXTENSION postgis"
}
stop_cluster() {
  [ -z "${pg_bin:-}" ] || "${as_postgres[@]}" "$pg_bin/pg_ctl" -D "$folder/pg" -m immediate stop >/dev/null 2>&1 || true
}
