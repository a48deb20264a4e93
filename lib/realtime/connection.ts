import type { DefaultEventsMap, Socket } from "socket.io";
import type { ClientEvents, ServerEvents, SignalMessage } from "./protocol.ts";
import { signalEventName } from "./protocol.ts";
import type { AccessWindow, Credentials, SocketActor } from "./readers.ts";

export type ServerSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, unknown>;

const MESSAGES_A_SECOND = 20;

/** How far one strategy was told to one socket. While a replay runs, what is new waits behind it, so order and count stay exact. */
interface Heard {
  /** Seq of the last event told (or known to lie before the subscription). */
  seq: number;
  waiting: SignalMessage[] | null;
}

/** One socket: who it is, what it asked for, what it was told. */
export class Connection {
  readonly socket: ServerSocket;
  credentials: Credentials;
  actor: SocketActor | null;
  windows: readonly AccessWindow[] = [];
  /** Strategies asked for by name. */
  readonly wanted = new Set<string>();
  wantsAll = false;
  watchesPositions = false;
  readonly heard = new Map<string, Heard>();
  #secondStartedAt = 0;
  #messages = 0;
  isClosed = false;

  constructor(socket: ServerSocket, credentials: Credentials, actor: SocketActor | null) {
    this.socket = socket;
    this.credentials = credentials;
    this.actor = actor;
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

  /** Strategies it asked for and may hear something of. */
  entitled(): Set<string> {
    return new Set(
      this.windows.map(({ strategyId }) => strategyId).filter((id) => this.wantsAll || this.wanted.has(id)),
    );
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

  tell(message: SignalMessage): void {
    this.socket.emit(signalEventName(message.event.type), message);
  }
}
