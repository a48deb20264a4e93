import { cutText } from "@/lib/kernel/cut-text";
import { utcMs } from "@/lib/kernel/time";
import type { ChannelSender, OutgoingMessage, SendOutcome } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import { afterThrottle, nextTry } from "./backoff.ts";
import { messageOf, targetOf } from "./compose.ts";
import { mayHear, watchAccess } from "./may-hear.ts";
import { quietUntil } from "./quiet-hours.ts";
import { type DueDelivery, findHeld, hold, limitedUntil, skip } from "./repository.ts";
import { settleLater, settleRefused, settleSent, type Tried } from "./settle-repository.ts";
import { turnOff } from "./turn-off.ts";

/** One try, with everything in it; a server that says nothing for so long counts as down. */
export const SEND_TIMEOUT_MS = 10_000;
const DIGEST_MAX = 50;

export type DeliverCtx = Pick<Ctx, "db" | "clock" | "log" | "seal" | "config">;

export interface DeliverOptions {
  /** Uniform in [0, 1): spreads retries. */
  readonly chance: () => number;
  /** Aborted when the worker stops: what is under way is left as it was and comes again. */
  readonly stop: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * Does with one due delivery what is right now: skips, holds or sends it, with what else is held of its channel as one digest. Sent before
 * it is written down, so a crash between sends it twice and never not at all; its id tells the receiver.
 */
export async function deliver(
  ctx: DeliverCtx,
  sender: ChannelSender,
  due: DueDelivery,
  options: DeliverOptions,
): Promise<void> {
  if (due.channelState !== "ACTIVE") return skip(ctx.db, [due], "The channel is off");
  if (due.bannedAt !== null) return skip(ctx.db, [due], "The account is closed");
  if (!isWanted(due)) return skip(ctx.db, [due], UNWANTED);
  if (!due.urgent && (await isHeld(ctx, due))) return;
  const digest = due.heldAt === null ? [] : await findHeld(ctx.db, due.channelId, ctx.clock.now(), DIGEST_MAX);
  const rows = await stillTheirs(ctx, await stillWanted(ctx, digest.length > 1 ? digest : [due]));
  const first = rows[0];
  if (first === undefined) return;
  await send(ctx, sender, rows, messageOf(ctx, first, rows), options);
}

async function isHeld(ctx: DeliverCtx, due: DueDelivery): Promise<boolean> {
  const now = ctx.clock.now();
  const quiet = due.quietFrom === null || due.quietTo === null ? null : { from: due.quietFrom, to: due.quietTo };
  const quietEnd = quietUntil(quiet, due.timeZone, now);
  if (quietEnd !== null) {
    await hold(ctx.db, due, quietEnd, "Held for the end of your quiet hours", now);
    return true;
  }
  const free = await limitedUntil(ctx.db, due.channelId, due.hourlyMax, now);
  if (free === null) return false;
  await hold(ctx.db, due, free, `Held: ${due.hourlyMax} messages an hour were sent`, now);
  return true;
}

const UNWANTED = "Not wanted on this channel any more";

/** Whether the grid still has its kind: who unsubscribed hears no more of it, what waits included. Urgent ones go by rules of their own. */
function isWanted({ urgent, event, channelEvents }: DueDelivery): boolean {
  return urgent || channelEvents.includes(event);
}

async function stillWanted(ctx: DeliverCtx, rows: readonly DueDelivery[]): Promise<DueDelivery[]> {
  const unwanted = rows.filter((row) => !isWanted(row));
  if (unwanted.length > 0) await skip(ctx.db, unwanted, UNWANTED);
  return rows.filter(isWanted);
}

async function stillTheirs(ctx: DeliverCtx, rows: readonly DueDelivery[]): Promise<DueDelivery[]> {
  const rights = await Promise.all(rows.map((row) => mayHear(ctx, row)));
  const lost = rows.filter((_, at) => rights[at] === false);
  if (lost.length > 0) await skip(ctx.db, lost, "Access had ended");
  return rows.filter((_, at) => rights[at] === true);
}

async function send(
  ctx: DeliverCtx,
  sender: ChannelSender,
  rows: readonly DueDelivery[],
  message: OutgoingMessage,
  { chance, stop, timeoutMs = SEND_TIMEOUT_MS }: DeliverOptions,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const begun = performance.now();
  const accessEnded = new AbortController();
  const late = AbortSignal.timeout(timeoutMs);
  const unwatch = watchAccess(ctx, rows, accessEnded);
  const outcome = await attempt(ctx, sender, first, message, AbortSignal.any([stop, late, accessEnded.signal])).finally(
    unwatch,
  );
  if (stop.aborted && !outcome.ok) return;
  // Parts of a digest that are still theirs are due again at once and asked anew.
  if (accessEnded.signal.aborted && !outcome.ok) return void (await stillTheirs(ctx, rows));
  const now = ctx.clock.now();
  const tried = (outcome: Tried["outcome"], reason: string): Tried => ({
    deliveries: rows,
    channelId: first.channelId,
    at: now,
    tookMs: Math.round(performance.now() - begun),
    outcome,
    reason: cutText(reason, 300),
  });
  if (outcome.ok) return settleSent(ctx.db, tried("sent", ""), cutText(outcome.receipt, 200));
  const { kind, reason } = outcome;
  switch (kind) {
    case "refused":
      return settleRefused(ctx.db, tried(kind, reason));
    case "gone":
      await settleRefused(ctx.db, tried(kind, reason));
      return turnOff(ctx, first.channelId, reason);
    case "throttled":
      await settleLater(ctx.db, tried(kind, reason), afterThrottle(now, outcome.retryAfterMs ?? 60_000, chance()));
      return;
    case "retry": {
      const asked = outcome.retryAfterMs === undefined ? now : afterThrottle(now, outcome.retryAfterMs, 0);
      const at = utcMs(Math.max(asked, nextTry(now, first.failures + 1, chance())));
      const dead = await settleLater(ctx.db, tried(kind, late.aborted ? "No answer in time" : reason), at);
      if (dead) ctx.log.error({ deliveryId: first.id, kind: first.kind }, "a delivery was given up");
    }
  }
}

/** What the sender says; what it throws, or a time that ran out without its word, is a try that may work later. */
async function attempt(
  ctx: DeliverCtx,
  sender: ChannelSender,
  row: DueDelivery,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const ended = Promise.withResolvers<SendOutcome>();
  const end = (): void => ended.resolve({ ok: false, kind: "retry", reason: "It was broken off" });
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) end();
    const target = targetOf(ctx, row);
    return await Promise.race([signal.aborted ? ended.promise : sender.send(target, message, signal), ended.promise]);
  } catch (error) {
    if (!signal.aborted) ctx.log.warn({ err: error, kind: row.kind, deliveryId: row.id }, "a sender failed");
    return { ok: false, kind: "retry", reason: "The message could not be sent" };
  } finally {
    signal.removeEventListener("abort", end);
  }
}
