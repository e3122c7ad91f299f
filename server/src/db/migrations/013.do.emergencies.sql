-- What keys kept offline let go while nobody could be asked: their statements, and when their holder released it. It waits
-- for a review as what went otherwise does. `waits` is for what it waits: several may at once, since they are only told.
ALTER TABLE unapproved ADD COLUMN emergency jsonb;
ALTER TABLE unapproved ADD COLUMN waits text[] NOT NULL DEFAULT '{}';
