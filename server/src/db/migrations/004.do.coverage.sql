-- What each browser last said about how protected requests came: counts alone, for the security team.
CREATE TABLE coverage (
  device  text NOT NULL,         -- thumbprint of the key of that browser
  console text NOT NULL,
  person  text NOT NULL,         -- who was signed in there, by name
  browser text NOT NULL,
  limits  jsonb NOT NULL,        -- what it cannot check of what it sends
  seen    jsonb NOT NULL,        -- ConsoleCoverage
  at      bigint NOT NULL,
  PRIMARY KEY (device, console)
);
