import type { Db } from '../../db/connect.ts'
import type { SessionEnd } from './session-end.ts'

export type NewEnd = SessionEnd & {
  /** Who signed the token that says so, and its `jti`: together they come once. */
  readonly sender: string
  readonly jti: string
}

/**
 * Keeps the end of sessions, and the log entry.
 *
 * @returns false where this token has come before
 */
export async function keepEnd(db: Db, end: NewEnd, leaf: string): Promise<boolean> {
  const rows = await db`
    WITH kept AS (
      INSERT INTO session_ends (sender, jti, issuer, role, subject, sid, email, at, issued)
      VALUES (${end.sender}, ${end.jti}, ${end.issuer}, ${end.role}, ${end.subject}, ${end.sid}, ${end.email},
              ${end.at}, ${end.issued})
      ON CONFLICT (sender, jti) DO NOTHING
      RETURNING id
    )
    INSERT INTO entries (leaf) SELECT ${leaf} FROM kept RETURNING seq`
  return rows.length > 0
}

export type StoredEnd = SessionEnd & { readonly id: number }

/**
 * Ends that were kept by a transaction or later ones, and the first whose writing may still become visible: from there
 * the next reading goes on.
 */
export async function readEnds(
  db: Db,
  from: number,
): Promise<{ readonly ends: readonly StoredEnd[]; readonly next: number }> {
  // One snapshot: what it does not show yet is of its own oldest running transaction or of a later one.
  const [row] = await db<{ ends: StoredEnd[]; next: number }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS next, (
      SELECT coalesce(json_agg(json_build_object(
               'id', id, 'issuer', issuer, 'role', role, 'subject', subject, 'sid', sid, 'email', email, 'at', at,
               'issued', issued
             )), '[]')
      FROM session_ends WHERE tx >= ${from}
    ) AS ends`
  return row ?? { ends: [], next: from }
}

/** Forgets what is about sign-ins that open no session any more. */
export async function forgetEnds(db: Db, before: number): Promise<void> {
  await db`DELETE FROM session_ends WHERE at < ${before}`
}
