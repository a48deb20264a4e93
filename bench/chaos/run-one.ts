import { setTimeout as delay } from "node:timers/promises";
import { decideDrift } from "@/lib/features/orders/decide-drift";
import { stopReport } from "@/lib/features/orders/kill-switch";
import type { OrderCtx } from "@/lib/features/orders/order-ctx";
import { SECOND_MS } from "@/lib/kernel/time";
import { priceAt, quoteAt } from "./coins.ts";
import type { Database } from "./databases.ts";
import { openTenant, type Tenant } from "./desk.ts";
import type { HandMove, Judged } from "./judged.ts";
import type { EntryWords } from "./messages.ts";
import { planEntry } from "./plan-entry.ts";
import { type OurRows, readRun } from "./read-run.ts";
import type { Scenario } from "./scenario.ts";
import { unsettled } from "./settled.ts";
import type { Venue, VenueAccount } from "./venue.ts";
import type { Worker } from "./worker.ts";

/** Where a run takes place. */
export interface Scene {
  readonly database: Database;
  readonly venue: Venue;
  readonly worker: Worker;
  /** The parent's own, for plans that race the worker's; it never works on an account. */
  readonly ctx: OrderCtx;
  readonly speed: number;
}

export interface RunEnd extends Judged {
  readonly scenario: Scenario;
  readonly ours: OurRows;
  /** Rules that were armed and never struck. */
  readonly unstruck: number;
}

const PULSE_MS = 1_000;
const LOOK_MS = 250;
/** By the run's clock: an entry through an unknown end, its resend included; and until nothing moves any more. */
const ENTRY_WITHIN_MS = 300 * SECOND_MS;
const STEP_WITHIN_MS = 60 * SECOND_MS;
const END_WITHIN_MS = 300 * SECOND_MS;
const QUIET_MS = 4 * SECOND_MS;
const STOP_AT = -0.02;
const STOP_MOVED_TO = -0.01;
const THROUGH_STOPS = -0.03;
const RESTING_AT = -0.002;
/** Beyond it, so that the other side of the book is there too. */
const TOUCHED_AT = -0.0025;
/** A price older than 30 s opens nothing. */
const STALE_AFTER_MS = 35 * SECOND_MS;
const ENDED: readonly string[] = ["FILLED", "CANCELLED", "REJECTED", "EXPIRED", "BLOCKED"];

/** Plays one scenario: plans, prices and hands, until our own books say that nothing is to come; then the venue is asked once. */
export async function runOne(scene: Scene, scenario: Scenario): Promise<RunEnd> {
  const account = await scene.venue.makeKey(scenario.stage.exchange);
  const { db } = scene.database;
  const { ids, keyVault, clock } = scene.ctx;
  const tenant = await openTenant({ db, ids, keyVault, now: clock.now() }, scenario, account);
  const rules = await Promise.all(scenario.rules.map((rule) => scene.venue.arm({ ...rule, account: account.account })));
  const play = new Play(scene, scenario, tenant, account);
  try {
    await play.act();
    const open = await play.untilSettled();
    const waiting = await scene.venue.waiting();
    return {
      scenario,
      ours: await readRun(db, tenant),
      theirs: await scene.venue.figures(account.account),
      planned: play.planned,
      byHand: play.byHand,
      unstruck: rules.filter((id) => waiting.has(id)).length,
      open,
    };
  } finally {
    play.stop();
    await Promise.all(rules.map((id) => scene.venue.disarm(id)));
  }
}

class Play {
  readonly planned: EntryWords[] = [];
  readonly byHand: HandMove[] = [];
  readonly #scene: Scene;
  readonly #scenario: Scenario;
  readonly #tenant: Tenant;
  readonly #account: VenueAccount;
  readonly #pulse: NodeJS.Timeout;
  /** Of the coin's first price; for shorts the other way round. */
  #share = 0;
  #feedRests = false;
  /** The venue's id of the stop that was cancelled by hand last. */
  #cancelled: string | null = null;

  constructor(scene: Scene, scenario: Scenario, tenant: Tenant, account: VenueAccount) {
    this.#scene = scene;
    this.#scenario = scenario;
    this.#tenant = tenant;
    this.#account = account;
    // A market says its price again and again; an old one opens nothing.
    this.#pulse = setInterval(() => void this.#tell().catch(() => undefined), PULSE_MS);
  }

