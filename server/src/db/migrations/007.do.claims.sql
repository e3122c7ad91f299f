-- What the holder called its claim: the same claim, said again since its answer was lost, is granted again.
ALTER TABLE requests ADD COLUMN claim text;
