import { appendEvent } from "@/lib/events/outbox";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { SECOND_MS, utcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { SEND_WITHIN_MS } from "@/lib/trading/orders/absence";
import { mostAtOnce } from "@/lib/trading/orders/at-once";
import { hasEnded, type OrderFact, plannedLife, stepOrder } from "@/lib/trading/orders/order-life";
import { fence, fenceFree } from "./account-repository.ts";
import { askToCancel } from "./cancel-order.ts";
import { clientOrderId } from "./client-order-id.ts";
import { lockFreePositions, lockPosition } from "./fill-repository.ts";
import { insertIntents, whoMeant } from "./intent-repository.ts";
import { Line } from "./line.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import {
  findOrders,
  insertHeldBack,
  insertOrderEvent,
  lockFreeOrders,
  releaseOrders,
  resize,
  wantAllCancelled,
} from "./order-repository.ts";
import { reductionOf } from "./plan-exit.ts";
import type { OpenPosition } from "./position-repository.ts";
import { type CommittedOrder, sendCommitted, sending } from "./send-order.ts";
import { type Coins, type Reduced, reducible, wasRefused } from "./size-reduction.ts";
import { type Take, takeSteps } from "./take-step.ts";

/** Who leaves together has so long to commit an exit; from then on the account's own rounds see to it. */
const OURS_FOR_MS = 2 * SECOND_MS;
/** Exits that one transaction commits as SENDING. */
const AT_ONCE = 100;

/** A position of one account among many that one event leaves. */
export interface LeaveWish {
  readonly account: HeldAccount;
  readonly position: OpenPosition;
  readonly qty: Dec;
}

/** An exit on record as PLANNED. */
export interface PlannedLeave<Wish extends LeaveWish = LeaveWish> {
  readonly wish: Wish;
  readonly exitId: string;
  /** What binds its coins and has to make room first; null: nothing does. */
  readonly stop: LiveOrder | null;
}

/**
 * Plans one leg of one trade on many spot accounts, in the caller's transaction: the rows of `planExit`, and the wish to have the stops gone, each of them one
 * statement for all. Only where nothing is against it: an account that another transaction holds, a leg that was meant before, and a trade of which
 * anything but its resting stop is under way are left to be planned one by one.
 */
export async function planLeaving<Wish extends LeaveWish>(
  ctx: Pick<OrderCtx, "clock" | "ids">,
  tx: Tx,
  { origin, leg }: { readonly origin: string; readonly leg: string },
  wishes: readonly Wish[],
): Promise<readonly PlannedLeave<Wish>[]> {
  const now = ctx.clock.now();
  const held = await fenceFree(
    tx,
    wishes.map(({ account }) => account),
  );
  const fenced = wishes.filter(({ account }) => held.has(account.keyId));
  const meant = await whoMeant(
    tx,
    fenced.map(({ account }) => account.userId),
    origin,
    leg,
  );
  const orders = await ordersByUser(tx, [...held.keys()], [origin]);
  const wanted = fenced.flatMap((wish) => {
    const { account, position } = wish;
    invariant(position.market === "spot" && position.origin === origin, "only one spot trade is left together");
    const own = orders.get(account.userId) ?? [];
    const stop = stopInTheWay(own);
    if (meant.has(account.userId) || position.keyId !== account.keyId || stop === undefined) return [];
    const reduction = { purpose: "EXIT", leg, type: "market", qty: wish.qty, trigger: null } as const;
    const plan = reductionOf(position, reduction);
    return [{ wish, plan, stop, intentId: ctx.ids.make("intent"), exitId: ctx.ids.make("order") }];
  });
  if (wanted.length === 0) return [];
  const meantNow = await insertIntents(
    tx,
    wanted.map(({ plan, intentId: id }) => ({
      ...{ id, plan, usd: dec(0), riskUsd: null, usdPerQuote: null, day: null, at: now },
      ...{ state: "PLANNED" as const, reason: null, reasonCode: null },
    })),
  );
  // An account that leaves by itself means its exit without its fence, maybe since the look above: that one counts, and the others go on.
  const rows = wanted.filter(({ intentId }) => meantNow.has(intentId));
  if (rows.length === 0) return [];
  const holdUntil = utcMs(now + OURS_FOR_MS);
  await insertHeldBack(
    tx,
    rows.map(({ plan, intentId, exitId: id }) => {
      const { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger, qty } = plan;
      const terms = { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger };
      return { id, intentId, ...terms, clientOrderId: clientOrderId(intentId, 1), attempt: 1, life: plannedLife(qty) };
    }),
    now,
    holdUntil,
  );
  await insertOrderEvent(
    tx,
    ...rows.map(({ plan: { userId }, exitId: orderId }) => ({
      ...{ id: ctx.ids.make("orderEvent"), orderId, userId, at: now },
      ...{ from: null, to: "PLANNED" as const, fact: "planned", reason: "planned" },
    })),
  );
  const stops = rows.flatMap(({ stop }) => stop?.id ?? []);
  await wantAllCancelled(tx, stops, LEFT, now, holdUntil);
  await appendEvent(
    tx,
    now,
    ...rows.map(({ plan: { userId, keyId }, intentId }) => ({
      ...{ type: "intent.changed" as const, intentId, userId, keyId },
    })),
  );
  return rows.map(({ wish, exitId, stop }) => ({ wish, exitId, stop }));
}

