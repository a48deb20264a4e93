import { beforeAll, expect, it } from "vitest";
import { unsubscribeToken } from "@/lib/features/deliveries/unsubscribe-token";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor } from "@/lib/testing/market-fixture";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { POST } from "./route.ts";

const db = testDb();
let ctx: TestCtx;

beforeAll(() => {
  ctx = accountCtx(db.web);
  publishEdges(ctx);
});

async function mailChannel(events: readonly string[]): Promise<string> {
  const { userId, email } = await makeActor(ctx, "SUBSCRIBER", "Ulla");
  const at = new Date(ctx.clock.now());
  const { id } = await db.web.channel.create({
    data: {
      id: ctx.ids.make("channel"),
      userId,
      kind: "EMAIL",
      address: email,
      label: email,
      events: [...events],
      state: "ACTIVE",
      hourlyMax: 0,
      failures: 0,
      createdAt: at,
      updatedAt: at,
    },
  });
  return id;
}

/** As a mail program posts (RFC 8058): no cookie, and a form of one field whose encoding is its own choice. */
async function press(token: string, form: URLSearchParams | FormData): Promise<{ status: number; body: unknown }> {
  form.set("List-Unsubscribe", "One-Click");
  const url = `http://localhost:3000/api/unsubscribe?token=${encodeURIComponent(token)}`;
  const request = new Request(url, { method: "POST", headers: { "x-client-ip": "203.0.113.9" }, body: form });
  const answer = await POST(request, { params: Promise.resolve({}) });
  return { status: answer.status, body: await answer.json() };
}

const eventsOf = async (id: string) =>
  (await db.web.channel.findUniqueOrThrow({ where: { id }, select: { events: true } })).events;

it.each([
  ["urlencoded", () => new URLSearchParams()],
  ["multipart", () => new FormData()],
])("takes what a mail program posts, as a form that is %s", async (_name, form) => {
  const channelId = await mailChannel(["billing", "signal"]);
  const token = unsubscribeToken(ctx, { channelId, events: ["signal"] });
  expect(await press(token, form())).toMatchObject({ status: 200, body: { stopped: ["Signals"] } });
  expect(await eventsOf(channelId)).toEqual(["billing"]);
});

it("takes off what each link names, however many are pressed at once and however often", async () => {
  const channelId = await mailChannel(["billing", "signal", "copy", "security"]);
  const links = ["signal", "copy", "billing"].map((event) => unsubscribeToken(ctx, { channelId, events: [event] }));
  const presses = [...links, ...links, ...links].map((token) => press(token, new URLSearchParams()));
  expect(new Set((await Promise.all(presses)).map(({ status }) => status))).toEqual(new Set([200]));
  expect(await eventsOf(channelId)).toEqual(["security"]);
});
