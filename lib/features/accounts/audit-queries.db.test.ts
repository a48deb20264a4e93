import { beforeAll, expect, it } from "vitest";
import { makeUser } from "@/lib/testing/sale";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { appendAudit, findAuditBreak } from "./audit.ts";
import { searchAudit } from "./audit-queries.ts";

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

it("finds entries by whose they are, of what they are, and how their action begins, newest first", async () => {
  const [ordered, changed] = [
    ["1", email, "refund.ordered"],
    ["2", null, "plan.changed"],
  ];
  const [second, priced] = [
    ["3", "the operator", "refund.ordered"],
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

it("goes on where a page ended, and tells what an auditor has to know", async () => {
  const first = await searchAudit(ctx.db, { words: "", limit: 3 });
  expect(first.next).toBe("2");
  const last = await searchAudit(ctx.db, { words: "", limit: 3, before: BigInt(first.next ?? "") });
  expect(last).toMatchObject({ items: [{ seq: "1", subjectId: "ch_1", detail: [["amount", "3333"]] }], next: null });
  expect(first.items[2]?.detail).toEqual([
    ["from", "TRIAL"],
    ["to", "none"],
  ]);
  expect(await findAuditBreak(ctx)).toBeNull();
});
