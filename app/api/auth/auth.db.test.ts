import { beforeEach, describe, expect, it } from "vitest";
import { openAffiliate } from "@/lib/features/affiliates/open-affiliate";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeUser } from "@/lib/testing/sale";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { POST as login } from "./login/route.ts";
import { POST as logout } from "./logout/route.ts";
import { POST as refresh } from "./refresh/route.ts";
import { POST as register } from "./register/route.ts";

const db = testDb();
let ctx: TestCtx;
beforeEach(() => {
  ctx = accountCtx(db.web);
  publishEdges(ctx);
});

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

async function post(handler: Handler, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request("http://localhost:3000/api/auth/x", {
    method: "POST",
    headers: { "content-type": "application/json", "x-client-ip": "203.0.113.1", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return handler(request, { params: Promise.resolve({}) });
}

const ADA = { email: "ada@example.org", password: "a plain sentence of mine", name: "Ada", role: "PROVIDER" };

describe("POST /api/auth/register", () => {
  it("writes the account down as the affiliate's whose code it names, and takes one that is nobody's for nothing", async () => {
    const affiliate = await makeUser(ctx, "SUBSCRIBER");
    const { code } = await openAffiliate(ctx, affiliate);
    for (const [email, ref] of [
      ["came@example.org", code],
      ["alone@example.org", "no code"],
    ] as const)
      expect((await post(register, { ...ADA, email, ref })).status).toBe(201);
    expect(
      await ctx.db.referral.findMany({ select: { affiliateId: true, user: { select: { email: true } } } }),
    ).toEqual([{ affiliateId: affiliate.userId, user: { email: "came@example.org" } }]);
  });

  it("answers 201 with the user and nothing that is not his to see", async () => {
    const response = await post(register, ADA);
    expect(response.status).toBe(201);
    const { user } = (await response.json()) as { user: object };
    expect(Object.keys(user).sort()).toEqual(["email", "emailVerified", "id", "name", "role", "totpEnabled"]);
  });

  it.each([
    ["id", "usr_1"],
    ["emailVerifiedAt", "2026-01-01T00:00:00Z"],
    ["transfersActive", true],
    ["revenueSharePercent", 100],
    ["kycVerified", true],
    ["__proto__x", {}],
  ])("refuses the unknown field %s by name", async (field, value) => {
    const response = await post(register, { ...ADA, email: "m@example.org", [field]: value });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "invalid", fieldErrors: { [field]: [expect.any(String)] } });
    expect(await db.web.user.count({ where: { email: "m@example.org" } })).toBe(0);
  });

  it("makes no admin", async () => {
    const response = await post(register, { ...ADA, email: "root@example.org", role: "ADMIN" });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ fieldErrors: { role: [expect.stringContaining("SUBSCRIBER")] } });
  });

  it.each([
    ["an empty body", "", 400],
    ["broken JSON", "{", 400],
    ["null", "null", 422],
    ["a list", "[]", 422],
    ["wrong types", { email: 1, password: [], name: {}, role: 0 }, 422],
    [
      "huge fields",
      { ...ADA, email: `${"a".repeat(300)}@example.org`, name: "n".repeat(81), password: "p".repeat(129) },
      422,
    ],
    ["a short password", { ...ADA, email: "s@example.org", password: "1234567" }, 422],
    ["markup in the name", { ...ADA, email: "x@example.org", name: "<script>" }, 422],
    ["a body over 1 MB", JSON.stringify({ ...ADA, name: "n".repeat(1_000_001) }), 413],
  ])("answers %s with a problem", async (_what, body, status) => {
    const response = await post(register, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status, requestId: expect.any(String) });
  });

  it("refuses another content type, and a page of another site", async () => {
    expect((await post(register, ADA, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(register, ADA, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(login, ADA, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });
});

describe("login, refresh and logout", () => {
  const input = { email: "grace@example.org", password: ADA.password };
  async function signedIn() {
    await post(register, { ...ADA, ...input });
    const response = await post(login, input);
    expect(response.status).toBe(200);
    const body = (await response.json()) as { accessToken: string; expiresIn: number; user: object };
    return { ...body, cookie: cookieIn(response) };
  }
  function cookieIn(response: Response): string {
    return (
      response.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith("heliograph.refresh="))
        ?.split(";")[0] ?? ""
    );
  }

  it("gives an access token of 15 minutes and a refresh cookie that no script sees", async () => {
    await post(register, { ...ADA, ...input });
    const response = await post(login, input);
    const body = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual(["accessToken", "expiresIn", "user"]);
    expect(body.expiresIn).toBe(900);
    expect(response.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict; Max-Age=604800$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("trades the cookie once; the second use of it ends the family", async () => {
    const { cookie } = await signedIn();
    const second = await post(refresh, "", { cookie });
    expect(second.status).toBe(200);
    expect((await post(refresh, "", { cookie })).status).toBe(401);
    expect((await post(refresh, "", { cookie: cookieIn(second) })).status).toBe(401);
    expect((await post(refresh, "")).status).toBe(401);
  });

  it("signs out by the cookie, and says so again without harm", async () => {
    const { cookie } = await signedIn();
    expect((await post(logout, "", { cookie })).status).toBe(204);
    expect((await post(logout, "", { cookie })).status).toBe(204);
    expect((await post(refresh, "", { cookie })).status).toBe(401);
  });

  it("counts requests by address: 429 with Retry-After", async () => {
    publishEdges(ctx, { perIp: 2 });
    await post(login, input);
    await post(login, input);
    const refused = await post(login, input);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("locks after five wrong passwords with 423 and Retry-After, known or not", async () => {
    await post(register, { ...ADA, ...input });
    for (const email of [input.email, "nobody@example.org"]) {
      const answers: number[] = [];
      for (let n = 0; n < 6; n += 1) answers.push((await post(login, { email, password: "wrong" })).status);
      expect(answers).toEqual([401, 401, 401, 401, 401, 423]);
    }
  });
});
