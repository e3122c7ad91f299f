-- Where the requester's address lies, by the operator's own file; the relay's word, as the address is.
ALTER TABLE requests
  ADD COLUMN seen_country text,  -- ISO 3166-1
  ADD COLUMN seen_city    text;
