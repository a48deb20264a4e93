import type { CrashPoint } from "@/lib/features/orders/order-ctx";
import type { ClockTerms } from "./swift-clock.ts";

/** What a worker process is told at its start. */
export interface WorkerSetup {
  readonly databaseUrl: string;
  readonly venueUrl: string;
  readonly clock: ClockTerms;
  /** Base64, 32 bytes; made for this chaos run. */
  readonly masterKey: string;
  readonly poolMax: number;
  /** CRASH_AT of this life. */
  readonly crashAt: CrashPoint | null;
}

/** An entry as its planner says it; amounts and prices as decimal strings. */
export interface EntryWords {
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly market: "spot" | "swap";
  readonly signalId: string;
  readonly side: "LONG" | "SHORT";
  readonly qty: string;
  /** A limit order; null: at the market. */
  readonly limit: string | null;
  readonly stopLoss: string;
  readonly bid: string;
  readonly ask: string;
  readonly signalAt: number;
}

/** What the worker process is asked to do. Handed over at least once, as an event is: after a crash what was not answered comes again. */
export type Errand =
  | { readonly do: "plan"; readonly entry: EntryWords /** So often at once. */; readonly times: number }
  | {
      readonly do: "exit";
      readonly userId: string;
      readonly positionId: string;
      readonly leg: string;
      readonly fraction: string | null;
    }
  /** The user's kill switch, positions closed. */
  | { readonly do: "kill"; readonly userId: string }
  | { readonly do: "stop"; readonly userId: string; readonly positionId: string; readonly price: string };

export interface PriceWords {
  readonly exchange: string;
  readonly symbols: readonly string[];
  readonly bid: string;
  readonly ask: string;
}

export type ToWorker = { readonly id: number; readonly errand: Errand } | { readonly price: PriceWords };

export type FromWorker =
  | { readonly up: true }
  | { readonly id: number; readonly error: string | null }
  | { readonly log: LogLine };

export interface LogLine {
  readonly level: "warn" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The lease connection of a worker process, for the one who breaks it. */
export const LEASES_NAME = "chaos-accounts";
