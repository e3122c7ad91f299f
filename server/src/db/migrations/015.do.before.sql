-- What stood at the address before, as the requester's browser read it, encrypted; kept and deleted like the held bytes.
ALTER TABLE requests ADD COLUMN before bytea;
DROP INDEX requests_kept_bodies;
CREATE INDEX requests_kept_bodies ON requests (expires) WHERE body IS NOT NULL OR before IS NOT NULL;
