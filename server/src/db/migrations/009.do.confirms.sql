-- Requests whose requester is asked to confirm that it is they: in this state since then, and not yet released.
ALTER TABLE requests ADD COLUMN confirmed bigint;
ALTER TABLE requests DROP CONSTRAINT requests_state_check;
ALTER TABLE requests ADD CONSTRAINT requests_state_check
  CHECK (state IN ('pending', 'approved', 'confirmed', 'released', 'denied', 'expired', 'cancelled'));
DROP INDEX requests_open;
CREATE INDEX requests_open ON requests (expires) WHERE state IN ('pending', 'approved', 'confirmed');
