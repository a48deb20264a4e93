import type { UtcMs } from "@/lib/kernel/time";
import type {
  BacktestMessage,
  NotificationMessage,
  PositionMessage,
  PriceMessage,
  SeqRange,
  SignalMessage,
  SnapshotMessage,
} from "./protocol.ts";

/** What a handshake showed of its sender. */
export interface Credentials {
  readonly cookie: string | null;
  readonly token: string | null;
  readonly ip: string;
}

export interface SocketActor {
  readonly userId: string;
  readonly role: "SUBSCRIBER" | "PROVIDER" | "ADMIN";
  /** When the credentials end by themselves, by ctx.clock; null: never. */
  readonly expiresAt: UtcMs | null;
}

/** A stretch of time in which the user had the right to a strategy's signals: [from, to). `to` null: open, no end known. */
export interface AccessWindow {
  readonly strategyId: string;
  readonly from: UtcMs;
  readonly to: UtcMs | null;
}

/** Whether a signal published at `openedAt` is the user's to hear: then, and to its end, whatever became of the subscription. */
export function mayHear(windows: readonly AccessWindow[], strategyId: string, openedAt: UtcMs): boolean {
  return windows.some(
    (window) =>
      window.strategyId === strategyId && window.from <= openedAt && (window.to === null || openedAt < window.to),
  );
}

/** A notice that all who hear of a strategy have in common. */
export interface CommonNotice {
  readonly strategyId: string;
  readonly seq: number;
  readonly createdAt: string;
}

/**
 * What the gateway asks of the rest of the system; server.ts hands it in, since lib/realtime knows no feature. Each is asked anew when it
 * matters: the gateway keeps no permission longer than until the event that changes it.
 */
export interface RealtimeReaders {
  /** Who is behind these credentials; null: nobody (no credentials at all). @throws AppError for wrong, ended or expired ones */
  findActor(credentials: Credentials): Promise<SocketActor | null>;
  /** Drops what is kept of a user's sign-ins, so that findActor asks the database. */
  forgetActor(userId: string): void;
  /** Every stretch of access, past ones too: the exits of what was opened in them are still the user's. A provider's own strategies as well. */
  accessOf(userId: string): Promise<readonly AccessWindow[]>;
  /** Seq of the newest event of each strategy; 0: none yet. */
  headsOf(strategyIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Events after `afterSeq` in order, at most `limit`. */
  signalsAfter(strategyId: string, afterSeq: number, limit: number): Promise<readonly SignalMessage[]>;
  /** Signals of a strategy that wait for their entry or are open, oldest first. */
  openSignals(strategyId: string): Promise<SnapshotMessage["signals"]>;
  positionOf(userId: string, positionId: string): Promise<PositionMessage | null>;
  backtestOf(userId: string, backtestId: string): Promise<BacktestMessage | null>;
  notificationOf(userId: string, notificationId: string): Promise<NotificationMessage | null>;
  /** Notices as each of these users got them; who did not get one is left out. Guests' networks may be among the ids. */
  notificationsOf(
    notices: readonly CommonNotice[],
    userIds: readonly string[],
  ): Promise<readonly { readonly userId: string; readonly notification: NotificationMessage }[]>;
  /** Last prices of these symbols; a symbol that we do not know is left out. */
  pricesOf(symbols: readonly string[]): Promise<readonly PriceMessage[]>;
}

/** Marks the accounts that someone looks at (copies/pnl-board.ts). */
export interface PnlWatch {
  watch(userId: string): void;
  unwatch(userId: string): void;
  positionChanged(userId: string): void;
  /** Sends what changed since the last flush. */
  flush(): Promise<void>;
}

/** Keeps what clients acknowledge. It may wait a moment and write many at once. */
export interface ReceiptBook {
  note(userId: string, kind: "received" | "seen", range: SeqRange): void;
}

/** Open sockets of each user over all processes. */
export interface SocketCounts {
  /** @returns false when this one would be more than `limit` */
  take(userId: string, socketId: string, limit: number): Promise<boolean>;
  give(userId: string, socketId: string): void;
}
