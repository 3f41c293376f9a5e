-- What an article and an event are looked up by.

CREATE INDEX facts_by_article ON facts (article_id);
CREATE INDEX facts_by_event ON facts (event_id);
CREATE INDEX fact_refs_by_article ON fact_refs (article_id);
CREATE INDEX evidence_by_article ON evidence (article_id);
CREATE INDEX rejected_by_source ON rejected (source);
