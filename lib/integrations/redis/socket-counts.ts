import type { Redis } from "./open-redis.ts";

/** A place is taken again every 3 s; that of a process which died is free after 10 s. */
const REFRESH_MS = 3_000;
const PLACE_MS = 10_000;
const PREFIX = "heliograph:open:";
const PROCESSES = "heliograph:processes";

/** Takes a place for ARGV[1] unless ARGV[2] others are taken. Redis' own clock, so that machines need not agree. */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** Takes the places ARGV[2…] again, and counts the processes that did so lately. */
const KEEP = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZCARD', KEYS[1])`;

/**
 * Open sockets of each user over all processes, in Redis. While it is away each process lets its share of the limit in (limit divided by the
 * processes seen last, at least one): stricter, never looser. What is open stays, and is written down again once Redis is back or was flushed.
 */
export class RedisSocketCounts {
  readonly #redis: Redis;
  readonly #processId: string;
  readonly #mine = new Map<string, Set<string>>();
  readonly #timer: NodeJS.Timeout;
  #processes = 1;
  #processesBefore = 1;

  constructor(redis: Redis, processId: string) {
    this.#redis = redis;
    this.#processId = processId;
    const keep = (): void => void this.#keep().catch(() => undefined);
    this.#timer = setInterval(keep, REFRESH_MS);
    redis.onUp(keep);
    if (redis.isUp()) keep();
  }

  /** Processes seen lately, this one included. */
  get processes(): number {
    return this.#processes;
  }

  async take(userId: string, socketId: string, limit: number): Promise<boolean> {
    const answer = await this.#redis.client
      .eval(TAKE, { keys: [PREFIX + userId], arguments: [socketId, String(limit), String(PLACE_MS)] })
      .catch(() => null);
    const share = Math.max(1, Math.floor(limit / this.#processes));
    const mine = this.#mine.get(userId) ?? new Set();
    if (answer === null ? mine.size >= share : answer === 0) return false;
    this.#mine.set(userId, mine.add(socketId));
    return true;
  }

  give(userId: string, socketId: string): void {
    const mine = this.#mine.get(userId);
    if (mine?.delete(socketId) !== true) return;
    if (mine.size === 0) this.#mine.delete(userId);
    this.#redis.client.zRem(PREFIX + userId, socketId).catch(() => undefined);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#redis.client.zRem(PROCESSES, this.#processId).catch(() => undefined);
  }

  async #keep(): Promise<void> {
    const { client } = this.#redis;
    const seen = client.eval(KEEP, { keys: [PROCESSES], arguments: [String(PLACE_MS), this.#processId] });
    const kept = [...this.#mine].map(([userId, ids]) =>
      client.eval(KEEP, { keys: [PREFIX + userId], arguments: [String(PLACE_MS), ...ids] }),
    );
    const [processes] = await Promise.all([seen, ...kept]);
    // After a flush the first look finds nobody else: the one before it counts as well.
    this.#processes = Math.max(1, Number(processes), this.#processesBefore);
    this.#processesBefore = Number(processes);
  }
}
