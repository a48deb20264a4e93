import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExchangeAccounts } from "@/lib/ports/exchange-accounts";
import { silentLog } from "@/lib/testing/test-ctx";
import { type AnsweringServer, startAnsweringServer } from "../trade/answering-server.fixture.ts";
import { createCcxtAccounts } from "./ccxt-accounts.ts";

let server: AnsweringServer;
let accounts: ExchangeAccounts;
const ask = () => accounts.rightsOf("binanceus", { apiKey: "a-key", apiSecret: "a-secret" }, { testnet: false });

beforeAll(async () => {
  server = await startAnsweringServer();
  accounts = createCcxtAccounts({ urlOf: () => server.url, sandboxUrl: undefined, log: silentLog });
  server.mark();
});
afterAll(() => server.close());

it("learns of a key of Binance.US that it reads and trades, and of withdrawals nothing", async () => {
  server.reset();
  server.on("GET", /^\/api\.binance\.us\/api\/v3\/account$/, {
    json: { canTrade: true, canWithdraw: true, balances: [] },
  });
  expect(await ask()).toEqual({
    ok: true,
    rights: { read: true, spot: true, swap: false, withdraw: null, transfer: null, ipBound: null, unknown: [] },
  });
});

it("says in words why Binance.US refuses one", async () => {
  server.reset();
  server.on("GET", /\/account$/, { status: 400, json: { code: -2014, msg: "API-key format invalid." } });
  expect(await ask()).toMatchObject({
    ok: false,
    reason: "refused",
    detail: "The exchange does not know this API key.",
  });
});
