import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type ChangeRefusal, changeSignal } from "./change-signal.ts";
import type { Answer } from "./once.ts";
import type { SignalView } from "./view.ts";
import { endedWords } from "./words.ts";

/** Takes back a signal that has not entered yet. An open one is refused: followers hold it, so it must be closed at a price. */
export async function cancelSignal(
  ctx: Ctx,
  actor: Actor,
  signalId: string,
  key: string | null = null,
): Promise<Result<Answer<SignalView>, ChangeRefusal>> {
  return changeSignal(ctx, actor, signalId, { verb: "cancel", input: null, key }, (signal) => {
    if (signal.state === "OPEN") return refuse("conflict", "This signal is open: close it instead of cancelling it.");
    if (signal.state !== "PENDING") return refuse("conflict", endedWords(signal));
    return done({ type: "CANCEL", body: { cause: "provider" } });
  });
}
