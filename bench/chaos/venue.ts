import { fork } from "node:child_process";
import { resolve } from "node:path";
import type { FaultRule } from "@/lib/integrations/local/venue/faults/fault";
import type { ClockTerms } from "./swift-clock.ts";

/** An exchange's own word about an account; amounts as decimal strings. */
export interface VenueFigures {
  readonly balances: readonly { readonly wallet: string; readonly currency: string; readonly total: string }[];
  readonly positions: readonly { readonly symbol: string; readonly qty: string; readonly value: string }[];
  readonly orders: readonly VenueOrderRow[];
  readonly fills: readonly VenueFillRow[];
  readonly entries: readonly { readonly currency: string; readonly amount: string; readonly why: string }[];
}

export interface VenueOrderRow {
  readonly id: string;
  readonly clientId: string | null;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  readonly state: string;
  readonly qty: string;
  readonly filled: string;
  readonly reduceOnly: boolean;
  /** At which its swap stood when it was taken. */
  readonly leverage: number;
  readonly trigger: { readonly price: string } | null;
  readonly by: "api" | "hand" | "liquidation";
}

export interface VenueFillRow {
  readonly orderId: string;
  readonly side: "BUY" | "SELL";
  readonly price: string;
  readonly qty: string;
  readonly fee: string;
  readonly feeCurrency: string;
}

export interface VenueAccount {
  readonly account: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly passphrase: string;
}

const RIGHTS = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };

/** The local exchange in a process of its own, spoken to by HTTP alone: its page of keys, the market, faults, hands, and the ledger at the end. */
export class Venue {
  readonly url: string;
  readonly #token: string;
  readonly #close: () => void;

  private constructor(url: string, token: string, close: () => void) {
    this.url = url;
    this.#token = token;
    this.#close = close;
  }

  static start(terms: ClockTerms): Promise<Venue> {
    const child = fork(resolve("bench/chaos/venue-process.ts"), [JSON.stringify(terms)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: ["--import", "tsx"],
    });
    return new Promise((started, failed) => {
      child.once("exit", () => failed(new Error("the exchange ended before it was up")));
      child.once("message", ({ url, token }: { url: string; token: string }) =>
        started(new Venue(url, token, () => void child.kill("SIGKILL"))),
      );
    });
  }

  makeKey(exchange: string): Promise<VenueAccount> {
    return this.#ask("POST", "/keys", { exchange, rights: RIGHTS });
  }

  setPrice(price: { exchange: string; symbol: string; bid: string; ask: string }): Promise<unknown> {
    return this.#ask("POST", "/price", price);
  }

  /** @returns the fault's number, by which `waiting` names it */
  async arm(rule: FaultRule): Promise<number> {
    return (await this.#ask<{ id: number }>("POST", "/faults", rule)).id;
  }

  disarm(id: number): Promise<unknown> {
    return this.#ask("DELETE", "/faults", { id });
  }

  async waiting(): Promise<ReadonlySet<number>> {
    const { waiting } = await this.#ask<{ waiting: { id: number }[] }>("GET", "/faults");
    return new Set(waiting.map(({ id }) => id));
  }

  /** How often each kind of fault has really struck. */
  async hits(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask<{ hits: Record<string, number> }>("GET", "/faults")).hits;
  }

  freeze(exchange: string, symbol: string, on: boolean): Promise<unknown> {
    return this.#ask("POST", "/freeze", { exchange, symbol, on });
  }

  cancelByHand(account: string, orderId: string): Promise<unknown> {
    return this.#ask("POST", "/cancel", { account, orderId });
  }

  tradeByHand(trade: { account: string; symbol: string; side: "BUY" | "SELL"; qty: string }): Promise<unknown> {
    return this.#ask("POST", "/trade", trade);
  }

  /** A negative amount is a withdrawal. */
  moveMoney(move: { account: string; currency: string; amount: string }): Promise<unknown> {
    return this.#ask("POST", "/money", move);
  }

  setLeverageByHand(setting: { account: string; symbol: string; leverage: number }): Promise<unknown> {
    return this.#ask("POST", "/leverage", setting);
  }

  figures(account: string): Promise<VenueFigures> {
    return this.#ask("POST", "/account", { account });
  }

  close(): void {
    this.#close();
  }

  async #ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the exchange's control answered ${response.status} to ${path}: ${text}`);
    return JSON.parse(text);
  }
}
