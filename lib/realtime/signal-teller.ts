import { utcMs } from "@/lib/kernel/time";
import type { Log } from "@/lib/ports/log";
import { Audiences } from "./audiences.ts";
import type { Connection } from "./connection.ts";
import { CLOSE_CODES, type SignalMessage, signalCursor, signalEventName } from "./protocol.ts";
import { mayHear, type RealtimeReaders } from "./readers.ts";
import { closeSocket, drained, send, type WireMessage, wireMessage } from "./wire.ts";

const BATCH = 200;
/** Relay order is the order of transaction ids, which may differ from seq by the transactions that ran at once. */
const LOOK_BACK = 32;
/** Who is further behind in a strategy gets its signals as they stand instead of every step on the way. */
export const REPLAY_MAX = 1_000;
const DRAIN_MS = 5_000;

export interface TellerOptions {
  readonly readers: RealtimeReaders;
  readonly log: Log;
  /** False: the socket was closed because it does not read. */
  readonly keepsUp: (connection: Connection) => boolean;
  readonly onMessage: (name: string, sockets: number) => void;
  readonly replayMax: number;
}

/** Tells each socket the events of its strategies: in order of seq, none missing, none twice, and only what its access covers. */
export class SignalTeller {
  readonly #options: TellerOptions;
  readonly #listeners = new Audiences();
  /** Seq up to which each strategy was told live. */
  readonly #told = new Map<string, number>();

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /**
   * Live: everything up to `seq` that was not told yet. The chain is gapless and the event is committed, so all before it can be read;
   * a later call for one of those finds nothing left to tell.
   */
  async tell(strategyId: string, seq: number): Promise<void> {
    let from = this.#told.get(strategyId) ?? Math.max(0, seq - LOOK_BACK);
    if (seq <= from) return;
    if (this.#listeners.of(strategyId).size > 0) {
      while (from < seq) {
        const messages = await this.#options.readers.signalsAfter(strategyId, from, BATCH);
        for (const message of messages) this.#broadcast(message);
        const last = messages.at(-1);
        if (last === undefined) break;
        from = last.seq;
      }
    }
    this.#told.set(strategyId, Math.max(from, seq));
  }

  /**
   * Brings what a socket hears in line with what it asked for and may hear. Strategies new to it begin after their seq in `since`, with
   * everything that came after it; without one, after the newest event, or, for access that just began, after what the relay has told: a signal
   * published right after it may be in the database already. @returns the newest seq of each strategy that it hears, as it was when it joined
   */
  async follow(
    connection: Connection,
    since: ReadonlyMap<string, number>,
    begin: "newest" | "told" = "newest",
  ): Promise<Map<string, number>> {
    const entitled = connection.entitled();
    for (const strategyId of [...connection.heard.keys()])
      if (!entitled.has(strategyId)) this.#leave(connection, strategyId);
    const starting = [...entitled].filter((id) => !connection.heard.has(id) || since.has(id));
    // Join first: what is published from here on waits behind the replay.
    for (const id of starting) {
      connection.keepTold(id);
      connection.heard.set(id, { seq: Number.MAX_SAFE_INTEGER, waiting: [] });
      this.#listeners.join(id, connection);
    }
    if (connection.isClosed) this.forget(connection); // it went while its access was read
    const heads = await this.#options.readers.headsOf([...entitled]).catch((error: unknown) => {
      for (const id of starting) this.#leave(connection, id); // or it would wait for ever for a replay that never began
      throw error;
    });
    await Promise.all(
      starting.map((id) => {
        const head = heads.get(id) ?? 0;
        const first = begin === "newest" ? head : (this.#told.get(id) ?? Math.max(0, head - LOOK_BACK));
        return this.#replay(connection, id, Math.min(since.get(id) ?? first, head), head);
      }),
    );
    return new Map([...entitled].map((id) => [id, heads.get(id) ?? 0]));
  }

  listenersOf(strategyId: string): ReadonlySet<Connection> {
    return this.#listeners.of(strategyId);
  }

  /** A socket has gone. */
  forget(connection: Connection): void {
    for (const strategyId of [...connection.heard.keys()]) this.#leave(connection, strategyId);
  }

  #leave(connection: Connection, strategyId: string): void {
    connection.keepTold(strategyId);
    connection.heard.delete(strategyId);
    this.#listeners.leave(strategyId, connection);
  }

  async #replay(connection: Connection, strategyId: string, afterSeq: number, head: number): Promise<void> {
    const heard = connection.heard.get(strategyId);
    if (heard === undefined) return;
    heard.seq = afterSeq;
    const isOurs = (): boolean => !connection.isClosed && connection.heard.get(strategyId) === heard;
    try {
      if (head - afterSeq > this.#options.replayMax) {
        const signals = await this.#options.readers.openSignals(strategyId);
        if (!isOurs()) return;
        const theirs = signals.filter(({ receivedAt }) => hears(connection, strategyId, receivedAt));
        const cursor = signalCursor(strategyId, head);
        send(connection.socket, wireMessage("signal_snapshot", { strategyId, seq: head, cursor, signals: theirs }));
        this.#options.onMessage("signal_snapshot", 1);
        heard.seq = head;
      }
      for (;;) {
        const messages = await this.#options.readers.signalsAfter(strategyId, heard.seq, BATCH);
        if (!isOurs()) return;
        for (const message of messages) {
          heard.seq = message.seq;
          if (hears(connection, strategyId, message.receivedAt)) this.#send(connection, message);
        }
        if (messages.length < BATCH) break;
        await drained(connection.socket, DRAIN_MS);
        if (!this.#options.keepsUp(connection)) return;
      }
    } catch (error) {
      // Better no socket than one with a hole: the client comes back and asks again.
      this.#options.log.error({ strategyId, err: error }, "sockets: a catch-up failed");
      closeSocket(connection.socket, CLOSE_CODES.tryAgain, "ask again from the last seq");
      return;
    }
    const waiting = heard.waiting ?? [];
    heard.waiting = null;
    for (const message of waiting)
      if (connection.takes(message) && hears(connection, strategyId, message.receivedAt))
        this.#send(connection, message);
  }

  /** One encoding for all; who may hear it is asked of each. */
  #broadcast(message: SignalMessage): void {
    const { strategyId } = message;
    const openedAt = utcMs(Date.parse(message.receivedAt));
    let wire: WireMessage | null = null;
    let sockets = 0;
    for (const connection of this.#listeners.of(strategyId)) {
      if (!connection.takes(message) || !mayHear(connection.windows, strategyId, openedAt)) continue;
      if (!this.#options.keepsUp(connection)) continue;
      wire ??= wireOf(message);
      send(connection.socket, wire);
      sockets += 1;
    }
    if (sockets > 0) this.#options.onMessage(signalEventName(message.event.type), sockets);
  }

  #send(connection: Connection, message: SignalMessage): void {
    send(connection.socket, wireOf(message));
    this.#options.onMessage(signalEventName(message.event.type), 1);
  }
}

function wireOf(message: SignalMessage): WireMessage {
  return wireMessage(signalEventName(message.event.type), message);
}

function hears({ windows }: Connection, strategyId: string, receivedAt: string): boolean {
  return mayHear(windows, strategyId, utcMs(Date.parse(receivedAt)));
}
