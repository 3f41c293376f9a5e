-- The tables. Their columns are described in pipeline/stores/tables.py, and in docs/stores.md.
-- Plain SQL that DuckDB and PostgreSQL both know.

CREATE TABLE articles (
    article_id     TEXT NOT NULL,
    source_path    TEXT,
    url            TEXT,
    site           TEXT,
    title          TEXT,
    author         TEXT,
    published      TEXT,
    published_day  DATE,
    published_from TEXT,
    language       TEXT,
    text           TEXT,
    diagnostics    JSON,
    run_id         TEXT,
    PRIMARY KEY (article_id)
);

CREATE TABLE mentions (
    article_id   TEXT NOT NULL,
    entity_id    TEXT NOT NULL,
    number       BIGINT NOT NULL,
    kb           TEXT,
    type         TEXT,
    name         TEXT,
    name_ar      TEXT,
    start_offset BIGINT,
    end_offset   BIGINT,
    text         TEXT,
    PRIMARY KEY (article_id, entity_id, number)
);

CREATE TABLE quantities (
    article_id   TEXT NOT NULL,
    quantity_id  TEXT NOT NULL,
    kind         TEXT,
    value        DOUBLE PRECISION,
    unit         TEXT,
    modifier     TEXT,
    per          TEXT,
    magnitude    BIGINT,
    low          DOUBLE PRECISION,
    high         DOUBLE PRECISION,
    start_offset BIGINT,
    end_offset   BIGINT,
    text         TEXT,
    PRIMARY KEY (article_id, quantity_id)
);

CREATE TABLE times (
    article_id   TEXT NOT NULL,
    time_id      TEXT NOT NULL,
    kind         TEXT,
    value        TEXT,
    modifier     TEXT,
    calendar     TEXT,
    start_offset BIGINT,
    end_offset   BIGINT,
    text         TEXT,
    PRIMARY KEY (article_id, time_id)
);

CREATE TABLE facts (
    fact_id            TEXT NOT NULL,
    article_id         TEXT,
    number             BIGINT,
    source_path        TEXT,
    url                TEXT,
    site               TEXT,
    published          TEXT,
    published_day      DATE,
    type               TEXT,
    event_id           TEXT,
    subject_kb         TEXT,
    subject_name       TEXT,
    subject_name_ar    TEXT,
    subject_type       TEXT,
    relation           TEXT,
    category           TEXT,
    quantity_kind      TEXT,
    quantity_value     DOUBLE PRECISION,
    quantity_unit      TEXT,
    quantity_modifier  TEXT,
    quantity_per       TEXT,
    quantity_magnitude BIGINT,
    quantity_low       DOUBLE PRECISION,
    quantity_high      DOUBLE PRECISION,
    quantity_text      TEXT,
    time_value         TEXT,
    time_modifier      TEXT,
    time_text          TEXT,
    time_day           DATE,
    end_value          TEXT,
    end_modifier       TEXT,
    end_text           TEXT,
    duration_value     TEXT,
    duration_modifier  TEXT,
    duration_text      TEXT,
    content            TEXT,
    channel_kb         TEXT,
    channel_name       TEXT,
    channel_name_ar    TEXT,
    channel_type       TEXT,
    source_kb          TEXT,
    source_name        TEXT,
    source_name_ar     TEXT,
    source_type        TEXT,
    via_kb             TEXT,
    via_name           TEXT,
    via_name_ar        TEXT,
    via_type           TEXT,
    certainty          TEXT,
    polarity           TEXT,
    background         BOOLEAN,
    confidence         DOUBLE PRECISION,
    PRIMARY KEY (fact_id)
);

CREATE TABLE fact_refs (
    fact_id    TEXT NOT NULL,
    article_id TEXT,
    role       TEXT NOT NULL,
    number     BIGINT NOT NULL,
    kb         TEXT,
    name       TEXT,
    name_ar    TEXT,
    type       TEXT,
    PRIMARY KEY (fact_id, role, number)
);

CREATE TABLE evidence (
    fact_id      TEXT NOT NULL,
    article_id   TEXT,
    number       BIGINT NOT NULL,
    start_offset BIGINT,
    end_offset   BIGINT,
    text         TEXT,
    PRIMARY KEY (fact_id, number)
);

CREATE TABLE events (
    event_id          TEXT NOT NULL,
    provider_kb       TEXT,
    provider_name     TEXT,
    start_value       TEXT,
    start_modifier    TEXT,
    start_support     JSON,
    start_day         DATE,
    end_value         TEXT,
    end_modifier      TEXT,
    end_support       JSON,
    duration_value    TEXT,
    duration_modifier TEXT,
    duration_support  JSON,
    PRIMARY KEY (event_id)
);

CREATE TABLE event_services (
    event_id TEXT NOT NULL,
    service  TEXT NOT NULL,
    PRIMARY KEY (event_id, service)
);

CREATE TABLE event_articles (
    event_id   TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (event_id, article_id)
);

CREATE TABLE event_claims (
    event_id           TEXT NOT NULL,
    claim              BIGINT NOT NULL,
    number             BIGINT NOT NULL,
    type               TEXT,
    category           TEXT,
    subject            TEXT,
    agreement          TEXT,
    quantity_kind      TEXT,
    quantity_value     DOUBLE PRECISION,
    quantity_unit      TEXT,
    quantity_modifier  TEXT,
    quantity_per       TEXT,
    quantity_magnitude BIGINT,
    quantity_low       DOUBLE PRECISION,
    quantity_high      DOUBLE PRECISION,
    quantity_text      TEXT,
    value_category     TEXT,
    content            TEXT,
    support            JSON,
    sources            JSON,
    PRIMARY KEY (event_id, claim, number)
);

CREATE TABLE event_responses (
    event_id TEXT NOT NULL,
    number   BIGINT NOT NULL,
    fact_id  TEXT,
    subject  TEXT,
    relation TEXT,
    type     TEXT,
    time     TEXT,
    PRIMARY KEY (event_id, number)
);

CREATE TABLE rejected (
    run_id  TEXT NOT NULL,
    number  BIGINT NOT NULL,
    source  TEXT,
    reason  TEXT,
    message TEXT,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE runs (
    run_id        TEXT NOT NULL,
    finished      TIMESTAMP WITH TIME ZONE,
    started       TIMESTAMP WITH TIME ZONE,
    wall_seconds  DOUBLE PRECISION,
    version       TEXT,
    contract      BIGINT,
    python        TEXT,
    articles      BIGINT,
    entities      BIGINT,
    mentions      BIGINT,
    quantities    BIGINT,
    times         BIGINT,
    facts         BIGINT,
    events        BIGINT,
    rejected      BIGINT,
    partly_used   BIGINT,
    reasons       JSON,
    settings      JSON,
    packages      JSON,
    checksums     JSON,
    stage_seconds JSON,
    PRIMARY KEY (run_id)
);
