-- Keys of identity providers that this relay fetched: a request's bundle carries those that its tokens were signed with.
CREATE TABLE issuer_keys (
  issuer     text NOT NULL,
  thumbprint text NOT NULL,      -- RFC 7638
  kid        text,
  jwk        jsonb NOT NULL,
  first_seen bigint NOT NULL,
  PRIMARY KEY (issuer, thumbprint)
);

-- A request whose content and people were erased keeps its digest: the log goes on to name it.
ALTER TABLE requests
  ADD COLUMN erased     bigint,
  ADD COLUMN erased_by  text,
  ADD COLUMN erased_why text;

-- Held bytes are deleted some time after the request ended.
CREATE INDEX requests_kept_bodies ON requests (expires) WHERE body IS NOT NULL;

-- The key that a policy counted under; policies kept before this were all signed with the key of today.
ALTER TABLE policies ADD COLUMN key jsonb;

-- What put a policy in force after its last signed one, in order; empty for a signed one.
ALTER TABLE policies ADD COLUMN replacements jsonb NOT NULL DEFAULT '[]';

-- The policy that this one replaced by evidence: each is replaced at most once, whichever node is asked.
ALTER TABLE policies ADD COLUMN replaces text UNIQUE;

-- Policies that devices refused: each is said once in the log.
CREATE TABLE policy_refusals (
  device text   NOT NULL,        -- thumbprint of its key
  digest text   NOT NULL,        -- of the policy that was offered
  code   text   NOT NULL,
  at     bigint NOT NULL,
  PRIMARY KEY (device, digest, code)
);
