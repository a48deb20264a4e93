import { beforeEach, expect, it, vi } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { accountCtx } from "@/lib/testing/account-ctx";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor } from "@/lib/testing/market-fixture";
import { openDevice } from "@/lib/testing/open-device";
import { silentLog, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { currentActor, currentZone, requireRole } from "./require-role.ts";
import { encodeSession, sessionCookieName } from "./session-cookie.ts";

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

/** Opens a page of admins as `actor`. */
async function open({ userId }: Actor): Promise<Actor> {
  const cookie = `${sessionCookieName()}=${await encodeSession(await openDevice(ctx, userId))}`;
  sent.headers = new Headers({ cookie, "x-path": "/admin/clients?email=somebody" });
  return requireRole("ADMIN");
}

it("knows the time zone of the reader's profile with the reader, and UTC for a guest", async () => {
  const ada = await makeActor(ctx, "ADMIN", "Ada");
  await ctx.db.user.update({ where: { id: ada.userId }, data: { timeZone: "Europe/Berlin" } });
  await open(ada);
  expect(await currentZone()).toBe("Europe/Berlin");
  expect(await currentActor()).toMatchObject({ userId: ada.userId });
  sent.headers = new Headers();
  expect(await currentZone()).toBe("UTC");
});

it("shows no page of admins to another reader, whose try is logged", async () => {
  const [ann, ada] = [await makeActor(ctx, "PROVIDER", "Ann"), await makeActor(ctx, "ADMIN", "Ada")];
  await expect(open(ann)).rejects.toMatchObject({ digest: expect.stringContaining("404") });
  expect(warned).toEqual([{ path: "/admin/clients", userId: ann.userId }]);
  expect(await open(ada)).toMatchObject({ userId: ada.userId });
  expect(warned).toHaveLength(1);
});
