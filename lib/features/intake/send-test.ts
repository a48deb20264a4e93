import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { TestAlertInput } from "./input.ts";
import type { Receipt } from "./receipt.ts";
import { receiveAlert } from "./receive-alert.ts";
import { findOwnAddress } from "./repository.ts";

/** Sends a message through the same reading, deciding and checking as a real one, marked as a test: nothing is published. */
export async function sendTestAlert(
  ctx: Ctx,
  actor: Actor,
  { strategyId, body }: TestAlertInput,
): Promise<Result<Receipt, "not_found">> {
  const address = await findOwnAddress(ctx.db, actor.userId, strategyId);
  if (address === null) return refuse("not_found", "This strategy has no address for alerts.");
  const contentType = /^\s*[{[]/.test(body) ? "application/json" : "text/plain";
  return done(await receiveAlert(ctx, address, { contentType, body, ip: "test sender" }, { own: true }));
}
