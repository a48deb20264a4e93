import type { Actor } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import { PLAN_LIMITS } from "@/lib/kernel/platform-plan";
import type { Ctx } from "@/lib/ports/ctx";
import {
  firstMissing,
  LIVE_PHRASE,
  type LiveGateFacts,
  type LiveGateLine,
  liveGate,
} from "@/lib/trading/risk/live-gate";
import { type GateRows, type GateWish, readGateRows, readGateRowsOf } from "./gate-queries.ts";
import { followsLive } from "./live-queries.ts";

type GateCtx = Pick<Ctx, "clock" | "config"> & { readonly db: Parameters<typeof readGateRows>[0] };

/** What is shown once, at the turn of the switch. */
export interface GateShown {
  readonly riskAccepted: boolean;
  readonly phrase: string;
  readonly confirmWord: string;
}

const NOTHING_SHOWN: GateShown = { riskAccepted: false, phrase: "", confirmWord: "" };

/** The live gate of a user, condition by condition: what the page shows and what the API asks. `shown` is what was filled in so far. */
export async function readLiveGate(
  ctx: GateCtx,
  actor: Pick<Actor, "userId" | "mfaAt">,
  wish: { readonly keyId: string | null; readonly followId: string | null },
  shown: GateShown = NOTHING_SHOWN,
): Promise<readonly LiveGateLine[]> {
  return liveGate({
    ...(await standingFacts(ctx, actor.userId, wish)),
    secondFactorAt: actor.mfaAt,
    riskAccepted: shown.riskAccepted,
    phrase: shown.phrase,
    confirmTyped: shown.confirmWord,
  });
}

/**
 * What has to hold as long as live is on, asked by the worker before each entry with the same function as at the switch: the reason why nothing
 * new is opened at present; null: nothing is missing. Exits never ask.
 */
export async function standingRefusal(
  ctx: GateCtx,
  userId: string,
  keyId: string,
  followId: string,
): Promise<string | null> {
  const facts = await standingFacts(ctx, userId, { keyId, followId });
  return standingOf(facts);
}

/** Of many that want to enter at once, those for whom nothing is missing: users by id. */
export async function whoMayStand(ctx: GateCtx, wishes: readonly GateWish[]): Promise<ReadonlySet<string>> {
  const rows = await readGateRowsOf(ctx.db, wishes);
  return new Set([...rows].filter(([, row]) => standingOf(factsOf(ctx, row)) === null).map(([userId]) => userId));
}

function standingOf(facts: StandingFacts): string | null {
  const lines = liveGate({ ...facts, secondFactorAt: null, riskAccepted: false, phrase: "", confirmTyped: "" });
  return firstMissing(lines, "standing")?.text ?? null;
}

/**
 * The live gate of a trade made by hand: as for a copy, but that it takes none of the plan's follows. A token of scope `trade:live` was made with a
 * second factor and counts as one; risk and phrase were shown already where something of the user trades live by this key.
 */
export async function readHandGate(
  ctx: GateCtx & { readonly db: Parameters<typeof followsLive>[0] },
  actor: Pick<Actor, "userId" | "mfaAt" | "scopes">,
  keyId: string | null,
  shown: GateShown,
): Promise<readonly LiveGateLine[]> {
  const facts = await standingFacts(ctx, actor.userId, { keyId, followId: null });
  const isOn = keyId !== null && (await followsLive(ctx.db, actor.userId, keyId));
  return liveGate({
    ...facts,
    liveFollows: 0,
    ...(actor.scopes === null ? { secondFactorAt: actor.mfaAt } : { secondFactorOn: true, secondFactorAt: facts.now }),
    riskAccepted: isOn || shown.riskAccepted,
    phrase: isOn ? LIVE_PHRASE : shown.phrase,
    confirmTyped: isOn ? (facts.confirmWord ?? "") : shown.confirmWord,
  });
}

/** What stands between a trade by hand and the exchange, asked by the worker before it plans; null: nothing. */
export async function handRefusal(ctx: GateCtx, userId: string, keyId: string): Promise<string | null> {
  const facts = await standingFacts(ctx, userId, { keyId, followId: null });
  const shown = { secondFactorAt: null, riskAccepted: false, phrase: "", confirmTyped: "" };
  return firstMissing(liveGate({ ...facts, liveFollows: 0, ...shown }), "standing")?.text ?? null;
}

async function standingFacts(
  ctx: GateCtx,
  userId: string,
  { keyId, followId }: { readonly keyId: string | null; readonly followId: string | null },
): Promise<StandingFacts> {
  const rows = await readGateRows(ctx.db, userId, keyId, followId);
  invariant(rows !== null, `there is no user ${userId}`);
  return factsOf(ctx, rows);
}

type StandingFacts = Omit<LiveGateFacts, "secondFactorAt" | "riskAccepted" | "phrase" | "confirmTyped">;

function factsOf(ctx: Pick<GateCtx, "clock" | "config">, rows: GateRows): StandingFacts {
  const { firstFillAt, fillDays, ...rest } = rows;
  return {
    ...rest,
    now: ctx.clock.now(),
    tradingEnabled: ctx.config.tradingEnabled,
    liveAllowed: ctx.config.allowLive,
    liveFollowsMax: PLAN_LIMITS[rows.plan].liveFollows,
    paper: { firstFillAt, fillDays },
    confirmWord: ctx.config.liveConfirmToken,
  };
}
