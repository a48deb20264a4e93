import { hashSecret } from "@/lib/features/accounts/secret-token";
import type { Ctx } from "@/lib/ports/ctx";
import type { Address } from "./address.ts";
import { findByTokenHash } from "./repository.ts";

/** Whose address a token is, with the name it is counted under; null for a guessed, old or revoked one, in the same time. */
export async function findAddress(ctx: Ctx, token: string): Promise<{ address: Address | null; countedAs: string }> {
  const countedAs = hashSecret(token);
  return { address: await findByTokenHash(ctx.db, countedAs), countedAs };
}
