import { beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { encodeSession, sessionCookieName } from "@/lib/auth/session-cookie";
import type { Actor } from "@/lib/kernel/actor";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor } from "@/lib/testing/market-fixture";
import { openDevice } from "@/lib/testing/open-device";
import { silentLog, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { action } from "./action.ts";

const sent = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: () => Promise.resolve(sent.headers) }));

const db = testDb();
let ctx: TestCtx;
let warned: object[];

beforeEach(() => {
  warned = [];
  ctx = accountCtx(db.web, { log: { ...silentLog, warn: (fields) => void warned.push(fields) } });
  publishEdges(ctx);
});

/** Sends a form from a page of ours. */
function send(act: ReturnType<typeof action>, headers: Record<string, string>, form = new FormData()) {
  sent.headers = new Headers({
    origin: ctx.config.baseUrl,
    "x-client-ip": "203.0.113.5",
    "x-path": "/admin/plans?of=somebody",
    "next-action": "40ab",
    ...headers,
  });
  return act({ status: "idle" }, form);
}

async function cookie({ userId }: Actor): Promise<{ cookie: string }> {
  return { cookie: `${sessionCookieName()}=${await encodeSession(await openDevice(ctx, userId))}` };
}

const input = z.strictObject({});
const forAdmins = action({ access: "ADMIN", input }, async () => ({ status: "done", message: "Done." }));
const forProviders = action({ access: "PROVIDER", input }, async () => ({ status: "done", message: "Done." }));

it("of admins does not exist for another user, whose try is logged; an admin's form is taken", async () => {
  const [ann, ada] = [await makeActor(ctx, "SUBSCRIBER", "Ann"), await makeActor(ctx, "ADMIN", "Ada")];
  expect(await send(forAdmins, await cookie(ann))).toMatchObject({
    status: "refused",
    message: "There is nothing here",
  });
  expect(warned).toEqual([{ requestId: expect.any(String), path: "/admin/plans", action: "40ab", userId: ann.userId }]);
  expect(await send(forAdmins, await cookie(ada))).toMatchObject({ status: "done" });
  expect(await send(forProviders, await cookie(ann))).toMatchObject({ message: "This is for providers." });
  expect(warned).toHaveLength(1);
});

it("counts wrong tokens by their sender's address", async () => {
  publishEdges(ctx, { perIp: 1 });
  const wrong = { authorization: "Bearer hgt_wrong" };
  expect(await send(forProviders, wrong)).toMatchObject({ message: expect.stringContaining("The token is unknown") });
  expect(await send(forProviders, wrong)).toMatchObject({ message: expect.stringContaining("At most 1 requests") });
});

it("tells a person at the fields what is wrong with them, and not the API's names above the form", async () => {
  const ann = await makeActor(ctx, "SUBSCRIBER", "Ann");
  const pairs = action(
    { access: "user", input: z.strictObject({ supportedPairs: z.array(z.string()) }) },
    async () => ({
      status: "done",
    }),
  );
  const form = new FormData();
  form.set("supportedPairs", "");
  const state = await send(pairs, await cookie(ann), form);
  expect(state).toMatchObject({ status: "refused", message: "Some fields need another value" });
  expect(Object.keys(state.fieldErrors ?? {})).toEqual(["supportedPairs"]);
});
