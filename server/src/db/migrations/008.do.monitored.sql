-- What monitored rules matched: requests that were not held. The log has a digest of each, which nobody can guess it from.
CREATE TABLE monitored (
  id      text PRIMARY KEY,      -- of the browser that saw it: to say it again changes nothing
  at      bigint NOT NULL,       -- by that browser's clock
  person  text NOT NULL,         -- who was signed in there
  name    text NOT NULL,
  device  text NOT NULL,         -- thumbprint of the key of that browser
  policy  text NOT NULL,
  rules   jsonb NOT NULL,        -- the ids of all that matched, that which gives the words first
  open    boolean NOT NULL,      -- the browser did not show all that the rule asks for
  console text NOT NULL,
  method  text NOT NULL,
  url     text NOT NULL,
  summary text NOT NULL
);
CREATE INDEX monitored_by_time ON monitored (at);
