import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { KeptPrices } from "./kept-prices.ts";
import type { Answer } from "./once.ts";
import { type Publishing, type PublishRefusal, publishAlone } from "./publish-alone.ts";
import { commitGroup, type DraftedGroup, draftGroup, type Standing, type WrittenGroup } from "./publish-group.ts";
import { findStanding, isRefusedStatement, within } from "./publish-group-repository.ts";
import { lockHead } from "./repository.ts";
import type { SignalView } from "./view.ts";

/** Publications of one transaction at most. */
const GROUP_MAX = 64;
/** Strategies whose standing is kept in memory. */
const QUEUES_MAX = 1_000;

type Published = Result<Answer<SignalView>, PublishRefusal>;

interface Waiting extends Publishing {
  readonly settle: (answer: Published | Promise<Published>) => void;
  /** Of no effect on who was settled already. */
  readonly fail: (error: unknown) => void;
}

/**
 * Publications of one strategy in this process. While one transaction runs, the next group gathers; nobody waits for company. What the group
 * was decided from (strategy, head, prices) is remembered after a commit and compared by the statement that writes, so that it needs no read
 * before: where it does not hold any more it is read anew, and what still cannot go with a group goes alone.
 */
class PublishQueue {
  readonly #ctx: Ctx;
  readonly #strategyId: string;
  #waiting: Waiting[] = [];
  #running = false;
  #standing: Standing | null = null;
  readonly #prices = new KeptPrices();
  readonly #keys = new Set<string>();

  constructor(ctx: Ctx, strategyId: string) {
    this.#ctx = ctx;
    this.#strategyId = strategyId;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Answered after the commit that holds it. */
  publish(publishing: Publishing): Promise<Published> {
    const held = publishing.key === null ? null : `${publishing.actor.userId}\n${publishing.key}`;
    if (held !== null && this.#keys.has(held))
      return Promise.resolve(refuse("in_flight", "The first request with this Idempotency-Key is not done yet."));
    if (held !== null) this.#keys.add(held);
    const answer = new Promise<Published>((settle, fail) => this.#waiting.push({ ...publishing, settle, fail }));
    if (!this.#running) void this.#run();
    return held === null ? answer : answer.finally(() => this.#keys.delete(held));
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_MAX);
      // What fails here has told its members already, or is theirs to hear: the next group starts afresh.
      await this.#publishGroup(group).catch((error: unknown) => {
        this.#standing = null;
        for (const { fail } of group) fail(error);
      });
    }
    this.#running = false;
  }

  /**
   * First in one statement from the standing that is remembered or read; where something of that was another by then, once more under the head's lock.
   * What neither could take goes alone, and so does each where the database refused what one of them holds.
   */
  async #publishGroup(group: readonly Waiting[]): Promise<void> {
    const { db, clock, ids } = this.#ctx;
    const standing = this.#standing ?? (await findStanding(db.prepared, this.#strategyId));
    this.#standing = null;
    if (standing === null) return this.#alone(group);
    const prices = await this.#prices.of(this.#ctx, standing.strategy, group);
    const drafted = draftGroup(clock.now(), standing, group, prices);
    this.#alone(drafted.others);
    const written = await commitGroup(db.prepared, ids, standing, drafted, prices).catch(nullIfRefused);
    if (written === null) return this.#alone(drafted.fit.map(({ from }) => from));
    if (written.ok) return this.#answer(written.value);
    const rest = this.#withoutTaken(drafted, written.taken);
    if (rest.length === 0) return;
    this.#prices.forget();
    const anew = await this.#prices.of(this.#ctx, standing.strategy, rest);
    const again = await db
      .transaction(async (tx) => {
        await lockHead(tx, this.#strategyId);
        const now = await findStanding(within(tx), this.#strategyId);
        if (now === null) return null;
        const redrafted = draftGroup(clock.now(), now, rest, anew);
        return { redrafted, written: await commitGroup(within(tx), ids, now, redrafted, anew) };
      })
      .catch(nullIfRefused);
    if (again === null) return this.#alone(rest);
    this.#alone(again.redrafted.others);
    if (again.written.ok) this.#answer(again.written.value);
    else this.#alone(again.redrafted.fit.map(({ from }) => from));
  }

  #answer({ standing, answers }: WrittenGroup<Waiting>): void {
    this.#ctx.db.wakeOutbox();
    this.#standing = standing;
    for (const { from, view, status } of answers) from.settle(done({ value: view, status, repeated: false }));
  }

  /** Members whose key is held or answered already find out alone; the others are returned. */
  #withoutTaken({ fit }: DraftedGroup<Waiting>, taken: readonly string[]): readonly Waiting[] {
    const members = fit.map(({ from }) => from);
    const isTaken = ({ key }: Waiting) => key !== null && taken.includes(key);
    this.#alone(members.filter(isTaken));
    return members.filter((member) => !isTaken(member));
  }

  #alone(members: readonly Waiting[]): void {
    for (const member of members) member.settle(publishAlone(this.#ctx, member));
  }
}

/** @throws any other error: whether that group was written is not known */
function nullIfRefused(error: unknown): null {
  if (isRefusedStatement(error)) return null;
  throw error;
}

const queues = new WeakMap<Ctx, Map<string, PublishQueue>>();

/** The queue of a strategy; the one used longest ago makes room for a new one. */
export function publishQueue(ctx: Ctx, strategyId: string): PublishQueue {
  const own = queues.get(ctx) ?? new Map<string, PublishQueue>();
  queues.set(ctx, own);
  const queue = own.get(strategyId) ?? new PublishQueue(ctx, strategyId);
  own.delete(strategyId);
  own.set(strategyId, queue);
  if (own.size > QUEUES_MAX)
    for (const [id, each] of own) {
      if (!each.idle) continue;
      own.delete(id);
      break;
    }
  return queue;
}