const LEFT = "the position is being left";

/** The one stop that rests for a trade, null: none does. undefined: more is under way, or its coins have to be asked for. */
function stopInTheWay(orders: readonly LiveOrder[]): LiveOrder | null | undefined {
  const living = orders.filter(({ life }) => !hasEnded(life.state));
  const [stop = null] = living;
  if (living.length > 1 || orders.some(wasRefused)) return undefined;
  const rests = stop?.purpose === "STOP" && stop.life.state === "ACCEPTED" && stop.cancelAskedAt === null;
  return stop === null || rests ? stop : undefined;
}

interface Freed {
  readonly leave: PlannedLeave;
  /** What the exchange said of the stop; null: there was none. */
  readonly told: OrderFact | null;
  readonly coins: Coins;
}

/** "left": it is not as it should be, and the account's rounds see to it. "busy": somebody else holds its rows; nothing was written of it. */
type Freeing = CommittedOrder | "left" | "busy";

/**
 * Sends exits that were planned together, each as soon as its own exchange has cancelled its stop: one that hangs delays none. What was cancelled by the
 * same moment is written, and its exits committed as SENDING, by one transaction. What is not as it should be (no answer, an execution of the stop that is not
 * on record yet) is left to the account's rounds, which find the same rows that a crash would leave.
 */
export class Leavers {
  readonly #line: Line<Freed, Freeing>;

  constructor(private readonly ctx: OrderCtx) {
    this.#line = new Line(AT_ONCE, (part) => this.#commit(part));
  }

  async leave(account: HeldAccount, planned: PlannedLeave): Promise<void> {
    const { ctx } = this;
    const { stop, wish } = planned;
    const told = stop === null ? null : await askToCancel(ctx, account, stop);
    if (stop !== null && told === null) return;
    const instrument = await account.trade.instrument(wish.position);
    if (!instrument.ok) return;
    // None of its orders was refused (stopInTheWay): what its exchange names is all that is known.
    const coins = { lot: instrument.value.lot, most: mostAtOnce(instrument.value, []), free: null };
    const freed = { leave: planned, told, coins };
    const together = await this.#line.ask(freed);
    const committed = together === "busy" ? await this.#alone(freed) : together;
    if (typeof committed === "string") return;
    ctx.crash("submitting");
    await sendCommitted(ctx, account, committed);
  }

