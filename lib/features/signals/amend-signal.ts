import type { Actor } from "@/lib/kernel/actor";
import { canonicalJson } from "@/lib/kernel/canonical-json";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { priceText } from "@/lib/trading/market/price-text";
import { exitPriceOf, isBetter, type Quote } from "@/lib/trading/market/quote";
import { checkSignal } from "@/lib/trading/signals/check-signal";
import { type ChangeRefusal, changeSignal } from "./change-signal.ts";
import { checkPlan, entryBody, firstOf } from "./draft-signal.ts";
import type { AmendSignalInput } from "./input.ts";
import type { Answer } from "./once.ts";
import { type AmendBody, type Projection, planOf } from "./signal.ts";
import type { SignalView } from "./view.ts";
import { endedWords } from "./words.ts";

/**
 * Amends a signal. A pending one is checked like a new one. Of an open one the entry is history; the stop may stand anywhere between the
 * market and loss (beyond entry too, to keep a gain), and targets that were hit stay as they are.
 */
export async function amendSignal(
  ctx: Ctx,
  actor: Actor,
  signalId: string,
  input: AmendSignalInput,
  key: string | null = null,
): Promise<Result<Answer<SignalView>, ChangeRefusal>> {
  return changeSignal(ctx, actor, signalId, { verb: "amend", input, key }, (signal, price, now) => {
    if (signal.state !== "PENDING" && signal.state !== "OPEN") return refuse("conflict", endedWords(signal));
    if (signal.state === "OPEN" && input.entry !== undefined)
      return refuse("invalid", "The entry has happened.", { entry: ["The entry has happened and cannot be amended."] });
    const body = changesOf(signal, input, price);
    if (Object.keys(body).length === 1)
      return refuse("invalid", "Nothing would change.", { body: ["Every field given is as it was; change one."] });
    const faults = faultsOf(signal, body, price, now);
    if (Object.keys(faults).length > 0) return refuse("invalid", firstOf(faults), faults);
    return done({ type: "AMEND", body });
  });
}

/** Only what differs from the signal as it stands. */
function changesOf(signal: Projection, input: AmendSignalInput, price: Ticker): AmendBody {
  const differs = (a: unknown, b: unknown): boolean => canonicalJson(a) !== canonicalJson(b);
  const { entry, stopLoss, targets, trailing, breakEven, expiresAt, note } = input;
  const amended = entry === undefined ? undefined : entryBody({ entry, side: signal.side }, price);
  const expiry = signal.expiresAt === null ? null : new Date(signal.expiresAt).toISOString();
  return {
    cause: "provider",
    ...(amended !== undefined && differs(amended, signal.entry) ? { entry: amended } : {}),
    ...(stopLoss !== undefined && stopLoss !== plain(signal.stopLoss) ? { stopLoss } : {}),
    ...(targets !== undefined && differs(targets, signal.targets) ? { targets } : {}),
    ...(trailing !== undefined && differs(trailing, signal.trailing) ? { trailing } : {}),
    ...(breakEven !== undefined && differs(breakEven, signal.breakEven) ? { breakEven } : {}),
    ...(expiresAt !== undefined && expiresAt !== expiry ? { expiresAt } : {}),
    ...(note !== undefined && note !== signal.note ? { note } : {}),
  };
}

function faultsOf(signal: Projection, body: AmendBody, price: Ticker, now: UtcMs): FieldErrors {
  const amended = {
    ...signal,
    ...body,
    stopLoss: body.stopLoss === undefined ? signal.stopLoss : dec(body.stopLoss),
    expiresAt:
      body.expiresAt === undefined
        ? signal.expiresAt
        : body.expiresAt === null
          ? null
          : utcMs(Date.parse(body.expiresAt)),
  } as Projection;
  const plan = planOf(amended);
  if (signal.state === "PENDING") {
    if (amended.entry.type === "market")
      return { entry: ["A pending signal keeps a zone or a trigger; cancel it and publish a market entry."] };
    return checkPlan(plan, amended.entry, price, now);
  }
  const faults: Record<string, readonly string[]> = {};
  if (body.expiresAt !== undefined && plan.expiresAt !== null && plan.expiresAt <= now)
    faults.expiresAt = ["Expiry must lie in the future."];
  if (body.stopLoss !== undefined) Object.assign(faults, stopFaults(signal, amended, price));
  if (body.targets !== undefined) Object.assign(faults, targetFaults(signal, amended, price));
  if (body.trailing !== undefined || body.breakEven !== undefined) {
    const about = ["trailing", "breakEven"];
    for (const [field, words] of Object.entries(checkSignal(plan, quoteBetween(amended))))
      if (about.some((name) => field === name || field.startsWith(`${name}.`))) faults[field] = words;
  }
  return faults;
}

/** A stop at or beyond the market would be taken at once: that is a close, and is said so. */
function stopFaults(signal: Projection, amended: Projection, quote: Quote): FieldErrors {
  const exit = exitPriceOf(signal.side, quote);
  const [far, near] = signal.side === "LONG" ? ["below", "above"] : ["above", "below"];
  if (amended.stopLoss.lte(0)) return { stopLoss: ["Stop must be above 0."] };
  if (!isBetter(signal.side, exit, amended.stopLoss))
    return {
      stopLoss: [
        `Stop must be ${far} the market (${priceText(exit)}) for an open ${signal.side.toLowerCase()}; to leave now, close it.`,
      ],
    };
  const next = amended.targets[signal.targetsHit];
  if (next !== undefined && !isBetter(signal.side, dec(next.price), amended.stopLoss))
    return {
      stopLoss: [`Stop must be ${far} the next target (${priceText(dec(next.price))}), which must stand ${near} it.`],
    };
  return {};
}

function targetFaults(signal: Projection, amended: Projection, quote: Quote): FieldErrors {
  const faults: Record<string, string[]> = {};
  const exit = exitPriceOf(signal.side, quote);
  const near = signal.side === "LONG" ? "above" : "below";
  const hit = signal.targets.slice(0, signal.targetsHit);
  if (canonicalJson(amended.targets.slice(0, hit.length)) !== canonicalJson(hit))
    return { targets: [`Targets 1 to ${hit.length} were hit and stay as they are; give them first, unchanged.`] };
  const ahead = amended.targets.slice(hit.length);
  if (ahead.length === 0) return { targets: ["Give at least one target that is still ahead; to leave now, close it."] };
  let previous = { name: "the market", price: exit };
  for (const [index, target] of ahead.entries()) {
    const n = hit.length + index;
    const price = dec(target.price);
    if (!isBetter(signal.side, price, previous.price))
      faults[`targets.${n}.price`] = [
        `Target ${n + 1} must be ${near} ${previous.name} (${priceText(previous.price)}).`,
      ];
    else previous = { name: `target ${n + 1}`, price };
    if (dec(target.fraction).lte(0)) faults[`targets.${n}.fraction`] = [`Fraction of target ${n + 1} must be above 0.`];
  }
  const sum = ahead.reduce((total, target) => total.plus(target.fraction), dec(0));
  if (!sum.eq(signal.remaining))
    faults.targets = [
      `Fractions of the targets ahead must sum to what is open, ${plain(signal.remaining)}; these sum to ${plain(sum)}.`,
    ];
  return faults;
}

/** A quote at which only the rules of the stop's moves are checked: order and fractions of an open signal have checks of their own. */
function quoteBetween(signal: Projection): Quote {
  const price = signal.entryPrice ?? signal.stopLoss;
  return { bid: price, ask: price };
}
