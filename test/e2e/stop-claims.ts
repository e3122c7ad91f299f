import postgres from 'postgres'

/** Makes every claim wait in the database for a lock that the test holds. */
export async function stopClaims(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    CREATE OR REPLACE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER claims BEFORE UPDATE ON requests FOR EACH ROW
      WHEN (NEW.state = 'released' AND OLD.state = 'approved') EXECUTE FUNCTION wait_for_test();
    SELECT pg_advisory_lock(4711);`)
  return {
    waiting: async () => {
      const [row] = await sql<{ count: number }[]>`
        SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted`
      return row?.count
    },
    letThrough: async () => {
      await sql.unsafe('SELECT pg_advisory_unlock(4711); DROP TRIGGER claims ON requests')
      await sql.end()
    },
  }
}