  async #commit(part: readonly Freed[]): Promise<readonly Freeing[]> {
    const { ctx } = this;
    try {
      return await ctx.db.transaction((tx) => commitFreed(ctx, tx, part));
    } catch (error) {
      ctx.log.warn({ err: error }, "exits could not be committed together; each account sends its own");
      return part.map(() => "left");
    }
  }

  /** Waits for whoever holds its rows: for him nobody else does. @throws AccountLost */
  async #alone(freed: Freed): Promise<Freeing> {
    const { ctx } = this;
    const { account, position } = freed.leave.wish;
    const [freeing = "left"] = await ctx.db.transaction(async (tx) => {
      await fence(tx, account);
      await lockPosition(tx, account.userId, position.origin);
      return commitFreed(ctx, tx, [freed]);
    });
    return freeing;
  }
}

/** What `cancelOrder` and `sendOrder` write of a stop and of its exit, for many. @returns of each, in their order, what it is once this is committed */
async function commitFreed(ctx: OrderCtx, tx: Tx, part: readonly Freed[]): Promise<readonly Freeing[]> {
  const now = ctx.clock.now();
  const accounts = await fenceFree(
    tx,
    part.map(({ leave }) => leave.wish.account),
  );
  const locked = await lockFreeOrders(
    tx,
    part.flatMap(({ leave: { exitId, stop } }) => [exitId, ...(stop === null ? [] : [stop.id])]),
  );
  const positions = await lockFreePositions(
    tx,
    part.map(({ leave }) => leave.wish.position.id),
  );
  const origins = [...new Set(part.map(({ leave }) => leave.wish.position.origin))];
  const orders = await ordersByUser(tx, [...accounts.keys()], origins);

  const sendBy = utcMs(now + SEND_WITHIN_MS);
  const takes: Take[] = [];
  const sized: ({ readonly order: LiveOrder } & Reduced)[] = [];
  const left = new Set<string>();
  for (const { leave, told, coins } of part) {
    const { exitId, stop, wish } = leave;
    const { account, position } = wish;
    const held = positions.get(position.id);
    const isBusy = !accounts.has(account.keyId) || !locked.has(exitId) || (stop !== null && !locked.has(stop.id));
    if (isBusy || held === undefined) continue;
    left.add(exitId);
    const own = (orders.get(account.userId) ?? []).filter(({ origin }) => origin === position.origin);
    const exit = own.find(({ id }) => id === exitId);
    const before = own.find(({ id }) => id === stop?.id);
    const ended = before === undefined || told === null ? null : stepOrder(before.life, told);
    if (before !== undefined && told !== null) takes.push({ order: before, fact: told, reason: LEFT });
    const others = own.filter(({ id }) => id !== exitId && id !== before?.id);
    const isFree = before === undefined || hasEnded((ended?.life ?? before.life).state);
    if (exit?.life.state !== "PLANNED" || !isFree) continue;
    // Another order of the trade, or nothing left: the rounds know what to do.
    const reduced = reducible(exit, held, others, coins);
    if (reduced.qty.isZero() || others.some((one) => !hasEnded(one.life.state) || wasRefused(one))) continue;
    left.delete(exitId);
    sized.push({ order: exit, ...reduced });
  }
  const going = (await resize(tx, sized)).map((order): CommittedOrder => ({ order, sendBy }));
  await takeSteps(ctx, tx, [...takes, ...going.map(sending)]);
  if (left.size > 0) await releaseOrders(tx, [...left]);
  const committed = new Map(going.map((one) => [one.order.id, one]));
  return part.map(({ leave: { exitId } }) => committed.get(exitId) ?? (left.has(exitId) ? "left" : "busy"));
}

async function ordersByUser(
  tx: Tx,
  keyIds: readonly string[],
  origins: readonly string[],
): Promise<ReadonlyMap<string, readonly LiveOrder[]>> {
  const orders = await findOrders(tx, { keyId: { in: [...keyIds] }, intent: { origin: { in: [...origins] } } });
  return Map.groupBy(orders, ({ userId }) => userId);
}
