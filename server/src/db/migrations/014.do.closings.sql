-- What nobody can review any more, closed by the operator: it stays unreviewed, and nothing waits for it.
ALTER TABLE unapproved
  ADD COLUMN closed     bigint,
  ADD COLUMN closed_by  text,
  ADD COLUMN closed_why text,
  ADD COLUMN waiting    boolean GENERATED ALWAYS AS (reviewed IS NULL AND closed IS NULL) STORED;  -- for a review
DROP INDEX unapproved_waiting;
CREATE INDEX unapproved_waiting ON unapproved (at) WHERE waiting;
