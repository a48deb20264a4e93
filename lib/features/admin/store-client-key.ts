import { clientByIdOrEmail } from "@/lib/features/accounts/client-queries";
import type { StoreKeyInput } from "@/lib/features/exchange-keys/input";
import { storeKeyFor } from "@/lib/features/exchange-keys/store-key";
import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";

/**
 * Stores an exchange key for a tenant, by what his own form goes through too.
 * @throws AppError "mfa_required" for a person without a fresh second factor
 */
export async function storeClientKey(
  ctx: Ctx,
  admin: Actor,
  idOrEmail: string,
  input: StoreKeyInput,
): Promise<Result<{ userId: string; id: string }, "not_found" | "conflict" | "invalid" | "unavailable">> {
  const client = await clientByIdOrEmail(ctx.db, idOrEmail);
  if (client === null) return refuse("not_found", `There is no account ${idOrEmail}.`);
  if (client.role === "ADMIN") return refuse("conflict", "An admin does not trade: he has no exchange keys.");
  if (client.status !== "ACTIVE") return refuse("conflict", `This account is ${client.status.toLowerCase()}.`);
  const stored = await storeKeyFor(ctx, admin, client.id, input);
  return stored.ok ? { ok: true, value: { userId: client.id, id: stored.value.id } } : stored;
}
