-- For the inbox of one state, the newest first. The same text for SQLite and PostgreSQL.
CREATE INDEX yizhan_reports_by_state ON yizhan_reports (state, reported_at, id);
CREATE INDEX yizhan_reports_by_station_and_state
    ON yizhan_reports (station, state, reported_at, id);
-- For the digests that are to go: those that went already are not looked at again.
CREATE INDEX yizhan_reports_with_reporters ON yizhan_reports (reported_at)
    WHERE reporter_digest IS NOT NULL;
-- For what a process reads at its start: what was said, and what was answered, of late.
CREATE INDEX yizhan_reports_by_answer ON yizhan_reports (answered_at)
    WHERE answered_at IS NOT NULL;
CREATE INDEX yizhan_notices_by_moment ON yizhan_notices (created_at);
