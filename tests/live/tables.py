"""Making the tables of a database that holds much already, and what a process reads of them first."""

import threading
import time

from service import Service, command

# Longer than a question may take.
LOCKED_S = 7
OLD_ROWS = 50_000


def tables_are_made_for_longer_than_a_question(database, check):
    """As if a release added an index to very many rows."""
    database.sql(
        "DROP INDEX yizhan_reports_by_state, yizhan_reports_by_station_and_state,"
        " yizhan_reports_with_reporters, yizhan_reports_by_answer, yizhan_notices_by_moment;"
        "DELETE FROM yizhan_migrations WHERE version = 3"
    )
    lock = f"BEGIN; LOCK TABLE yizhan_reports; SELECT pg_sleep({LOCKED_S}); COMMIT"
    locking = threading.Thread(target=database.sql, args=(lock,))
    locking.start()
    time.sleep(1)
    began = time.monotonic()
    command(database.url, "keeper", "list")
    took_s = time.monotonic() - began
    locking.join()
    made = database.sql("SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'yizhan_reports_by_answer'")
    check("tables are made though that takes longer than a question may", made == "1",
          f"{took_s:.1f} s")


def the_first_read_goes_by_indexes(database, stations, check):
    database.sql(
        "INSERT INTO yizhan_reports SELECT 'old' || n, 's0', 'locked', NULL, NULL, NULL, n,"
        f" 'confirmed', n, NULL, 1 FROM generate_series(1, {OLD_ROWS}) AS n;"
        "INSERT INTO yizhan_notices SELECT 'old' || n, 's0', 'closed', NULL, n, n + 1, NULL, NULL,"
        f" n, 'k', NULL, NULL, 1 FROM generate_series(1, {OLD_ROWS}) AS n"
    )
    for table in ("yizhan_reports", "yizhan_notices"):
        database.sql(f"ANALYZE {table}")
    database.sql("SELECT pg_stat_reset()")
    service = Service(database.url, stations)
    time.sleep(2)
    service.end()
    # What a process did is counted when its connections end.
    time.sleep(2)
    scans = database.sql(
        "SELECT relname, seq_scan FROM pg_stat_user_tables"
        " WHERE relname IN ('yizhan_reports', 'yizhan_notices') AND seq_scan > 0"
    )
    check("a process that starts reads no table of reports or notices whole", scans == "", scans)
    used = database.sql(
        "SELECT COUNT(*) FROM pg_stat_user_indexes WHERE idx_scan > 0 AND indexrelname IN"
        " ('yizhan_reports_by_moment', 'yizhan_reports_by_answer', 'yizhan_notices_by_end',"
        " 'yizhan_notices_by_moment')"
    )
    check("but finds what it needs by four indexes", used == "4", used)
