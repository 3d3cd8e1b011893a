-- How many questions found nothing: by day, cell and hour of the week. The same text for SQLite and
-- PostgreSQL.
CREATE TABLE yizhan_unmet (
    -- The day on which they were asked, by the clock of the service; days since 1970.
    day BIGINT NOT NULL,
    -- H3, resolution 8.
    cell BIGINT NOT NULL,
    -- The hour that they asked about; 0 is Monday from midnight to one.
    hour_of_week BIGINT NOT NULL,
    -- The key of an amenity that they wanted; empty for those that wanted none.
    amenity TEXT NOT NULL,
    -- A question counts under each amenity that it wanted,
    questions BIGINT NOT NULL,
    -- and here under the first of them alone: the sum is the number of questions.
    firsts BIGINT NOT NULL,
    PRIMARY KEY (day, cell, hour_of_week, amenity)
);
