-- The transaction that wrote a person last: a node that reads on from a transaction misses nobody who signed in at the
-- same moment as somebody else. A time of signing in cannot do that: the earlier one may become visible later.
ALTER TABLE people ADD COLUMN tx bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX people_order ON people (tx);
