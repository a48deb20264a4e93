import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { checkKey } from "@/lib/features/exchange-keys/check-key";
import { rotateKey } from "@/lib/features/exchange-keys/rotate-key";
import { storeKey } from "@/lib/features/exchange-keys/store-key";
import { openDesk } from "@/lib/features/orders/orders.fixture";
import { createCcxtAccounts } from "@/lib/integrations/ccxt/key-rights/ccxt-accounts";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import type { VenueKey } from "@/lib/integrations/local/venue/account";
import { TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { dec } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { createLogger } from "../logger.ts";
import { machineClock as clock } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

/**
 * Keys planted where they could leak: stored, refused, replaced, checked, and traded with through broken answers and a revocation, over the real
 * ccxt, vault and logger. Afterwards every text that there is, is searched for them (C21, G13). Pages and answers are searched in e2e/keys.spec.ts.
 */
const db = testDb();
const keys = [masterKey(Buffer.alloc(32, 7))] as const;
const lines: string[] = [];
const log = createLogger({ name: "test", level: "debug", to: { write: (line: string) => void lines.push(line) } });

let venue: Venue;
let stop: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  const market = (): void => venue.setPrice({ symbol: "BTC/USDT", bid: "41999.99", ask: "42000" });
  market();
  const pulse = setInterval(market, 1_000);
  stop = async () => {
    clearInterval(pulse);
    await venue.close();
  };
});
afterAll(() => stop());

it("leaves a planted key in no log, no error and no text of the database, whatever goes wrong (C21)", async () => {
  const made = (rights = TRADE_ONLY): VenueKey => venue.makeKey({ exchange: "binance", rights });
  const [traded, withdraws, first, second] = [made(), made({ ...TRADE_ONLY, withdraw: true }), made(), made()];
  const urlOf = (): string => venue.url;
  const exchangeAccounts = createCcxtAccounts({ urlOf, sandboxUrl: undefined, log });
  const tradeVenues = createCcxtVenues({ urlOf, clock, log, mayTrade: true, timeoutMs: 1_000 });
  const ports = { clock, log, exchangeAccounts, keyVault: createKeyVault(keys, { mayOpen: true }) };
  const desk = await openDesk(db, { ports });
  const ctx = { ...desk.ctx, tradeVenues };
  const errors: string[] = [];
  const told = async (work: Promise<unknown>): Promise<void> => {
    const answer = await work.catch((error: unknown) =>
      errors.push(String(error instanceof Error ? error.stack : error)),
    );
    errors.push(JSON.stringify(answer) ?? "");
  };

  // As the web does it: stored, refused, replaced.
  const web = { ...ctx, db: db.web, keyVault: createKeyVault(keys, { mayOpen: false }) };
  const person = sessionlessActor({ userId: desk.userId, role: "SUBSCRIBER", email: "", name: "" });
  const actor: Actor = { ...person, totpEnabled: true, mfaAt: clock.now() };
  const typed = ({ apiKey, apiSecret }: VenueKey) => ({ apiKey, apiSecret });
  await told(storeKey(web, actor, { exchange: "binance", ...typed(withdraws) }));
  const stored = await storeKey(web, actor, { exchange: "binance", ...typed(first) });
  await told(Promise.resolve(stored));
  const storedId = stored.ok ? stored.value.id : "";
  await told(rotateKey(web, actor, storedId, typed(second)));
  await told(checkKey(ctx, storedId));
  await told(checkKey(web, storedId));

  // As the worker trades: broken answers, then a revocation while a position is held.
  const { keyId, userId } = desk;
  const sealed = ports.keyVault.seal(typed(traded), { id: keyId, userId, exchange: "binance" });
  await ctx.db.apiKey.update({
    where: { id: keyId },
    data: { sealed: sealed.sealed, wrappedKey: sealed.wrappedKey, masterKeyId: sealed.masterKeyId },
  });
  for (const kind of ["truncated", "badGatewayBefore", "unknownAfter", "resetAfter"] as const)
    venue.faults.arm({ kind, account: traded.account, times: 1 });
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-planted", log, retryMs: 100 });
  const accounts = startTradeAccounts(ctx, leases, undefined);
  try {
    const { bounds } = desk.entry("sig_a");
    const patient = bounds === null ? null : { ...bounds, maxAgeSec: 90 };
    await desk.plan("sig_a", { bounds: patient }, { freeQuote: dec(10_000) });
    const waiting = { timeout: 60_000, interval: 250 };
    await vi.waitFor(async () => expect((await desk.position("sig_a"))?.state).toBe("OPEN"), waiting);
    venue.changeKey(traded.apiKey, { revoked: true });
    await desk.plan("sig_b", {}, { freeQuote: dec(10_000) });
    // The refusal is noticed while it trades, and asks for the check that takes the key out of use.
    await ctx.db.apiKey.update({ where: { id: keyId }, data: { checkedAt: new Date(clock.now() - 60_000) } });
    const asked = `SELECT 1 FROM outbox WHERE type = 'exchange_key.check_requested' AND payload->>'keyId' = $1`;
    await vi.waitFor(async () => expect((await db.owner(asked, [keyId])).length).toBeGreaterThan(0), waiting);
    await told(checkKey(ctx, keyId));
    expect(await ctx.db.apiKey.findUniqueOrThrow({ where: { id: keyId } })).toMatchObject({ status: "INVALID" });
  } finally {
    await accounts.stop();
    await leases.stop();
  }

  log.flush();
  const everything = { logs: lines.join("\n"), answers: errors.join("\n"), ...(await texts()) };
  expect(everything.logs).not.toBe("");
  for (const key of [traded, withdraws, first, second])
    for (const secret of [key.apiKey, key.apiSecret].flatMap(spellings))
      for (const [place, text] of Object.entries(everything))
        expect(text.includes(secret), `${place} has a key`).toBe(false);
}, 150_000);

/** Every row of every table as text, by table. */
async function texts(): Promise<Record<string, string>> {
  const tables = await db.owner<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await db.owner<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    found[name] = rows.map(({ row }) => row).join("\n");
  }
  expect(found["public.api_keys"]).toContain("binance");
  return found;
}

/** As it is, and as bytes and addresses are written. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)];
}
