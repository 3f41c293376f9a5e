-- What dashboards ask for first. Nothing is averaged: a view counts figures and gives the lowest and the highest.
-- Plain SQL that DuckDB and PostgreSQL both know.

CREATE VIEW losses_by_company AS
SELECT
    facts.event_id,
    coalesce(facts.subject_kb, facts.subject_name) AS company,
    min(facts.subject_name) AS company_name,
    facts.subject_type AS type,
    facts.category,
    facts.quantity_unit AS unit,
    facts.quantity_per AS per,
    min(coalesce(facts.quantity_low, facts.quantity_value)) AS lowest,
    max(coalesce(facts.quantity_high, facts.quantity_value)) AS highest,
    count(*) AS figures,
    count(DISTINCT facts.article_id) AS articles
FROM facts
WHERE facts.type = 'impact'
    AND facts.category IN ('financial_loss', 'market_value_loss', 'share_price_change', 'wealth_loss', 'users_lost')
    AND facts.polarity = 'affirmed'
    AND facts.quantity_kind IS NOT NULL
GROUP BY
    facts.event_id, coalesce(facts.subject_kb, facts.subject_name), facts.subject_type, facts.category,
    facts.quantity_unit, facts.quantity_per;

CREATE VIEW gains_by_competitor AS
SELECT
    facts.event_id,
    coalesce(facts.subject_kb, facts.subject_name) AS competitor,
    min(facts.subject_name) AS competitor_name,
    facts.subject_type AS type,
    facts.category,
    facts.quantity_unit AS unit,
    facts.quantity_per AS per,
    min(coalesce(facts.quantity_low, facts.quantity_value)) AS lowest,
    max(coalesce(facts.quantity_high, facts.quantity_value)) AS highest,
    count(*) AS gains,
    count(DISTINCT facts.article_id) AS articles
FROM facts
WHERE facts.type = 'gain' AND facts.polarity = 'affirmed'
    AND (facts.relation IS NULL OR facts.relation <> 'provider')
GROUP BY
    facts.event_id, coalesce(facts.subject_kb, facts.subject_name), facts.subject_type, facts.category,
    facts.quantity_unit, facts.quantity_per;

CREATE VIEW response_timeline AS
SELECT
    event_responses.event_id,
    events.start_day,
    coalesce(facts.time_day, facts.published_day) AS day,
    coalesce(facts.time_day, facts.published_day) - events.start_day AS days_after,
    event_responses.subject,
    facts.subject_name,
    event_responses.relation,
    event_responses.type,
    facts.category,
    facts.quantity_value,
    facts.quantity_unit,
    facts.content,
    facts.time_value,
    facts.certainty,
    coalesce(facts.site, facts.source_path) AS outlet,
    event_responses.fact_id
FROM event_responses
JOIN events ON events.event_id = event_responses.event_id
JOIN facts ON facts.fact_id = event_responses.fact_id;

CREATE VIEW reports_by_source AS
SELECT
    facts.event_id,
    coalesce(facts.site, facts.source_path) AS outlet,
    min(facts.published_day) AS first_day,
    max(facts.published_day) AS last_day,
    count(DISTINCT facts.article_id) AS articles,
    count(*) AS facts,
    count(facts.quantity_kind) AS figures,
    count(DISTINCT coalesce(facts.source_kb, facts.source_name)) AS named_sources
FROM facts
GROUP BY facts.event_id, coalesce(facts.site, facts.source_path);

CREATE VIEW conflicting_figures AS
SELECT
    event_claims.event_id,
    events.start_day,
    event_claims.claim,
    event_claims.number,
    event_claims.type,
    event_claims.category,
    event_claims.subject,
    event_claims.quantity_value AS value,
    event_claims.quantity_low AS low,
    event_claims.quantity_high AS high,
    event_claims.quantity_unit AS unit,
    event_claims.quantity_per AS per,
    event_claims.quantity_modifier AS modifier,
    coalesce(event_claims.quantity_text, event_claims.value_category, event_claims.content) AS says,
    event_claims.sources,
    event_claims.support
FROM event_claims
JOIN events ON events.event_id = event_claims.event_id
WHERE event_claims.agreement = 'conflicting';
