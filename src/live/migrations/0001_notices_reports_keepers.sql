-- The same text for SQLite and PostgreSQL. Moments are Unix seconds.

-- One row: the number of the last change. Each change takes the next number in its own
-- transaction, which locks the row, so that numbers are seen in their order.
CREATE TABLE yizhan_sequence (
    only_row BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);
INSERT INTO yizhan_sequence (only_row, sequence) VALUES (1, 0);

CREATE TABLE yizhan_keepers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- A JSON array of station ids; null is all stations.
    stations TEXT,
    token_digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    sequence BIGINT NOT NULL
);
CREATE INDEX yizhan_keepers_by_sequence ON yizhan_keepers (sequence);

CREATE TABLE yizhan_notices (
    id TEXT NOT NULL PRIMARY KEY,
    station TEXT NOT NULL,
    kind TEXT NOT NULL,
    amenity TEXT,
    holds_from BIGINT NOT NULL,
    holds_until BIGINT NOT NULL,
    words TEXT,
    words_en TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    sequence BIGINT NOT NULL
);
CREATE INDEX yizhan_notices_by_sequence ON yizhan_notices (sequence);
CREATE INDEX yizhan_notices_by_station ON yizhan_notices (station, created_at);
CREATE INDEX yizhan_notices_by_end ON yizhan_notices (holds_until);

CREATE TABLE yizhan_reports (
    id TEXT NOT NULL PRIMARY KEY,
    station TEXT NOT NULL,
    what TEXT NOT NULL,
    amenity TEXT,
    words TEXT,
    -- Null after thirty days.
    reporter_digest TEXT,
    reported_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT,
    sequence BIGINT NOT NULL
);
CREATE INDEX yizhan_reports_by_sequence ON yizhan_reports (sequence);
CREATE INDEX yizhan_reports_by_station ON yizhan_reports (station, reported_at);
CREATE INDEX yizhan_reports_by_moment ON yizhan_reports (reported_at);

-- What was answered to keepers' writes with an Idempotency-Key; for a day.
CREATE TABLE yizhan_answers (
    keeper TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (keeper, request_key)
);
CREATE INDEX yizhan_answers_by_moment ON yizhan_answers (answered_at);
