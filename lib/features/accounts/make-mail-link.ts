import type { Ctx, Tx } from "@/lib/ports/ctx";
import { insertMailToken, type NewMailToken } from "./repository.ts";
import { newSecret } from "./secret-token.ts";

const PATHS: Readonly<Record<NewMailToken["purpose"], string>> = { VERIFY_EMAIL: "/verify", RESET_PASSWORD: "/reset" };

/** Makes a link that works once within `forMs`, in the caller's transaction. Its secret stands in it alone; we keep the hash. */
export async function makeMailLink(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids" | "config">,
  { userId, purpose, forMs }: { userId: string; purpose: NewMailToken["purpose"]; forMs: number },
): Promise<string> {
  const now = ctx.clock.now();
  const { secret, hash } = newSecret(ctx.ids);
  await insertMailToken(tx, {
    id: ctx.ids.make("mailToken"),
    userId,
    purpose,
    hash,
    createdAt: new Date(now),
    expiresAt: new Date(now + forMs),
  });
  return `${ctx.config.baseUrl}${PATHS[purpose]}?token=${secret}`;
}
