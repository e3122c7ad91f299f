-- The keys by which people signed in: a browser's or a phone's, with each of its people. Who asks is no row of people.
CREATE TABLE device_keys (
  id         text PRIMARY KEY,    -- random; by which its owner and operators name it
  person     text NOT NULL,       -- as in people.key
  name       text NOT NULL,       -- of that person, at the last sign-in
  jkt        text NOT NULL,       -- thumbprint
  role       text NOT NULL CHECK (role IN ('extension', 'app')),
  label      text NOT NULL,       -- browser and system, as it says itself
  installed  boolean,             -- by the device's administrator, as it says itself
  first_seen bigint NOT NULL,
  last_seen  bigint NOT NULL,     -- its last sign-in
  UNIQUE (person, jkt)
);

-- Keys that open no session any more, for anybody.
CREATE TABLE revoked_keys (
  jkt text PRIMARY KEY,
  by  text NOT NULL,
  at  bigint NOT NULL,
  tx  bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)  -- for reading on, as in people
);
CREATE INDEX revoked_keys_order ON revoked_keys (tx);

-- The key of the phone that a subscription belongs to; known from its next start on.
ALTER TABLE devices ADD COLUMN jkt text;
CREATE INDEX devices_jkt ON devices (jkt);
