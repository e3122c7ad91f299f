-- The parts of its rule's approvers that an approval can count for, by index. Rules had one part before there were more.
ALTER TABLE decisions ADD COLUMN parts integer[] NOT NULL DEFAULT '{0}';
