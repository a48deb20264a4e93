import { readLiveGate } from "@/lib/features/copies/live/gate";
import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { firstMissing } from "@/lib/trading/risk/live-gate";
import type { StartLiveSessionInput } from "./input.ts";
import { planSession } from "./plan-session.ts";

/**
 * Live sessions pass the gate that live copies pass: the first condition that is missing is the answer. What passes it is refused all the same:
 * this version trades signals on real accounts, and strategies on paper.
 */
export async function startLiveSession(
  ctx: Pick<Ctx, "db" | "config" | "clock">,
  actor: Pick<Actor, "userId" | "mfaAt">,
  { credentialId, riskAccepted, phrase, confirmWord, ...wish }: StartLiveSessionInput,
): Promise<Result<never, "invalid" | "forbidden">> {
  const planned = await planSession(ctx, wish);
  if (!planned.ok) return planned;
  const lines = await readLiveGate(
    ctx,
    actor,
    { keyId: credentialId ?? null, followId: null },
    { riskAccepted, phrase, confirmWord },
  );
  const missing = firstMissing(lines, "all");
  return refuse(
    "forbidden",
    missing?.text ?? "Strategies run on paper here; to trade on your account, follow a strategy's signals live.",
  );
}
