export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** An opaque place in a list ordered by (time, id). */
export function encodeCursor(at: Date, id: string): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString("base64url");
}

/** Null for none and for what is no cursor of ours: a list then begins at its start. */
export function decodeCursor(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null;
  const [time, id] = Buffer.from(cursor, "base64url").toString().split(".");
  const at = Number(time);
  return Number.isSafeInteger(at) && Math.abs(at) < 8.64e15 && id !== undefined && /^[0-9a-z_]{1,60}$/.test(id)
    ? { at, id }
    : null;
}
