import { beforeEach, describe, expect, it } from "vitest";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { OPERATOR_ID } from "@/lib/auth/operator";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { testDb } from "@/lib/testing/test-db";
import { GET as positions } from "../../positions/route.ts";
import { DELETE, GET, POST } from "./route.ts";

const db = testDb();
const TOKEN = "a-token-for-programs-of-the-operators";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** As a program calls: no cookie, no Origin. */
function ask(handler: Handler, token: string | null, init: { method?: string; body?: object; query?: string } = {}) {
  const { method = "GET", body, query = "" } = init;
  const request = new Request(`http://localhost:3000/api/admin/kill-switch${query}`, {
    method,
    headers: {
      "x-client-ip": "203.0.113.1",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve({}) });
}

describe("ADMIN_API_TOKEN", () => {
  beforeEach(() => {
    publishEdges(accountCtx(db.web));
    setAuthSettings({ secret: "a secret for tests of at least 32 characters", adminApiToken: TOKEN });
  });

  it("opens what admins ask for, under a name of its own in the audit log", async () => {
    expect((await ask(GET, TOKEN)).status).toBe(200);
    const body = { scope: "PLATFORM", key: "", reason: "A drill.", positions: "keep" };
    expect((await ask(POST, TOKEN, { method: "POST", body })).status).toBe(201);
    expect(await db.web.auditEntry.findMany({ where: { action: "kill_switch.engaged" } })).toMatchObject([
      { actorId: OPERATOR_ID, subjectId: "PLATFORM" },
    ]);
  });

  it("releases nothing: that takes a second factor, which no program has", async () => {
    const answer = await ask(DELETE, TOKEN, { method: "DELETE", query: "?scope=PLATFORM&key=" });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "mfa_required" });
  });

  it.each([
    ["another token", `${TOKEN}x`],
    ["a part of it", TOKEN.slice(0, -1)],
    ["none", null],
  ])("%s opens nothing", async (_name, token) => {
    expect((await ask(GET, token)).status).toBe(401);
  });

  it("is nobody where a user is asked for", async () => {
    expect((await ask(positions, TOKEN)).status).toBe(401);
  });

  it("opens nothing where none is set", async () => {
    setAuthSettings({ secret: "a secret for tests of at least 32 characters" });
    expect((await ask(GET, TOKEN)).status).toBe(401);
  });
});
