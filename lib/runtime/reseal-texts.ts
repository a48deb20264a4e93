import { Prisma } from "@/lib/db/client";
import type { Ctx } from "@/lib/ports/ctx";
import type { Seal } from "@/lib/ports/seal";

/** Where sealed texts are kept (ctx.seal), with the column each is bound to. Texts that are gone within days (mails on their way) are not. */
export const SEALED_TEXTS = [
  { table: "users", column: "totpSecret", boundTo: "id" },
  { table: "channels", column: "sealed", boundTo: "id" },
] as const;

/**
 * Seals each kept text anew under the newest master key. One that opens under it already stays; one that opens under none is left and
 * counted. Safe to break off and to repeat, beside running processes: they open both.
 */
export async function resealTexts(
  ctx: Pick<Ctx, "db" | "log" | "seal"> & { readonly sealedByNewest: Seal },
  { batch, signal }: { readonly batch: number; readonly signal: AbortSignal },
): Promise<{ readonly resealed: number; readonly left: number }> {
  const count = { resealed: 0, left: 0 };
  for (const place of SEALED_TEXTS) {
    const [table, column, boundTo] = [place.table, place.column, place.boundTo].map((name) => Prisma.raw(`"${name}"`));
    if (table === undefined || column === undefined || boundTo === undefined) continue;
    for (let after = ""; !signal.aborted; ) {
      const rows = await ctx.db.$queryRaw<{ bound: string; text: string }[]>(Prisma.sql`
        SELECT ${boundTo} AS bound, ${column} AS text FROM ${table}
        WHERE ${column} IS NOT NULL AND ${boundTo} > ${after} ORDER BY ${boundTo} LIMIT ${batch}`);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.bound;
      for (const { bound, text } of rows) {
        const fresh = anew(ctx, text, bound);
        if (fresh === "unopened") {
          count.left += 1;
          ctx.log.error({ table: place.table, id: bound }, "a sealed text does not open and stays as it is");
        } else if (fresh !== "kept") {
          // Written over only while it is still what was read: its owner may have changed it meanwhile.
          count.resealed += await ctx.db.$executeRaw(Prisma.sql`
            UPDATE ${table} SET ${column} = ${fresh.text} WHERE ${boundTo} = ${bound} AND ${column} = ${text}`);
        }
      }
    }
  }
  return count;
}

function anew(ctx: Pick<Ctx, "seal"> & { readonly sealedByNewest: Seal }, text: string, bound: string) {
  try {
    ctx.sealedByNewest.open(text, bound);
    return "kept";
  } catch {
    // under an older key, or broken: the next lines find out
  }
  try {
    return { text: ctx.sealedByNewest.seal(ctx.seal.open(text, bound), bound) };
  } catch {
    return "unopened";
  }
}
