import { expect, it } from "vitest";
import { withDatabase } from "@/lib/db/urls";
import { appendAudit } from "@/lib/features/accounts/audit";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { siteOn, typed } from "./typed-command.fixture.ts";

const db = testDb();

const ledger = (...args: string[]) => typed("scripts/ledger.ts", args, { env: siteOn(db) });

it("ledger verify says of a database without strategies that there is no chain", async () => {
  expect(await ledger("verify")).toMatchObject({ code: 0, out: expect.stringContaining("There is no chain yet") });
});

it("says in one line why a database could not be read", async () => {
  const at = (url: string) => typed("scripts/ledger.ts", ["verify"], { env: { ...siteOn(db), DATABASE_URL: url } });
  const migrate = "Bring the database to this version: npm run migrate\n";
  const empty = await at(withDatabase(db.urls.owner, "template1"));
  expect(empty).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^The table .* does not exist/) });
  expect(empty.err.split("\n")).toHaveLength(2);
  expect(empty.err.endsWith(migrate)).toBe(true);
  const stranger = await at(db.urls.owner.replace(/\/\/[^@]*@/, "//nobody:wrong@"));
  expect(stranger).toMatchObject({ code: 1, err: expect.stringMatching(/^Authentication failed.*`nobody`/) });
  expect(await at("postgres://a:b@127.0.0.1:1/c")).toMatchObject({
    code: 1,
    err: "Can't reach database server at 127.0.0.1:1\n",
  });
}, 60_000);

it("ledger verify says of a strategy without signals that it has none, and of a mistyped id that there is no such strategy", async () => {
  const ctx = createTestCtx(db.web);
  const strategyId = await makeStrategy(ctx, await makeActor(ctx, "PROVIDER", "Paula"));
  expect(await ledger("verify", "--strategy", strategyId)).toMatchObject({
    code: 0,
    out: expect.stringContaining("no events yet"),
  });
  const mistyped = await ledger("verify", "--strategy", `${strategyId}x`);
  expect(mistyped).toMatchObject({ code: 2, out: "", err: expect.stringContaining("There is no strategy") });
}, 60_000);

it("ledger audit says whether the audit log holds, and at which entry it does not", async () => {
  const ctx = createTestCtx(db.web);
  const { userId: actorId } = await makeActor(ctx, "ADMIN", "Ada");
  for (const action of ["one.done", "two.done", "three.done"])
    await ctx.db.transaction((tx) => appendAudit(tx, ctx, { actorId, action, subject: "user", subjectId: actorId }));
  expect(await ledger("audit")).toMatchObject({ code: 0, out: expect.stringContaining("intact") });
  await db.owner("ALTER TABLE audit_log DISABLE TRIGGER ALL");
  await db.owner("DELETE FROM audit_log WHERE action = 'two.done'");
  const [{ seq } = { seq: 0n }] = await ctx.db.auditEntry.findMany({ where: { action: "one.done" } });
  const broken = await ledger("audit");
  expect(broken).toMatchObject({ code: 1, out: expect.stringContaining(`does not hold at entry ${seq + 1n}:`) });
}, 60_000);
