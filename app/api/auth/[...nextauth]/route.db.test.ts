import { beforeAll, expect, it } from "vitest";
import { publishEdges } from "@/lib/testing/edges";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { GET } from "./route.ts";

const db = testDb();
let ctx: TestCtx;

beforeAll(() => {
  ctx = createTestCtx(db.web);
  publishEdges(ctx);
});

async function ask(path: string): Promise<number> {
  const [named = ""] = path.split("?");
  const request = new Request(`${ctx.config.baseUrl}/api/auth/${path}`);
  return (await GET(request, { params: Promise.resolve({ nextauth: named.split("/") }) })).status;
}

it.each(["%00", "-1", "__proto__", "javascript:alert(1)", "[]", "/a&callbackUrl=-1"])(
  "answers %s to go on to as its caller's fault",
  async (unreadable) => {
    expect(await ask(`session?callbackUrl=${unreadable}`)).toBe(400);
  },
);

it("knows no way back from a service that nobody signs in through", async () => {
  for (const provider of ["credentials", "nothing", "__proto__"]) expect(await ask(`callback/${provider}`)).toBe(404);
});
