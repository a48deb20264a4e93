import type { DefaultEventsMap, Socket } from "socket.io";
import type { ClientEvents, ServerEvents, SignalMessage } from "./protocol.ts";
import type { AccessWindow, Credentials, SocketActor } from "./readers.ts";
import type { WireMessage } from "./wire.ts";

export type ServerSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, unknown>;

const MESSAGES_A_SECOND = 20;
/** Any name that looks like a symbol is held until it is left, so what one socket may hold has an end. */
export const SYMBOLS_HELD_MAX = 200;

/** How far one strategy was told to one socket. While a replay runs, what is new waits behind it, so order and count stay exact. */
interface Heard {
  /** Seq of the last event told (or known to lie before the subscription). */
  seq: number;
  waiting: SignalMessage[] | null;
}

/** One socket: who it is, what it asked for, what it was told. What few sockets need is made when it is needed: there are many of them. */
export class Connection {
  readonly socket: ServerSocket;
  credentials: Credentials;
  actor: SocketActor | null;
  windows: readonly AccessWindow[] = [];
  #readings = 0;
  #windowsOf = 0;
  /** Strategies asked for by name. */
  wanted: Set<string> | null = null;
  wantsAll = false;
  watchesPositions = false;
  readonly heard = new Map<string, Heard>();
  /** How far strategies were told that it has left or begun again since: what it received it may still acknowledge. */
  #toldBefore: Map<string, number> | null = null;
  /** Symbols whose prices it asked for. */
  symbols: Set<string> | null = null;
  /** The last price of each symbol that it was too slow to be sent. */
  heldPrices: Map<string, WireMessage> | null = null;
  #secondStartedAt = 0;
  #messages = 0;
  isClosed = false;

  constructor(socket: ServerSocket, credentials: Credentials, actor: SocketActor | null) {
    this.socket = socket;
    this.credentials = credentials;
    this.actor = actor;
  }

  /**
   * Begins a reading of what it may hear. Of those that run at once the one begun last counts, since it knows of every change that the others
   * know of: an answer that was long on its way does not open again what ended meanwhile. @returns what takes the answer
   */
  readWindows(): (windows: readonly AccessWindow[]) => void {
    this.#readings += 1;
    const reading = this.#readings;
    return (windows) => {
      if (reading < this.#windowsOf) return;
      this.#windowsOf = reading;
      this.windows = windows;
    };
  }

  /** Counts a message. False: more than 20 came within one second. */
  countMessage(nowMs: number): boolean {
    if (nowMs - this.#secondStartedAt >= 1_000) {
      this.#secondStartedAt = nowMs;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages <= MESSAGES_A_SECOND;
  }

  /** Whether it may hold the prices of these beside those it holds. */
  hasRoomFor(symbols: Iterable<string>): boolean {
    return new Set([...(this.symbols ?? []), ...symbols]).size <= SYMBOLS_HELD_MAX;
  }

  /** Strategies it asked for and may hear something of. */
  entitled(): Set<string> {
    const ids = this.windows.map(({ strategyId }) => strategyId);
    return new Set(ids.filter((id) => this.wantsAll || this.wanted?.has(id) === true));
  }

  /** Whether it has, or once had, the right to hear of this strategy. */
  knows(strategyId: string): boolean {
    return this.windows.some((window) => window.strategyId === strategyId);
  }

  /** Seq of the last event of a strategy that was told here, whatever it hears now; 0: none. */
  toldUpTo(strategyId: string): number {
    return Math.max(this.#toldBefore?.get(strategyId) ?? 0, told(this.heard.get(strategyId)));
  }

  /** To be called before a strategy is left or begun again. */
  keepTold(strategyId: string): void {
    const seq = this.toldUpTo(strategyId);
    if (seq === 0) return;
    this.#toldBefore ??= new Map();
    this.#toldBefore.set(strategyId, seq);
  }

  /** Tells an event once: none twice, none out of order; during a replay it waits its turn. @returns whether to send it now */
  takes(message: SignalMessage): boolean {
    const heard = this.heard.get(message.strategyId);
    if (heard === undefined || this.isClosed) return false;
    if (heard.waiting !== null) {
      heard.waiting.push(message);
      return false;
    }
    if (message.seq <= heard.seq) return false;
    heard.seq = message.seq;
    return true;
  }
}

/** Before a replay has begun nothing was told. */
function told(heard: Heard | undefined): number {
  return heard === undefined || heard.seq === Number.MAX_SAFE_INTEGER ? 0 : heard.seq;
}
