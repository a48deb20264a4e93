import { doubtKey } from "@/lib/features/exchange-keys/doubt-key";
import { openKey } from "@/lib/features/exchange-keys/open-key";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import { hearRefusals } from "./hear-refusals.ts";
import { AccountLost, type HeldAccount, type OrderCtx } from "./order-ctx.ts";
import { Pace } from "./pace.ts";
import { accountsToLookAfter } from "./queries.ts";
import { restAccount, unhurried } from "./rest-account.ts";
import { type OpenedAccount, takeAccount } from "./take-account.ts";
import { type Found, type Rest, workOnce } from "./work-once.ts";

/** Between rounds; one comes by an event at once. */
const WAITS_MS: Readonly<Record<Rest | "failed", number>> = {
  idle: 5 * SECOND_MS,
  guarded: 2 * SECOND_MS,
  // It rings when it ends.
  "under way": SECOND_MS,
  busy: 250,
  failed: SECOND_MS,
};
/**
 * Rounds that find nothing before an account rests (restAccount): what the end of its last order asks for is done by the first, and what nobody waited for by
 * the second.
 */
const ROUNDS_TO_REST = 2;
/** Before an exchange that did not open is tried again. */
const UNOPENED_MS = 10 * SECOND_MS;
/** A key that was taken away, or does not open here, is looked at again after this. */
const KEYLESS_MS = 60 * SECOND_MS;

/** What features above orders do on an account that is held: they plan, the rounds here send. */
export interface AccountWork {
  /** Before each round: needs no answer of the exchange. Leaving comes here, so that nothing which asks can delay it. */
  before(account: HeldAccount): Promise<void>;
  /** Beside the rounds, one at a time, begun again with each: may ask the exchange. @returns whether something was planned */
  beside(account: HeldAccount): Promise<boolean>;
}

export interface AccountRun {
  /** Ends once the account is given up, or has to be opened anew. */
  readonly done: Promise<void>;
  /** The account while it may send another order now; null: it is not taken over yet, or its pace forbids it. */
  free(now: UtcMs): HeldAccount | null;
  /** Does what was written for one of its orders, `turn`, by somebody else, at its own pace beside the rounds, and looks after it at once. */
  start(turn: string, work: (account: HeldAccount) => Promise<void>): void;
  /** Something was planned, switched or hinted: look now. */
  wake(): void;
}

/**
 * Works on one account until `signal` is aborted: call while its lease is held. Takes it over first, by the code that a crash needs too. Ends by itself, with
 * nothing on its way, once the account's key was rotated, so that whoever is next takes it over with the new secrets, and once it was deleted and nothing is
 * left to do by it.
 */
export function runAccount(ctx: OrderCtx, keyId: string, signal: AbortSignal, work: AccountWork): AccountRun {
  const bell = new Bell(signal);
  const desk: Desk = { account: null, pace: new Pace(() => bell.ring()) };
  return {
    wake: () => bell.ring(),
    done: run(ctx, keyId, signal, bell, work, desk),
    free: (now) => (desk.pace.isFree(now) ? desk.account : null),
    start(turn, work) {
      const { account, pace } = desk;
      if (account === null) return; // given up meanwhile: who takes it over asks what became of it
      pace.start(turn, ctx.clock.now(), () => work(account));
    },
  };
}

/** What the rounds of one account share with who sends beside them. */
interface Desk {
  account: HeldAccount | null;
  readonly pace: Pace;
}

async function run(
  ctx: OrderCtx,
  keyId: string,
  signal: AbortSignal,
  bell: Bell,
  work: AccountWork,
  desk: Desk,
): Promise<void> {
  const trade = await openAccount(ctx, keyId, signal, bell);
  if (trade === null) return;
  const { pace } = desk;
  desk.account = trade.account;
  const hear = (): void => {
    pace.hint();
    trade.account.holdings.changed();
    bell.ring();
  };
  const over = new AbortController();
  const watching = trade.account.trade
    .watch(hear, AbortSignal.any([signal, over.signal]))
    .catch((error: unknown) =>
      ctx.log.warn({ keyId, err: error }, "an exchange's private stream ended; its lists are asked instead"),
    );
  const beside = new Beside(ctx, trade.account, work, bell, signal);
  try {
    const once = () => round(ctx, trade.account, pace, work, beside);
    let idle = 0;
    let hurries = true;
    while (!signal.aborted) {
      const found = hurries ? await once() : await unhurried(ctx, bell, once);
      if (found === "rotated" || found === "revoked") {
        ctx.log.info(
          { keyId },
          `an exchange key was ${found}: its account is not signed for with the old one any more`,
        );
        break;
      }
      idle = found === "idle" ? idle + 1 : 0;
      if (idle >= ROUNDS_TO_REST) hurries = await restAccount(ctx, trade.account, bell);
      else {
        await bell.wait(WAITS_MS[found]);
        hurries = true;
      }
    }
  } catch (error) {
    if (!(error instanceof AccountLost)) throw error;
    ctx.log.warn({ keyId }, error.message);
  } finally {
    desk.account = null;
    ctx.crash("lock_lost");
    // What is on its way is recorded if this worker still may; else the next one asks the exchange.
    await pace.settled().catch(() => undefined);
    await beside.ended();
    over.abort();
    await watching;
    await trade.account.trade.close();
  }
}