  stop(): void {
    clearInterval(this.#pulse);
  }

  async act(): Promise<void> {
    const { first, mishap, late, end, kills } = this.#scenario;
    await this.#move(0);
    if (mishap.type === "fault" && mishap.kind === "staleTicker") await this.#freezeTicker(true);
    await this.#setLeverage();
    const words = await this.#plan("a", first.entry === "resting", first.times, first.race);
    if (first.entry === "resting") {
      await this.#wait(5 * SECOND_MS);
      await this.#move(TOUCHED_AT);
    }
    await this.#until(async () => ENDED.includes(await this.#entryState(words)), ENTRY_WITHIN_MS);
    if (mishap.type === "fault" && mishap.kind === "staleTicker") await this.#freezeTicker(false);
    await this.#until(() => this.#protected(words), STEP_WITHIN_MS);
    await this.#hands(words);
    if (mishap.type === "crash" && late) this.#scene.worker.restart(mishap.point);
    if (mishap.type === "crash" && mishap.point === "lock_lost") await this.#scene.database.breakLeases();

    const second = this.#plan("b", false, 1, false);
    second.catch(() => undefined); // awaited below, unless the run breaks off before
    await this.#ladder(words);
    if (first.movesStop) await this.#moveStop(words);
    const other = await second;
    await this.#until(async () => ENDED.includes(await this.#entryState(other)), ENTRY_WITHIN_MS);
    if (first.again) await this.#scene.worker.ask({ do: "plan", entry: words, times: 2 });
    if (end === "stop") {
      await this.#until(() => this.#protected(other), STEP_WITHIN_MS);
      await this.#move(THROUGH_STOPS);
    }
    if (end === "close" && kills) await this.#scene.worker.ask({ do: "kill", userId: this.#tenant.userId });
    else if (end === "close") await Promise.all([words, other].map((one) => this.#exit(one, "close", null)));
  }

  /** @returns what is still open when the time is up; null: nothing */
  async untilSettled(): Promise<string | null> {
    const { database } = this.#scene;
    let open: string | null = "not looked yet";
    let quietSince: number | null = null;
    await this.#until(async () => {
      open =
        unsettled(await readRun(database.db, this.#tenant), this.#scenario) ??
        (await this.#unstopped()) ??
        (await this.#unnoticed());
      quietSince = open === null ? (quietSince ?? this.#now()) : null;
      return quietSince !== null && this.#now() - quietSince >= QUIET_MS;
    }, END_WITHIN_MS);
    return open;
  }

  /** Stopped is what the report says, which has asked the exchange. */
  async #unstopped(): Promise<string | null> {
    if (!this.#scenario.kills) return null;
    const report = await stopReport(this.#scene.ctx, "USER", this.#tenant.userId);
    return report?.stopped === true ? null : "the kill switch does not say stopped";
  }

  /** What was cancelled by hand stands in our books until the exchange is compared with them, which is once a minute. */
  async #unnoticed(): Promise<string | null> {
    if (this.#cancelled === null) return null;
    const stands = await this.#scene.database.db.order.findFirst({
      where: { userId: this.#tenant.userId, venueOrderId: this.#cancelled, state: "ACCEPTED" },
    });
    return stands === null ? null : `the cancel by hand of order ${stands.id} is not noticed`;
  }

  async #plan(name: string, rests: boolean, times: number, race: boolean): Promise<EntryWords> {
    const { stage, coin, symbol, side, seed } = this.#scenario;
    const entry: EntryWords = {
      ...this.#tenant,
      ...{ exchange: stage.exchange, market: stage.market, symbol, side },
      ...quoteAt(coin, this.#signed(this.#share)),
      signalId: `sig_${seed}_${name}`,
      qty: coin.qty,
      limit: rests ? priceAt(coin, this.#signed(RESTING_AT)) : null,
      stopLoss: priceAt(coin, this.#signed(STOP_AT)),
      signalAt: this.#now(),
    };
    this.planned.push(entry);
    const { worker, ctx } = this.#scene;
    await Promise.all([worker.ask({ do: "plan", entry, times }), ...(race ? [planEntry(ctx, entry)] : [])]);
    return entry;
  }

  async #ladder(words: EntryWords): Promise<void> {
    for (const [index, fraction] of this.#scenario.first.ladder.entries()) {
      const leg = `target:${index + 1}`;
      // Twice at once: a target of the signal is taken once.
      const asked = await Promise.all([this.#exit(words, leg, fraction), this.#exit(words, leg, fraction)]);
      if (!asked.includes(true)) return;
      await this.#until(async () => ENDED.includes(await this.#legState(words, leg)), STEP_WITHIN_MS);
    }
  }

  /** @returns false: nothing is held */
  async #exit(words: EntryWords, leg: string, fraction: string | null): Promise<boolean> {
    const position = await this.#position(words);
    if (position?.state !== "OPEN") return false;
    const { userId } = this.#tenant;
    await this.#scene.worker.ask({ do: "exit", userId, positionId: position.id, leg, fraction });
    return true;
  }

  async #moveStop(words: EntryWords): Promise<void> {
    const position = await this.#position(words);
    if (position?.state !== "OPEN") return;
    const price = priceAt(this.#scenario.coin, this.#signed(STOP_MOVED_TO));
    await this.#scene.worker.ask({ do: "stop", userId: this.#tenant.userId, positionId: position.id, price });
  }

  /** What the user does at the exchange's own site. */
  async #hands(words: EntryWords): Promise<void> {
    const { mishap, handCancels, handShrinks, withdrawsCoins, coin, side, symbol } = this.#scenario;
    if (mishap.type === "crash") return;
    await this.#setLeverage();
    const { account } = this.#account;
    const { venue } = this.#scene;
    for (let done = 0; done < handCancels; done += 1) {
      const stop = await this.#restingStop(words);
      if (stop !== null) await venue.cancelByHand(account, stop);
      this.#cancelled = stop;
      if (done + 1 < handCancels) await this.#until(async () => this.#isAnother(words, stop), END_WITHIN_MS);
    }
    const half = (Number(coin.qty) / 2).toFixed(3);
    if (mishap.kind === "handTrade") {
      const adds = side === "LONG" ? ("BUY" as const) : ("SELL" as const);
      const takes = side === "LONG" ? ("SELL" as const) : ("BUY" as const);
      const shrinks = handShrinks && (await this.#position(words))?.state === "OPEN";
      const trade = shrinks ? { side: takes, qty: half } : { side: adds, qty: coin.qty };
      await venue.tradeByHand({ account, symbol, ...trade });
      this.byHand.push({ type: "trade", ...trade });
      if (shrinks) await this.#adopt();
    }
    if (mishap.kind === "handWithdraw") {
      const move = withdrawsCoins
        ? { currency: coin.base, amount: String(-Number(half)) }
        : { currency: "USDT", amount: "-4000" };
      await venue.moveMoney({ account, ...move });
      this.byHand.push({ type: "money", ...move });
    }
  }

  /** What the exchange then has the swap at, whatever an entry set before; the next one sets its own again. */
  async #setLeverage(): Promise<void> {
    const { handLeverage: leverage, symbol } = this.#scenario;
    const { account } = this.#account;
    if (leverage !== null) await this.#scene.venue.setLeverageByHand({ account, symbol, leverage });
  }

  /** What was traded by hand is noticed, its user says that it belongs to the trade, and the worker counts it in. */
  async #adopt(): Promise<void> {
    const { userId, keyId } = this.#tenant;
    const { db } = this.#scene.database;
    const noticed = () => db.externalTrade.findMany({ where: { keyId } });
    await this.#until(async () => (await noticed()).length > 0, END_WITHIN_MS);
    for (const { symbol, tradeId } of await noticed())
      await decideDrift(this.#scene.ctx, userId, { keyId, symbol, tradeId }, "ADOPTED");
    await this.#until(async () => (await noticed()).every(({ appliedAt }) => appliedAt !== null), STEP_WITHIN_MS);
  }

  /** The ticker stands still while the market goes on, until what it says is too old to open anything. */
  /** Our feed rests as long: beside one that speaks nobody asks the exchange for its ticker. */
  async #freezeTicker(on: boolean): Promise<void> {
    const { stage, symbol } = this.#scenario;
    if (on) await this.#wait(2 * SECOND_MS);
    this.#feedRests = on;
    await this.#scene.venue.freeze(stage.exchange, symbol, on);
    if (on) await this.#wait(STALE_AFTER_MS);
  }

  async #move(share: number): Promise<void> {
    this.#share = share;
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { stage, coin, symbol } = this.#scenario;
    const quote = quoteAt(coin, this.#signed(this.#share));
    if (!this.#feedRests) this.#scene.worker.price({ exchange: stage.exchange, symbols: [symbol], ...quote });
    await this.#scene.venue.setPrice({ exchange: stage.exchange, symbol: `${coin.base}/USDT`, ...quote });
  }

  #signed(share: number): number {
    return this.#scenario.side === "LONG" ? share : -share;
  }

  async #entryState(words: EntryWords): Promise<string> {
    return this.#legState(words, "entry");
  }

  async #legState({ userId, signalId }: EntryWords, leg: string): Promise<string> {
    const row = await this.#scene.database.db.intent.findFirst({
      where: { userId, origin: `signal:${signalId}`, leg },
    });
    return row?.state ?? "";
  }

  #position({ userId, signalId }: EntryWords) {
    return this.#scene.database.db.position.findFirst({ where: { userId, origin: `signal:${signalId}` } });
  }

  /** The venue's id of the stop that rests, as we were told it. */
  async #restingStop({ userId, signalId }: EntryWords): Promise<string | null> {
    const row = await this.#scene.database.db.order.findFirst({
      where: { userId, state: "ACCEPTED", intent: { purpose: "STOP", origin: `signal:${signalId}` } },
    });
    return row?.venueOrderId ?? null;
  }

  async #isAnother(words: EntryWords, before: string | null): Promise<boolean> {
    const stop = await this.#restingStop(words);
    return stop !== null && stop !== before;
  }

  /** Where a stop can rest: it does. Where nothing is held there is nothing to protect. */
  async #protected(words: EntryWords): Promise<boolean> {
    const position = await this.#position(words);
    if (position?.state !== "OPEN" || !this.#scenario.stage.restingStop) return true;
    return (await this.#restingStop(words)) !== null;
  }

  #now(): number {
    return this.#scene.ctx.clock.now();
  }

  async #wait(ms: number): Promise<void> {
    await delay(ms / this.#scene.speed);
  }

  /** Looks until it is so or `ms` of the run's clock are over; what that means is the judge's to say. */
  async #until(isSo: () => Promise<boolean>, ms: number): Promise<void> {
    const until = this.#now() + ms;
    while (!(await isSo()) && this.#now() < until) await delay(LOOK_MS);
  }
}
