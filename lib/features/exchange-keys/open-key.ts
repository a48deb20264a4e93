import { createHash } from "node:crypto";
import type { Ctx } from "@/lib/ports/ctx";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { insertKeyUse, sealedKeyById } from "./repository.ts";

/** A key opened for trading, in the worker's memory alone. */
export interface OpenKey {
  readonly userId: string;
  readonly exchange: string;
  readonly testnet: boolean;
  readonly secrets: ExchangeSecrets;
  /** Of these secrets, see secretsStamp. */
  readonly stamp: Uint8Array<ArrayBuffer>;
}

/** Changes when a key is rotated, and not when a new master key rewraps it: SHA-256 of what is sealed, as `sha256(sealed)` in SQL. */
export function secretsStamp(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(sealed).digest());
}

/**
 * Opens a stored key so that its account can be traded, and notes it for its owner to read. A key that may not open new trades any more still
 * opens: positions have to be left. null: revoked, or it does not open here.
 */
export async function openKey(
  ctx: Pick<Ctx, "db" | "clock" | "ids" | "keyVault" | "log">,
  id: string,
): Promise<OpenKey | null> {
  const key = await sealedKeyById(ctx.db, id);
  if (key === null) return null;
  const at = new Date(ctx.clock.now());
  let secrets: ExchangeSecrets | null = null;
  try {
    secrets = ctx.keyVault.open(key, key);
  } catch (error) {
    ctx.log.error(
      { keyId: id, err: error },
      "a stored exchange key does not open: it was changed, moved or sealed elsewhere",
    );
  }
  await ctx.db.transaction((tx) =>
    insertKeyUse(tx, {
      id: ctx.ids.make("keyUse"),
      keyId: id,
      at,
      purpose: "trade",
      outcome: secrets === null ? "does not open" : "ok",
    }),
  );
  if (secrets === null) return null;
  const { userId, exchange, testnet, sealed } = key;
  return { userId, exchange, testnet, secrets, stamp: secretsStamp(sealed) };
}
