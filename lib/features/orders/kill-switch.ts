import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import {
  BY_SYSTEM,
  engagedSwitches,
  type KillScope,
  type StoppingAccount,
  stoppingAccounts,
  writeEngaged,
  writeReleased,
} from "./switch-repository.ts";

export type { KillScope, StoppingAccount };

export interface EngageInput {
  readonly scope: KillScope;
  /** Exchange, strategy, user or session; empty for the platform. */
  readonly key: string;
  /** Who stops it; null: the system itself. */
  readonly by: string | null;
  readonly reason: string;
  readonly positions: "close" | "keep";
}

/**
 * Stops new entries from this commit on: an order is committed as SENDING and leaves only after a look at these rows. The worker then cancels
 * and, where chosen, closes; `stopReport` tells when that is done. Engaged twice, it stays engaged: closing
 * widens keeping, and an admin's stop takes the place of its owner's or the system's, never the other way round.
 */
export async function engageSwitch(ctx: Pick<Ctx, "db" | "clock" | "ids">, input: EngageInput): Promise<void> {
  await ctx.db.transaction((tx) => engageSwitchIn(ctx, tx, input));
}

/** The same inside a caller's transaction. */
export async function engageSwitchIn(ctx: Pick<Ctx, "clock" | "ids">, tx: Tx, input: EngageInput): Promise<void> {
  const at = ctx.clock.now();
  const { scope, key, by, reason, positions } = input;
  if (!(await writeEngaged(tx, { scope, key, by: by ?? BY_SYSTEM, reason, positions, at }))) return;
  await appendEvent(tx, at, { type: "kill_switch.changed", scope, key });
  await appendAudit(tx, ctx, {
    actorId: by,
    action: "kill_switch.engaged",
    subject: "kill_switch",
    subjectId: `${scope} ${key}`.trim(),
    detail: { reason, positions },
  });
}

/** Lets entries go again. The edge has asked for a fresh second factor; the system releases only what stops nothing any more. */
export async function releaseSwitch(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  input: {
    readonly scope: KillScope;
    readonly key: string;
    /** null: the system itself. */
    readonly by: string | null;
    /** Only one that these engaged. */
    readonly engagedBy?: readonly string[];
  },
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const at = ctx.clock.now();
    const { scope, key, by } = input;
    if (!(await writeReleased(tx, { ...input, by: by ?? BY_SYSTEM, at }))) return refuse("not_found");
    await appendEvent(tx, at, { type: "kill_switch.changed", scope, key });
    await appendAudit(tx, ctx, {
      actorId: by,
      action: "kill_switch.released",
      subject: "kill_switch",
      subjectId: `${scope} ${key}`.trim(),
    });
    return done(null);
  });
}

/**
 * Ends the stop that a user asked for himself, or that his own limits brought, in the transaction that turns trading on again: its gate has asked for a fresh
 * second factor. A stop that somebody else engaged stays.
 */
export async function releaseOwnStop(tx: Tx, ctx: Pick<Ctx, "clock" | "ids">, userId: string): Promise<void> {
  const at = ctx.clock.now();
  if (!(await writeReleased(tx, { scope: "USER", key: userId, by: userId, at, engagedBy: [userId, BY_SYSTEM] })))
    return;
  await appendEvent(tx, at, { type: "kill_switch.changed", scope: "USER", key: userId });
  await appendAudit(tx, ctx, {
    actorId: userId,
    action: "kill_switch.released",
    subject: "kill_switch",
    subjectId: `USER ${userId}`,
  });
}

export interface StopReport {
  /** Every account in its scope: the exchange shows no order of ours, and what was to be closed is. */
  readonly stopped: boolean;
  readonly positions: "close" | "keep";
  readonly accounts: readonly StoppingAccount[];
}

/** How far a switch has come; null: not engaged. "Stopped" is what the exchange showed after our last order changed, not what we believe. */
export async function stopReport(ctx: Pick<Ctx, "db">, scope: KillScope, key: string): Promise<StopReport | null> {
  const one = (await engagedSwitches(ctx.db)).find((each) => each.scope === scope && each.key === key);
  if (one === undefined) return null;
  const accounts = await stoppingAccounts(ctx.db, one);
  const { positions } = one;
  return { stopped: accounts.every((account) => hasStopped(account, positions)), positions, accounts };
}

/** Whether one account shows no order of ours any more, and nothing that was to be closed. */
export function hasStopped(account: StoppingAccount, chosen: "close" | "keep"): boolean {
  return account.orders === 0 && account.confirmed && (chosen === "keep" || account.positions === 0);
}
