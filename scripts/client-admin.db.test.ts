import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { codeOf, stepAt, toBase32 } from "@/lib/features/accounts/totp";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import { SANDBOX_SECRETS } from "@/lib/runtime/secrets";
import { testDb } from "@/lib/testing/test-db";

const db = testDb();
const KEY = createHash("sha256").update("a master key of this test").digest();
const SECRETS = {
  NEXTAUTH_SECRET: SANDBOX_SECRETS.NEXTAUTH_SECRET(),
  STRIPE_SECRET_KEY: SANDBOX_SECRETS.STRIPE_SECRET_KEY(),
  STRIPE_WEBHOOK_SECRET: SANDBOX_SECRETS.STRIPE_WEBHOOK_SECRET(),
};
const ADMIN = { id: "usr_switchadmin", email: "root@switches.test" };

/** The command as it is typed, by the settings of a site that has this database. */
function clientAdmin(...args: string[]): Promise<{ code: number | string; out: string; err: string }> {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    DATABASE_URL: db.urls.web,
    DATABASE_WORKER_URL: db.urls.worker,
    DATABASE_ADMIN_URL: db.urls.owner,
    ...SECRETS,
    CLIENT_MASTER_KEY: KEY.toString("base64"),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", "scripts/client-admin.ts", ...args], { env }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
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
