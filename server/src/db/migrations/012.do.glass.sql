-- Requests whose requester goes without approval: in this state since then, and not yet released.
ALTER TABLE requests ADD COLUMN broken bigint;
ALTER TABLE requests DROP CONSTRAINT requests_state_check;
ALTER TABLE requests ADD CONSTRAINT requests_state_check
  CHECK (state IN ('pending', 'approved', 'confirmed', 'broken', 'released', 'denied', 'expired', 'cancelled'));
DROP INDEX requests_open;
CREATE INDEX requests_open ON requests (expires) WHERE state IN ('pending', 'approved', 'confirmed', 'broken');

-- What was let go without approval, in whatever way; it waits until somebody has reviewed it.
CREATE TABLE unapproved (
  request       uuid PRIMARY KEY REFERENCES requests (id),
  at            bigint NOT NULL,
  skipped       jsonb NOT NULL,  -- names of those who were told and not waited for
  review        jsonb,
  reviewer      text,            -- people.key
  reviewer_name text,
  reviewed      bigint
);
CREATE INDEX unapproved_waiting ON unapproved (at) WHERE reviewed IS NULL;

-- While it waits: the rules and the person that have no other broken glass. The key is what lets one of two in.
CREATE TABLE glass_waits (
  key     text PRIMARY KEY,
  request uuid NOT NULL REFERENCES unapproved (request)
);
CREATE INDEX glass_waits_request ON glass_waits (request);

-- What a message says: that somebody's approval is asked for, or that it was not waited for.
ALTER TABLE deliveries ADD COLUMN about text NOT NULL DEFAULT 'ask' CHECK (about IN ('ask', 'glass'));
