import { beforeEach, describe, expect, it } from "vitest";
import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings, setAuthSettings } from "@/lib/auth/auth-settings";
import { createApiToken } from "@/lib/features/accounts/api-tokens";
import type { Actor, Scope } from "@/lib/kernel/actor";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor } from "@/lib/testing/market-fixture";
import { openDevice } from "@/lib/testing/open-device";
import { silentLog, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { route } from "./route.ts";

const db = testDb();
let ctx: TestCtx;
let warned: object[];

beforeEach(() => {
  warned = [];
  ctx = accountCtx(db.web, { log: { ...silentLog, warn: (fields) => void warned.push(fields) } });
  publishEdges(ctx);
});

type Handler = ReturnType<typeof route>;

async function ask(handler: Handler, token: string | null, ip = "203.0.113.5") {
  const request = new Request("http://localhost:3000/api/some/thing?secret=1", {
    headers: { "x-client-ip": ip, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
  });
  const answer = await handler(request, { params: Promise.resolve({}) });
  const { code = null, name = null } = (await answer.json()) as { code?: string; name?: string };
  return { status: answer.status, code, name, retryAfter: answer.headers.get("retry-after") };
}

async function apiToken(actor: Actor, ...scopes: Scope[]): Promise<string> {
  const made = await createApiToken(ctx, actor, { name: "bot", scopes, ips: [] });
  if (!made.ok) throw new Error(made.reason);
  return made.value.token;
}

/** As a program holds it that signed in as `actor`. */
async function accessToken({ userId }: Actor): Promise<string> {
  return signAccessToken(authSettings().accessKey, ctx.config.baseUrl, await openDevice(ctx, userId), ctx.clock.now());
}

const nameOf = async ({ actor }: { actor: Actor | null }) => ({ name: actor?.name ?? "a guest" });
const forUsers = route({ access: "user", scope: "read" }, nameOf);
const forAll = route({ access: "public", scope: "read" }, nameOf);
const forAllAlike = route({ access: "public" }, nameOf);
const forAdmins = route({ access: "ADMIN" }, nameOf);
const uncounted = route({ access: "user", limit: "none" }, nameOf);

describe("a wrong token", () => {
  it.each([
    ["unknown", forUsers, () => "hgt_wrong"],
    ["forged", forUsers, () => signAccessToken(new Uint8Array(32), ctx.config.baseUrl, NOBODY, ctx.clock.now())],
    ["expired", forAll, () => signAccessToken(authSettings().accessKey, ctx.config.baseUrl, NOBODY, yesterday())],
    ["a guess at ADMIN_API_TOKEN", forAdmins, () => "a-guess-at-the-token-of-the-operators"],
  ])("%s: counts by its sender's address, and is 429 beyond the limit", async (_name, handler, token) => {
    publishEdges(ctx, { perIp: 2 });
    setAuthSettings({ secret: "a secret for tests of at least 32 characters", adminApiToken: "t".repeat(32) });
    expect((await ask(handler, token())).status).toBe(401);
    expect((await ask(handler, token())).status).toBe(401);
    const third = await ask(handler, token());
    expect(third).toMatchObject({ status: 429, code: "rate_limited" });
    expect(Number(third.retryAfter)).toBeGreaterThan(0);
    expect((await ask(handler, token(), "203.0.113.6")).status).toBe(401);
  });

  it("is not counted where nothing is, and a good one is counted once", async () => {
    const token = await apiToken(await makeActor(ctx, "SUBSCRIBER", "Ann"), "read");
    publishEdges(ctx, { perIp: 2 });
    for (let n = 0; n < 3; n += 1) expect((await ask(uncounted, "hgt_wrong")).status).toBe(401);
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await ask(forUsers, token)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

const NOBODY = { userId: "usr_nobody", sessionId: "ses_nobody" };
const yesterday = () => utcMs(ctx.clock.now() - DAY_MS);

describe("the scopes of an API token", () => {
  it("count on a public route that names one, as everywhere: its user sees more there than a guest", async () => {
    const actor = await makeActor(ctx, "PROVIDER", "Paula");
    const [reads, writes] = [await apiToken(actor, "read"), await apiToken(actor, "signals:write")];
    for (const handler of [forAll, forUsers]) {
      expect(await ask(handler, reads)).toMatchObject({ status: 200, name: "Paula" });
      expect(await ask(handler, writes)).toMatchObject({ status: 403, code: "insufficient_scope" });
    }
    expect(await ask(forAll, null)).toMatchObject({ status: 200, name: "a guest" });
    expect(await ask(forAll, await accessToken(actor))).toMatchObject({ status: 200, name: "Paula" });
    expect(await ask(forAllAlike, writes)).toMatchObject({ status: 200 });
  });
});

describe("what is for admins", () => {
  it("does not exist for another user, whose try is logged; an admin gets it", async () => {
    const [ann, ada] = [await makeActor(ctx, "SUBSCRIBER", "Ann"), await makeActor(ctx, "ADMIN", "Ada")];
    expect(await ask(forAdmins, await accessToken(ann))).toMatchObject({ status: 404, code: "not_found" });
    expect(warned).toEqual([
      { requestId: expect.any(String), method: "GET", path: "/api/some/thing", userId: ann.userId },
    ]);
    expect(await ask(forAdmins, await accessToken(ada))).toMatchObject({ status: 200, name: "Ada" });
    expect((await ask(forAdmins, null)).status).toBe(401);
    expect(warned).toHaveLength(1);
  });
});
