import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { LISTINGS } from "./listings.fixture.ts";
import { MAY_LEAVE, openedAt, orderOf, told } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Words {
  readonly path: RegExp;
  /** Amount and price as the venue reads them. */
  read(sent: { readonly body: string; readonly query: URLSearchParams }): readonly [amount: unknown, price: unknown];
}

const form = ({ body, query }: { body: string; query: URLSearchParams }) =>
  body === "" ? query : new URLSearchParams(body);
const field = (body: string, name: string): unknown => Reflect.get(JSON.parse(body), name);

const WORDS: Readonly<Record<string, Words>> = {
  binance: { path: /\/api\/v3\/order$/, read: (sent) => [form(sent).get("quantity"), form(sent).get("price")] },
  mexc: { path: /\/api\/v3\/order$/, read: (sent) => [form(sent).get("quantity"), form(sent).get("price")] },
  bybit: { path: /\/v5\/order\/create$/, read: ({ body }) => [field(body, "qty"), field(body, "price")] },
  bitget: { path: /\/place-order$/, read: ({ body }) => [field(body, "size"), field(body, "price")] },
};

/** Amounts that floats get wrong, and a spread of steps: 0.1 + 0.2, the last digit of a lot, many digits before and behind the point. */
function amountsOf(lot: Dec): readonly Dec[] {
  const steps = [1, 2, 3, 7, 10, 29, 30, 57, 58, 101, 1_005, 99_999, 100_001, 123_457, 999_999, 1_234_567];
  return [
    ...steps.map((count) => lot.times(count)),
    dec("0.1").plus("0.2"),
    dec("1.1").times(3),
    dec("8.2").minus("0.1"),
  ];
}

describe.each(Object.entries(WORDS))("%s", (exchange, { path, read }) => {
  let server: AnsweringServer;
  let account: TradeAccount;
  beforeAll(async () => {
    server = await startAnsweringServer();
    LISTINGS[exchange]?.(server);
    server.mark();
    account = await openedAt(server.url, exchange);
  });
  afterEach(() => server.reset());
  afterAll(async () => {
    await account.close();
    await server.close();
  });

  it("is sent amounts and prices to the last digit, in plain digits", async () => {
    const { tick, lot } = told(await account.instrument({ symbol: "BTC/USDT", market: "spot" }));
    const [wanted, sent]: [unknown[], unknown[]] = [[], []];
    for (const [index, qty] of amountsOf(lot).entries()) {
      const price = dec("65000").plus(tick.times(index * 7 + 1));
      server.on("POST", path, (asked) => {
        sent.push(read(asked));
        return { status: 502, html: "" };
      });
      await account.place(orderOf({ type: "limit", qty, price }), "close", MAY_LEAVE);
      wanted.push([plain(qty), plain(price)]);
    }
    expect(sent).toEqual(wanted);
  });
});
