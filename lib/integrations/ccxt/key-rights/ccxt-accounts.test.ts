import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VenueRights } from "@/lib/integrations/local/venue/account";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import type { ExchangeAccounts } from "@/lib/ports/exchange-accounts";
import { silentLog } from "@/lib/testing/test-ctx";
import { createCcxtAccounts } from "./ccxt-accounts.ts";

const lines: unknown[] = [];
let venue: Venue;
let accounts: ExchangeAccounts;

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  const note = (fields: object, text: string): void => void lines.push([fields, text]);
  accounts = createCcxtAccounts({
    sandboxUrl: undefined,
    urlOf: () => venue.url,
    log: { debug: note, info: note, warn: note, error: note },
  });
});

afterAll(() => venue.close());

const TRADE_ONLY: VenueRights = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };
const ask = (exchange: string, key: { apiKey: string; apiSecret: string; passphrase: string }) =>
  accounts.rightsOf(exchange, { ...key }, { testnet: false });

describe.each(["binance", "bybit", "bitget"])("a key of %s", (exchange) => {
  it("that only trades is told as such", async () => {
    expect(await ask(exchange, venue.makeKey({ exchange, rights: TRADE_ONLY }))).toEqual({
      ok: true,
      rights: { read: true, spot: true, swap: true, withdraw: false, transfer: false, ipBound: true, unknown: [] },
    });
  });

  it("that may withdraw, or transfer, is told as such", async () => {
    const withdraws = await ask(exchange, venue.makeKey({ exchange, rights: { ...TRADE_ONLY, withdraw: true } }));
    const transfers = await ask(exchange, venue.makeKey({ exchange, rights: { ...TRADE_ONLY, transfer: true } }));
    expect(withdraws).toMatchObject({ ok: true, rights: { withdraw: true, transfer: false } });
    expect(transfers).toMatchObject({ ok: true, rights: { withdraw: false, transfer: true } });
  });

  it("that may only read does not trade, and one from anywhere is not bound", async () => {
    const key = venue.makeKey({ exchange, rights: { ...TRADE_ONLY, trade: false, ipBound: false } });
    expect(await ask(exchange, key)).toMatchObject({ ok: true, rights: { spot: false, swap: false, ipBound: false } });
  });
});

describe.each(["binance", "bybit", "bitget", "mexc"])("%s refuses", (exchange) => {
  it("a key it does not know, a wrong secret, a revoked key and one without reading, each in words", async () => {
    const key = venue.makeKey({ exchange, rights: TRADE_ONLY });
    const answers = [
      await ask(exchange, { ...key, apiKey: "unknown-key" }),
      await ask(exchange, { ...key, apiSecret: "wrong-secret-canary" }),
    ];
    venue.changeKey(key.apiKey, { rights: { ...TRADE_ONLY, read: false } });
    answers.push(await ask(exchange, key));
    venue.changeKey(key.apiKey, { revoked: true });
    answers.push(await ask(exchange, key));
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, reason: "refused", detail: expect.stringMatching(/\.$/) });
    expect(JSON.stringify([answers, lines])).not.toContain(key.apiSecret);
    expect(JSON.stringify([answers, lines])).not.toContain("canary");
  });
});

it("cannot tell a MEXC key's rights, and says so instead of guessing", async () => {
  const key = venue.makeKey({ exchange: "mexc", rights: { ...TRADE_ONLY, withdraw: true } });
  expect(await ask("mexc", key)).toMatchObject({ ok: true, rights: { withdraw: null, transfer: null, ipBound: null } });
});

it("knows nothing of a key when the exchange does not answer", async () => {
  const nobody = createCcxtAccounts({
    sandboxUrl: undefined,
    urlOf: () => "http://127.0.0.1:9",
    log: silentLog,
  });
  const answer = await nobody.rightsOf("bybit", { apiKey: "a", apiSecret: "b" }, { testnet: false });
  expect(answer).toMatchObject({ ok: false, reason: "unreachable" });
});
