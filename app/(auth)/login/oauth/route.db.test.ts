import { beforeAll, expect, it } from "vitest";
import { publishEdges } from "@/lib/testing/edges";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { POST } from "./route.ts";

const db = testDb();
let ctx: TestCtx;

beforeAll(() => {
  ctx = createTestCtx(db.web);
  publishEdges(ctx);
});

/** A form of 10 MB, block by block. @returns what to send, and how much of it was taken */
function endlessForm(): { readonly body: ReadableStream<Uint8Array>; taken(): number } {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        taken += 10_000;
        if (taken > 10_000_000) controller.close();
        else controller.enqueue(Buffer.from("&provider=".repeat(1_000)));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

it("reads no more of a form than the buttons send, and leads back to the sign-in page", async () => {
  const form = endlessForm();
  const sent = new Request(`${ctx.config.baseUrl}/login/oauth`, {
    method: "POST",
    body: form.body,
    duplex: "half",
    headers: {
      origin: new URL(ctx.config.baseUrl).origin,
      "content-type": "application/x-www-form-urlencoded",
    },
  } as RequestInit);
  const answer = await POST(sent);
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(`${ctx.config.baseUrl}/login?error=OAuthSignin`);
  expect(form.taken()).toBeLessThan(50_000);
});
