import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExchangeAccounts } from "@/lib/ports/exchange-accounts";
import { silentLog } from "@/lib/testing/test-ctx";
import { type AnsweringServer, startAnsweringServer } from "../trade/answering-server.fixture.ts";
import { createCcxtAccounts } from "./ccxt-accounts.ts";

/** By the words of the exchanges' own pages ("Get Account Information", "Get API Key Information"). */

let server: AnsweringServer;
let accounts: ExchangeAccounts;
const ask = (exchange: string) =>
  accounts.rightsOf(exchange, { apiKey: "a-key", apiSecret: "a-secret", passphrase: "a-phrase" }, { testnet: false });

beforeAll(async () => {
  server = await startAnsweringServer();
  accounts = createCcxtAccounts({ urlOf: () => server.url, sandboxUrl: undefined, log: silentLog });
});
afterAll(() => server.close());

const NONE = { withdraw: false, transfer: false, unknown: [] };

describe("a key of Bitget", () => {
  const READS = ["coor", "cpor", "stor", "smor", "ttor", "wtor", "taxr", "chor", "p2pr", "pllr"];

  it.each<[string, readonly string[], object]>([
    ["that trades", ["stow", "coow", "cpow"], { ...NONE, spot: true, swap: true }],
    ["that reads everything", READS, { ...NONE, read: true, spot: false, swap: false }],
    ["that transfers", ["stow", "wtow"], { ...NONE, transfer: true }],
    ["that withdraws", ["stow", "wwow"], { ...NONE, withdraw: true }],
    ["that sells to people", ["stow", "p2p"], { ...NONE, unknown: ["p2p"] }],
    ["that manages sub-accounts", ["stow", "chow"], { ...NONE, unknown: ["chow"] }],
    ["that leads copies", ["stow", "ttow"], { ...NONE, unknown: ["ttow"] }],
  ])("%s is told as such", async (_what, authorities, rights) => {
    server.on("GET", /\/api\/v2\/spot\/account\/info$/, {
      json: { code: "00000", msg: "success", requestTime: 1, data: { userId: "1", ips: "127.0.0.1", authorities } },
    });
    expect(await ask("bitget")).toMatchObject({ ok: true, rights: { ...rights, ipBound: true } });
  });
});

describe("a key of Bybit", () => {
  it.each<[string, unknown, object]>([
    [
      "that trades",
      { ContractTrade: ["Order", "Position"], Spot: ["SpotTrade"], Wallet: [], Exchange: ["ExchangeHistory"] },
      { ...NONE, spot: true, swap: true },
    ],
    [
      "of a unified account alone",
      { ContractTrade: [], Derivatives: ["DerivativesTrade"], Spot: ["SpotTrade"], Wallet: [] },
      { ...NONE, swap: true },
    ],
    ["that moves coins", { Wallet: ["AccountTransfer", "SubMemberTransfer"] }, { ...NONE, transfer: true }],
    ["that withdraws", { Wallet: ["Withdraw"] }, { ...NONE, withdraw: true }],
    [
      "that pays with fiat",
      { Wallet: [], FiatP2P: ["FiatP2POrder"], FiatBybitPay: [] },
      { ...NONE, unknown: ["FiatP2POrder"] },
    ],
    ["whose rights over the wallet are not told", { Spot: ["SpotTrade"] }, { withdraw: true, transfer: true }],
  ])("%s is told as such", async (_what, permissions, rights) => {
    server.on("GET", /\/v5\/user\/query-api$/, {
      json: { retCode: 0, retMsg: "", result: { readOnly: 0, permissions, ips: ["*"], uta: 1 }, time: 1 },
    });
    expect(await ask("bybit")).toMatchObject({ ok: true, rights: { ...rights, ipBound: false } });
  });
});
