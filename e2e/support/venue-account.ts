import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page } from "@playwright/test";
import type { VenueKey } from "@/lib/integrations/local/venue/account";
import type { FaultRule } from "@/lib/integrations/local/venue/faults/fault";
import { E2E } from "./site.ts";

/** A trade as Binance tells it; numbers are texts. */
export interface VenueTrade {
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  readonly quoteQty: string;
  readonly commission: string;
  readonly commissionAsset: string;
  readonly isBuyer: boolean;
}

export interface VenueOpenOrder {
  readonly orderId: number;
  readonly side: string;
  readonly type: string;
  readonly origQty: string;
  readonly stopPrice: string;
}

export type KeyRight = "read" | "trade" | "withdraw" | "ipBound";

/** Where the sandbox's own exchange is, as the page of keys links to it. */
export async function venueUrl(page: Page): Promise<string> {
  await page.goto("/settings/keys");
  return (await page.getByRole("link", { name: "own exchange" }).getAttribute("href")) ?? "";
}

/** A key as its owner makes it on the exchange's own page; JSON, to read the secret once. */
export async function makeKey(
  page: Page,
  venue: string,
  { exchange, rights, account }: { exchange: string; rights: readonly KeyRight[]; account?: string },
): Promise<VenueKey> {
  const answer = await page.request.post(`${venue}/keys`, {
    headers: { accept: "application/json" },
    form: {
      exchange,
      ...(account === undefined ? {} : { account }),
      ...Object.fromEntries(rights.map((right) => [right, "on"])),
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as VenueKey;
}

/** Types a key into our form, which checks it at the exchange before it keeps it. */
export async function fillKey(page: Page, exchange: string, key: VenueKey): Promise<void> {
  await page.getByLabel("Exchange", { exact: true }).selectOption({ label: exchange });
  await page.getByLabel("API key").first().fill(key.apiKey);
  await page.getByLabel("API secret").first().fill(key.apiSecret);
  await page.getByRole("button", { name: "Check and save key" }).click();
}

/** An account of Binance by the exchange's own signed API and a read-only key of its own: what it says owes nothing to our code or our database. */
export class VenueAccount {
  private constructor(
    readonly venue: string,
    readonly id: string,
    private readonly key: VenueKey,
  ) {}

  static async open(page: Page, venue: string, account: string): Promise<VenueAccount> {
    return new VenueAccount(
      venue,
      account,
      await makeKey(page, venue, { exchange: "binance", rights: ["read"], account }),
    );
  }

  /** Total by coin, of the coins that it has. */
  async balances(): Promise<Readonly<Record<string, string>>> {
    const { balances } = await this.#ask<{ balances: { asset: string; free: string; locked: string }[] }>("account");
    for (const { locked } of balances) expect(Number(locked), "nothing is bound by an order").toBe(0);
    return Object.fromEntries(balances.map(({ asset, free }) => [asset, free]));
  }

  /** Every execution of BTC/USDT, oldest first. */
  trades(): Promise<readonly VenueTrade[]> {
    return this.#ask("myTrades", { symbol: "BTCUSDT", limit: "1000" });
  }

  openOrders(): Promise<readonly VenueOpenOrder[]> {
    return this.#ask("openOrders", { symbol: "BTCUSDT" });
  }

  /** Its own page at the exchange, where its owner trades by hand. */
  get page(): string {
    return `${this.venue}/account/${this.id}`;
  }

  /** From now on no request about this account is answered, until the returned way back is gone. */
  async outage(): Promise<() => Promise<void>> {
    const token = readFileSync(resolve(E2E.dataDir, "venue/control.token"), "utf8");
    const control = async (method: string, body: object): Promise<{ id?: number }> => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const answer = await fetch(`${this.venue}/control/faults`, { method, headers, body: JSON.stringify(body) });
      expect(answer.status, "the exchange's control").toBe(200);
      return (await answer.json()) as { id?: number };
    };
    const rule: FaultRule = { kind: "resetBefore", exchange: "binance", account: this.id, times: 1_000_000 };
    const { id } = await control("POST", rule);
    return async () => void (await control("DELETE", { id }));
  }

  async #ask<T>(what: string, params: Readonly<Record<string, string>> = {}): Promise<T> {
    const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
    const signature = createHmac("sha256", this.key.apiSecret).update(query).digest("hex");
    const answer = await fetch(`${this.venue}/api.binance.com/api/v3/${what}?${query}&signature=${signature}`, {
      headers: { "X-MBX-APIKEY": this.key.apiKey },
    });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return JSON.parse(text) as T;
  }
}