async function round(
  ctx: OrderCtx,
  account: HeldAccount,
  pace: Pace,
  work: AccountWork,
  beside: Beside,
): Promise<Found | "failed"> {
  try {
    await work.before(account);
    beside.begin();
    return await workOnce(ctx, account, pace);
  } catch (error) {
    if (error instanceof AccountLost) throw error;
    ctx.log.error(
      { keyId: account.keyId, err: error },
      "a round of work on an account failed; the next one looks again",
    );
    return "failed";
  }
}

async function openAccount(
  ctx: OrderCtx,
  keyId: string,
  signal: AbortSignal,
  bell: Bell,
): Promise<{ readonly account: HeldAccount } | null> {
  while (!signal.aborted) {
    const key = await openKey(ctx, keyId);
    if (key === null) {
      const [left] = await accountsToLookAfter(ctx.db, [keyId], ctx.clock.now());
      if (left?.hasWork === true)
        ctx.log.error({ keyId }, "an account has work and its key does not open: its orders stay as they are");
      await bell.wait(KEYLESS_MS);
      continue;
    }
    const { userId, exchange, secrets, testnet, stamp: openedWith } = key;
    const opened = await ctx.tradeVenues.open(exchange, secrets, { testnet });
    const refused = (): void => void doubt(ctx, keyId);
    if (opened.ok) {
      const trade = hearRefusals(opened.value, ctx.clock, refused);
      return { account: await taken(ctx, { keyId, userId, exchange, testnet, trade, openedWith }) };
    }
    if (opened.reason === "key") refused();
    ctx.log.warn({ keyId, exchange, reason: opened.reason, detail: opened.detail }, "an exchange account did not open");
    await bell.wait(opened.retryAfterMs ?? UNOPENED_MS);
  }
  return null;
}

async function doubt(ctx: OrderCtx, keyId: string): Promise<void> {
  await doubtKey(ctx, keyId).catch((error: unknown) =>
    ctx.log.warn({ keyId, err: error }, "a check of a refused key could not be asked for; the next refusal asks again"),
  );
}

async function taken(ctx: OrderCtx, account: OpenedAccount): Promise<HeldAccount> {
  try {
    return await takeAccount(ctx, account);
  } catch (error) {
    await account.trade.close();
    throw error;
  }
}

/** Work that may wait for the exchange, so that the rounds need not. A ring that comes while it runs starts it once more. */
class Beside {
  #running: Promise<void> | null = null;
  #again = false;

  constructor(
    private readonly ctx: OrderCtx,
    private readonly account: HeldAccount,
    private readonly work: AccountWork,
    private readonly bell: Bell,
    private readonly signal: AbortSignal,
  ) {}

  begin(): void {
    this.#again = true;
    this.#running ??= this.#run();
  }

  async ended(): Promise<void> {
    this.#again = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.signal.aborted) {
      this.#again = false;
      try {
        if (await this.work.beside(this.account)) this.bell.ring();
      } catch (error) {
        // The next round finds the loss of the account by itself.
        if (!(error instanceof AccountLost))
          this.ctx.log.error(
            { keyId: this.account.keyId, err: error },
            "planning for an account failed; it is tried again",
          );
      }
    }
    // In the same breath as the look at #again: a ring between the two would be lost.
    this.#running = null;
  }
}

/** Waits for a time or a ring, whichever comes first. A ring while nobody waits is kept. */
class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.ring(), { once: true });
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** At the next ring, which is kept for `wait`. One at a time asks or waits. */
  rung(): Promise<void> {
    if (this.#rung || this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** @returns whether it was rung before the time was over */
  async wait(ms: number): Promise<boolean> {
    if (!this.#rung && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
