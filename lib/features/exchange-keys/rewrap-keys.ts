import type { Ctx } from "@/lib/ports/ctx";
import type { KeyBinding } from "@/lib/ports/key-vault";

export interface RewrapOptions {
  /** Rows a transaction. */
  readonly batch: number;
  readonly signal: AbortSignal;
  onBatch(rewrapped: number): void;
}

type Wrapped = KeyBinding & { readonly wrappedKey: Uint8Array<ArrayBuffer>; readonly masterKeyId: string };

/**
 * Wraps each key's data key with the newest master key, beside running processes: they read both. Rows tell which master key wraps them, so
 * it goes on where it was stopped or killed. A row that does not open (changed, moved) is left and counted. For the worker's role.
 * @returns how many were rewrapped now, and how many in use are left under another master key
 */
export async function rewrapKeys(
  ctx: Pick<Ctx, "db" | "keyVault" | "log">,
  { batch, signal, onBatch }: RewrapOptions,
): Promise<{ readonly rewrapped: number; readonly left: number }> {
  const { masterKeyId } = ctx.keyVault;
  const elsewhere = { status: { not: "REVOKED" as const }, masterKeyId: { not: masterKeyId } };
  let rewrapped = 0;
  for (let after = ""; !signal.aborted; ) {
    const rows = await ctx.db.apiKey.findMany({
      where: { ...elsewhere, id: { gt: after } },
      orderBy: { id: "asc" },
      take: batch,
      select: { id: true, userId: true, exchange: true, wrappedKey: true, masterKeyId: true },
    });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    const fresh = rows.flatMap((row) => wrapAnew(ctx, row));
    // One statement a batch. A row that its owner rotated or revoked since it was read is not touched: it is under the newest key already.
    rewrapped += await ctx.db.$executeRaw`
      UPDATE api_keys k SET "wrappedKey" = f.now, "masterKeyId" = ${masterKeyId}
      FROM unnest(${fresh.map(({ id }) => id)}::text[], ${fresh.map(({ was }) => was)}::bytea[],
                  ${fresh.map(({ now }) => now)}::bytea[]) AS f(id, was, now)
      WHERE k.id = f.id AND k."wrappedKey" = f.was`;
    onBatch(rewrapped);
  }
  return { rewrapped, left: await ctx.db.apiKey.count({ where: elsewhere }) };
}

function wrapAnew(ctx: Pick<Ctx, "keyVault" | "log">, row: Wrapped) {
  try {
    const now = ctx.keyVault.rewrap(row, row)?.wrappedKey;
    return now === undefined ? [] : [{ id: row.id, was: row.wrappedKey, now }];
  } catch (error) {
    ctx.log.error(
      { keyId: row.id, err: error },
      "a stored exchange key does not open and stays under its old master key",
    );
    return [];
  }
}
