-- Sessions that an identity provider has ended. A session lives in its token; what stands here is looked at with every
-- call. Each token of a provider ends sessions once, and a row goes when no sign-in is left that it is about.
CREATE TABLE session_ends (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tx      bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),  -- for reading on, as in people
  sender  text   NOT NULL,       -- who signed the token
  jti     text   NOT NULL,
  issuer  text   NOT NULL,
  role    text,                  -- of this client; without it, of all
  subject text,                  -- the sub of their ID tokens
  sid     text,
  email   text,
  at      bigint NOT NULL,       -- sessions opened until then, by the relay's clock
  issued  bigint NOT NULL,       -- ID tokens issued before, by the sender's clock
  UNIQUE (sender, jti)
);
CREATE INDEX session_ends_order ON session_ends (tx);
