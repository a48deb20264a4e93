import { beforeAll, expect, it } from "vitest";
import { makeUser } from "@/lib/testing/sale";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { appendAudit, findAuditBreak } from "./audit.ts";
import { type AuditSearch, auditPlace, searchAudit } from "./audit-queries.ts";

const db = testDb();
let ctx: TestCtx;
let ada: string;
let email: string;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  ({ userId: ada, email } = await makeUser(ctx, "ADMIN"));
  const facts = [
    { actorId: ada, action: "refund.ordered", subject: "charge", subjectId: "ch_1", detail: { amount: 3_333 } },
    { actorId: null, action: "plan.changed", subject: "user", subjectId: ada, detail: { from: "TRIAL", to: null } },
    { actorId: "the operator", action: "refund.ordered", subject: "charge", subjectId: "ch_2" },
    { actorId: null, action: "plan.priced", subject: "user", subjectId: "usr_other" },
  ];
  for (const fact of facts) await ctx.db.transaction((tx) => appendAudit(tx, ctx, fact));
});

const search = async (words: string) =>
  (await searchAudit(ctx.db, { words, limit: 50 })).items.map(({ seq, actor, action }) => [seq, actor, action]);

/** The places of what is found. */
const places = async (search: Omit<AuditSearch, "limit">) =>
  (await searchAudit(ctx.db, { ...search, limit: 50 })).items.map(({ seq }) => Number(seq));

it("finds entries by whose they are, of what they are, and how their action begins, newest first", async () => {
  const [ordered, changed] = [
    ["1", { id: ada, email }, "refund.ordered"],
    ["2", null, "plan.changed"],
  ];
  const [second, priced] = [
    ["3", { id: "the operator", email: null }, "refund.ordered"],
    ["4", null, "plan.priced"],
  ];
  expect(await search("")).toEqual([priced, second, changed, ordered]);
  expect(await search(` ${email.toUpperCase()} `)).toEqual([changed, ordered]);
  expect(await search(ada)).toEqual([changed, ordered]);
  expect(await search("ch_2")).toEqual([second]);
  expect(await search("plan")).toEqual([priced, changed]);
  expect(await search("nobody@example.test")).toEqual([]);
  expect(await search("%")).toEqual([]);
});

it("finds what meets each of several conditions", async () => {
  const { at } = (await searchAudit(ctx.db, { limit: 1 })).items[0] ?? {};
  const after = new Date(ctx.clock.now() + 1);
  expect(await places({ actor: email.toUpperCase() })).toEqual([1]);
  expect(await places({ actor: "the operator" })).toEqual([3]);
  expect(await places({ actor: "nobody@example.test" })).toEqual([]);
  expect(await places({ action: "plan" })).toEqual([4, 2]);
  expect(await places({ action: "plan.changed" })).toEqual([2]);
  expect(await places({ action: "pla" })).toEqual([]);
  expect(await places({ action: "pl_n" })).toEqual([]);
  expect(await places({ action: "refund", subjectId: "ch_2" })).toEqual([3]);
  expect(await places({ subject: "charge", words: "the operator" })).toEqual([3]);
  expect(await places({ from: at, to: after })).toEqual([4, 3, 2, 1]);
  expect(await places({ to: at })).toEqual([]);
  expect(await places({ from: after })).toEqual([]);
});

it("goes on where a page ended, and tells what an auditor has to know", async () => {
  const first = await searchAudit(ctx.db, { limit: 3 });
  expect(first.next).toBe("2");
  const last = await searchAudit(ctx.db, { limit: 3, before: auditPlace(first.next ?? "") });
  expect(last).toMatchObject({ items: [{ seq: "1", subjectId: "ch_1", detail: { amount: 3_333 } }], next: null });
  expect(await findAuditBreak(ctx)).toBeNull();
});

it("knows what is no place in the log", () => {
  for (const text of ["", "1.5", "-1", "sig_1", "9".repeat(19)]) expect(auditPlace(text)).toBeUndefined();
});
