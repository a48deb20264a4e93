import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codeOf, stepAt, toBase32 } from "@/lib/features/accounts/totp";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import { testDb } from "@/lib/testing/test-db";
import { type Ran, siteOn, typed } from "./typed-command.fixture.ts";

const db = testDb();
const KEY = createHash("sha256").update("a master key of this test").digest();
const ADMIN = { id: "usr_switchadmin", email: "root@switches.test" };

let venue: Venue;

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});

afterAll(() => venue.close());

/** The command as it is typed, by the settings of a site that has this database. */
const clientAdmin = (...args: string[]) => clientAdminTold("", ...args);

/** The same with `stdin` piped in. */
function clientAdminTold(stdin: string, ...args: string[]): Promise<Ran> {
  const env = { ...siteOn(db), CLIENT_MASTER_KEY: KEY.toString("base64"), SANDBOX_VENUE_URL: venue.url };
  return typed("scripts/client-admin.ts", args, { env, stdin });
}

const switches = () =>
  db.web.killSwitch.findMany({
    select: { scope: true, key: true, engagedAt: true, engagedBy: true, releasedBy: true },
  });

it("client-admin pulls a kill switch at once, and releases it by an admin's second factor alone (O42)", async () => {
  const seed = toBase32(KEY.subarray(0, 20));
  const at = new Date();
  await db.web.user.create({
    data: {
      ...ADMIN,
      name: "Root",
      slug: "root",
      role: "ADMIN",
      totpSecret: createSeal(KEY).seal(seed, ADMIN.id),
      totpEnabledAt: at,
      createdAt: at,
    },
  });
  const resume = (code: string) =>
    clientAdmin("resume", "--scope", "EXCHANGE", "--key", "binance", "--admin", ADMIN.email, "--code", code, "--json");

  const [stopped, unknown] = await Promise.all([
    clientAdmin("kill", "--scope", "EXCHANGE", "--key", "Binance", "--reason", "It answers nonsense."),
    clientAdmin("kill", "--scope", "USER", "--key", "nobody@switches.test", "--reason", "A typing error."),
  ]);
  expect(stopped).toMatchObject({ code: 0, out: "Stopped: EXCHANGE binance. No new entry leaves.\n" });
  expect(unknown).toMatchObject({ code: 1, err: "There is no user nobody@switches.test.\n" });
  const engaged = { scope: "EXCHANGE", key: "binance", engagedAt: expect.any(Date), engagedBy: "client-admin" };
  expect(await switches()).toEqual([{ ...engaged, releasedBy: null }]);

  const present = codeOf(seed, stepAt(Date.now()));
  const wrong = String((Number(present) + 1) % 1_000_000).padStart(6, "0");
  expect(await resume(wrong)).toMatchObject({ code: 1 });
  expect(await switches()).toEqual([{ ...engaged, releasedBy: null }]);

  const right = await resume(codeOf(seed, stepAt(Date.now())));
  expect(right).toMatchObject({ code: 0 });
  expect(JSON.parse(right.out)).toEqual({ scope: "EXCHANGE", key: "binance" });
  expect(await switches()).toEqual([{ ...engaged, engagedAt: null, releasedBy: ADMIN.id }]);
}, 120_000);

it("client-admin makes a tenant once by address and stores his key from stdin, masked ever after", async () => {
  const upsert = (...more: string[]) => clientAdmin("upsert-client", "--email", "Tess@tenants.test", "--json", ...more);
  const made = await upsert(
    "--name",
    "Tess",
    "--plan",
    "STARTER",
    "--limit",
    "symbols=BTC/USDT",
    "--limit",
    "entriesPerDay=5",
  );
  expect(made).toMatchObject({ code: 0, err: "" });
  const { isNew, client } = JSON.parse(made.out);
  expect({ isNew, client }).toMatchObject({
    isNew: true,
    client: { email: "tess@tenants.test", plan: "STARTER", limits: { symbols: ["BTC/USDT"], entriesPerDay: 5 } },
  });

  const rights = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };
  const key = venue.makeKey({ exchange: "bybit", rights });
  const [again, wider, wrongly, stored] = await Promise.all([
    upsert("--plan", "STARTER"),
    upsert("--limit", "entriesPerDay=6"),
    clientAdmin("upsert-client", "--name", "Nobody"),
    clientAdminTold(
      `${key.apiKey}\n${key.apiSecret}\n`,
      "store-credentials",
      "tess@tenants.test",
      "--exchange",
      "bybit",
    ),
  ]);
  expect(JSON.parse(again.out)).toMatchObject({ isNew: false, client: { id: client.id } });
  expect(wider).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/second factor/) });
  expect(wrongly).toMatchObject({ code: 2, err: expect.stringMatching(/--email/) });
  const masked = `••••${key.apiKey.slice(-4)}`;
  expect(stored).toMatchObject({ code: 0, err: "", out: expect.stringContaining(`Stored ${masked} of bybit`) });

  const [keys, shown] = await Promise.all([
    clientAdmin("list-credentials", client.id, "--json"),
    clientAdmin("show-client", client.id, "--json"),
  ]);
  expect(JSON.parse(keys.out)).toMatchObject([{ exchange: "bybit", maskedKey: masked, status: "VALID" }]);
  expect(JSON.parse(shown.out).credentials).toEqual(JSON.parse(keys.out));
  const said = [stored, keys, shown].map(({ out, err }) => out + err).join();
  for (const secret of [key.apiKey, key.apiSecret]) expect(said).not.toContain(secret);
  const audited = await db.web.auditEntry.findMany({
    where: { action: "exchange_key.stored" },
    select: { actorId: true },
  });
  expect(audited).toEqual([{ actorId: "client-admin" }]);
}, 120_000);
