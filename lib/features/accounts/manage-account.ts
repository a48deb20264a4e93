import type { ManagedPart } from "@/lib/events/catalogue";
import { appendEvent } from "@/lib/events/outbox";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { changeRole, lockUser, updateUser, userById } from "./repository.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { closedAddress } from "./user.ts";
import { writePlan } from "./write-plan.ts";

/** What an admin sets of an account; what is left out stays. */
export interface ManagedAccount {
  readonly name?: string | undefined;
  readonly role?: "SUBSCRIBER" | "PROVIDER" | undefined;
  readonly plan?: PlatformPlan | undefined;
  readonly suspended?: boolean | undefined;
  /** Why it is suspended or opened again. */
  readonly reason?: string | undefined;
}

/**
 * Sets what an admin may of a tenant's account, in the caller's transaction; what is so already is left alone and not told. A suspended account is signed out
 * everywhere and signs in no more, until it is opened again. A provider stays one: his record hangs on him. Admins are not managed here.
 * @returns what became different; a refusal comes before anything is written
 */
export async function manageAccount(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  { userId, by }: { readonly userId: string; readonly by: string },
  { name, role, plan, suspended, reason = "" }: ManagedAccount,
): Promise<Result<readonly ManagedPart[], "not_found" | "conflict">> {
  await lockUser(tx, userId);
  const user = await userById(tx, userId);
  if (user === null) return refuse("not_found", `There is no account ${userId}.`);
  if (user.role === "ADMIN") return refuse("conflict", "An admin's account is his own: nothing of it is set here.");
  if (user.email === closedAddress(userId)) return refuse("conflict", "Its owner closed this account for good.");
  if (role === "SUBSCRIBER" && user.role === "PROVIDER")
    return refuse("conflict", "A provider stays a provider, and can do all that a subscriber can.");

  const at = new Date(ctx.clock.now());
  const audit = (action: string, detail: Readonly<Record<string, string>>) =>
    appendAudit(tx, ctx, { actorId: by, action, subject: "user", subjectId: userId, detail });
  const what: ManagedPart[] = [];
  if (name !== undefined && name !== user.name) {
    await updateUser(tx, userId, { name });
    await audit("client.renamed", { from: user.name, to: name });
    what.push("name");
  }
  if (role === "PROVIDER" && (await changeRole(tx, userId, "SUBSCRIBER", "PROVIDER"))) {
    await audit("role.set", { from: "SUBSCRIBER", to: role });
    what.push("role");
  }
  if (plan !== undefined && (await writePlan(tx, ctx, { userId, plan, actorId: by, why: "set by hand" })) !== plan)
    what.push("plan");
  if (suspended !== undefined && suspended !== (user.bannedAt !== null)) {
    await updateUser(tx, userId, { bannedAt: suspended ? at : null });
    if (suspended) await endSessionsIn(tx, ctx, userId, {}, "account suspended", by);
    await audit(suspended ? "client.suspended" : "client.reinstated", { reason });
    what.push(suspended ? "suspended" : "reinstated");
  }
  if (what.length > 0) await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId });
  return done(what);
}
