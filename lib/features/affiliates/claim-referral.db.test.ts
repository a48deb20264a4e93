import { expect, it } from "vitest";
import { type OAuthIdentity, userOfOAuth } from "@/lib/features/accounts/oauth-sign-in";
import { register } from "@/lib/features/accounts/register";
import { toIso, utcMs } from "@/lib/kernel/time";
import { accountCtx } from "@/lib/testing/account-ctx";
import { makeUser } from "@/lib/testing/sale";
import { testDb } from "@/lib/testing/test-db";
import { codeOf } from "./affiliate.ts";
import { claimReferral } from "./claim-referral.ts";
import { openAffiliate } from "./open-affiliate.ts";
import { affiliateOf, listAffiliates, referralOf } from "./queries.ts";

const db = testDb();
const from = { ip: "203.0.113.12", userAgent: "test" };

it("writes a new account down as the affiliate's whose link it came by, with the terms of that day, and nobody else's", async () => {
  const ctx = accountCtx(db.web);
  ctx.clock.set("2026-01-31T10:00:00Z");
  const affiliate = await makeUser(ctx, "SUBSCRIBER");
  const [{ code }, again] = await Promise.all([openAffiliate(ctx, affiliate), openAffiliate(ctx, affiliate)]);
  expect(again.code).toBe(code);
  expect(codeOf(code)).toBe(code);
  const banned = await makeUser(ctx, "PROVIDER");
  const bannedCode = (await openAffiliate(ctx, banned)).code;
  await ctx.db.user.update({ where: { id: banned.userId }, data: { bannedAt: new Date(ctx.clock.now()) } });

  const join = async (email: string, by: string | null): Promise<string> => {
    const account = { email, password: "a plain sentence of mine", name: "New", role: "SUBSCRIBER" } as const;
    const made = await register(ctx, account, from, claimReferral(ctx, by));
    if (!made.ok) throw new Error(made.detail);
    return made.value.id;
  };
  const came = await join("came@example.org", code);
  expect(await referralOf(ctx.db, came)).toMatchObject({ affiliateId: affiliate.userId, shareBps: 1_000 });
  expect(toIso(utcMs((await referralOf(ctx.db, came))?.endsAt ?? 0))).toBe("2027-01-31T10:00:00.000Z");
  const [name = "", domain = ""] = affiliate.email.split("@");
  for (const [email, by] of [
    ["alone@example.org", null],
    ["unknown@example.org", "0123456789"],
    ["banned@example.org", bannedCode],
    [`${name}+again@${domain}`, code],
  ] as const)
    expect(await referralOf(ctx.db, await join(email, by)), email).toBeNull();

  // Who has an account already is nobody's, by neither door.
  const taken = await join("alone@example.org", code);
  expect(await referralOf(ctx.db, taken)).toBeNull();
  const identity = {
    provider: "auth0",
    providerAccountId: "1",
    email: "oauth@example.org",
    emailVerified: true,
    name: "O",
  };
  const byService = async (who: OAuthIdentity) => userOfOAuth(ctx, who, from, claimReferral(ctx, code));
  const fresh = await byService(identity);
  await byService(identity);
  expect(fresh).toMatchObject({ ok: true, value: { isNew: true } });
  if (fresh.ok) expect(await referralOf(ctx.db, fresh.value.user.id)).not.toBeNull();
  expect(await affiliateOf(ctx.db, affiliate.userId)).toEqual({ code, joined: 2 });
  const page = async (skip: number) => listAffiliates(ctx.db, { skip, limit: 1 });
  expect(await page(0)).toMatchObject({ total: 2, items: [{ userId: affiliate.userId, joined: 2 }] });
  expect(await page(1)).toMatchObject({ total: 2, items: [{ userId: banned.userId, joined: 0 }] });
  expect((await page(2)).items).toEqual([]);
});
