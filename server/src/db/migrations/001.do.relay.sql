-- Times are integer milliseconds since the epoch, as everywhere in the protocol.

CREATE TABLE secrets (
  name  text PRIMARY KEY,
  value bytea NOT NULL           -- encrypted under the operator's secret
);

CREATE TABLE policies (
  digest  text PRIMARY KEY,
  version integer NOT NULL,
  jws     text NOT NULL,
  loaded  bigint NOT NULL
);

-- Somebody's last sign-in: serves only to decide whom to tell, never whether a decision counts.
CREATE TABLE people (
  key       text PRIMARY KEY,
  iss       text NOT NULL,
  name      text NOT NULL,
  claims    jsonb NOT NULL,
  signed_in bigint NOT NULL
);

CREATE TABLE devices (
  id       text PRIMARY KEY,
  person   text NOT NULL REFERENCES people (key),
  label    text NOT NULL,
  endpoint text NOT NULL UNIQUE,
  p256dh   text NOT NULL,
  auth     text NOT NULL,
  created  bigint NOT NULL,
  reached  bigint
);
CREATE INDEX devices_person ON devices (person);

CREATE TABLE requests (
  id             uuid PRIMARY KEY,
  digest         text NOT NULL,
  request        text NOT NULL,  -- JCS, the very text whose digest is signed
  proof          jsonb NOT NULL,
  rule           text NOT NULL,
  requester      text NOT NULL,  -- people.key
  device         text NOT NULL,  -- thumbprint of the key that asked; it alone may claim
  body           bytea,          -- encrypted
  seen_ip        text,
  state          text NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'approved', 'released', 'denied', 'expired', 'cancelled')),
  stored         bigint NOT NULL,
  expires        bigint NOT NULL,
  execute_within integer NOT NULL,
  approvals      integer NOT NULL DEFAULT 0,
  approved       bigint,
  released       bigint,
  ended          bigint,
  refused        text,
  outcome        jsonb,
  outcome_at     bigint
);
CREATE INDEX requests_requester ON requests (requester, stored DESC);
CREATE INDEX requests_open ON requests (expires) WHERE state IN ('pending', 'approved');
CREATE INDEX requests_open_requester ON requests (requester) WHERE state = 'pending';

-- Who may read a request because they may decide it.
CREATE TABLE asked (
  request uuid NOT NULL REFERENCES requests (id),
  person  text NOT NULL,
  opened  bigint,
  PRIMARY KEY (request, person)
);
CREATE INDEX asked_person ON asked (person, request DESC);

-- One push message to one device. The id is random: whoever knows it may say that the message was shown.
CREATE TABLE deliveries (
  id      text PRIMARY KEY,
  request uuid NOT NULL REFERENCES requests (id),
  person  text NOT NULL,
  device  text NOT NULL,
  state   text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'shown', 'failed')),
  at      bigint NOT NULL,
  tries   integer NOT NULL DEFAULT 0
);
CREATE INDEX deliveries_request ON deliveries (request);
CREATE INDEX deliveries_queued ON deliveries (at) WHERE state IN ('queued', 'sending');

CREATE TABLE decisions (
  request  uuid NOT NULL REFERENCES requests (id),
  person   text NOT NULL,
  name     text NOT NULL,
  identity jsonb NOT NULL,
  decision jsonb NOT NULL,
  at       bigint NOT NULL,
  PRIMARY KEY (request, person)
);

-- Leaves of the transparency log, written in the statement of the change that they record. `tx` orders them so that a
-- reader who goes on from (tx, seq) misses nothing: a sequence number alone can become visible late.
CREATE TABLE entries (
  seq     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tx      bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  request uuid,
  leaf    text NOT NULL          -- JCS
);
CREATE INDEX entries_order ON entries (tx, seq);
CREATE INDEX entries_request ON entries (request, seq);
