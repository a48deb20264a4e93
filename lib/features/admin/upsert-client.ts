import type { ManagedPart } from "@/lib/events/catalogue";
import { appendEvent } from "@/lib/events/outbox";
import { clientByIdOrEmail } from "@/lib/features/accounts/client-queries";
import { inviteClient } from "@/lib/features/accounts/invite-client";
import { manageAccount } from "@/lib/features/accounts/manage-account";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import { engageSwitchIn } from "@/lib/features/orders/kill-switch";
import { holdLimits, setLimitsIn } from "@/lib/features/orders/set-limits";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { clientEmail, type UpsertClientInput } from "./client-input.ts";

type UpsertCtx = Pick<Ctx, "db" | "clock" | "ids" | "seal" | "config">;

/**
 * Sets what an admin may of a tenant, and makes him where an address is nobody's yet: all of it or nothing, and a repeat changes nothing. A suspended tenant's live
 * trading is stopped too; his positions keep their stops. He is told what became different.
 * @throws AppError "mfa_required" on limits that are wider than before, and, for a person, on another plan and on an account suspended or opened again
 */
export async function upsertClient(
  ctx: UpsertCtx,
  admin: Actor,
  idOrEmail: string,
  input: UpsertClientInput,
): Promise<Result<{ userId: string; isNew: boolean }, "not_found" | "conflict" | "invalid">> {
  const present = await clientByIdOrEmail(ctx.db, idOrEmail);
  const address = clientEmail.safeParse(idOrEmail);
  if (present === null && !address.success) return refuse("not_found", `There is no account ${idOrEmail}.`);
  if (present === null && input.name === undefined) {
    const text = `${idOrEmail} is new here: give a name too.`;
    return refuse("invalid", text, { name: [text] });
  }
  // A refusal is thrown through the transaction, so that nothing of a half-done change stays.
  return ctx.db
    .transaction(async (tx) => {
      const userId = present?.id ?? need(await invite(tx, ctx, admin, address.data ?? "", input));
      const what = need(await change(tx, ctx, admin, userId, input));
      if (present !== null && what.length > 0)
        await appendEvent(tx, ctx.clock.now(), { type: "account.managed", userId, what });
      return done({ userId, isNew: present === null });
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) return error.said;
      throw error;
    });
}

async function invite(
  tx: Tx,
  ctx: UpsertCtx,
  admin: Actor,
  email: string,
  { name = "", role = "SUBSCRIBER" }: UpsertClientInput,
): Promise<Result<string, No>> {
  const userId = await inviteClient(tx, ctx, { email, name, role, by: admin.userId });
  return userId === null ? refuse("conflict", `${email} was registered this very moment; try again.`) : done(userId);
}

async function change(
  tx: Tx,
  ctx: UpsertCtx,
  admin: Actor,
  userId: string,
  { limits, ...account }: UpsertClientInput,
): Promise<Result<readonly ManagedPart[], No>> {
  // Before the audit log's head is held, which whoever holds the limits may wait for.
  if (limits !== undefined) await holdLimits(tx, userId, ctx.clock.now());
  const managed = await manageAccount(tx, ctx, { userId, by: admin.userId }, account);
  if (!managed.ok) return managed;
  const what = [...managed.value];
  if (admin.sessionId !== null && what.some((part) => GRAVE.has(part))) requireFreshMfa(admin, ctx.clock.now());
  if (what.includes("suspended")) {
    const reason = account.reason ?? "The account was suspended.";
    await engageSwitchIn(ctx, tx, { scope: "USER", key: userId, by: admin.userId, reason, positions: "keep" });
  }
  if (limits !== undefined) {
    const set = await setLimitsIn(tx, ctx, { userId, by: admin, sessionId: null }, limits);
    if (!set.ok) return at("limits", set);
    if (set.value.changed) what.push("limits");
  }
  return done(what);
}

/** What a person shows a second factor for. A program of the operators has none, nor a device to steal; wider limits take one from both. */
const GRAVE: ReadonlySet<ManagedPart> = new Set(["plan", "suspended", "reinstated"]);

type No = "not_found" | "conflict" | "invalid";

/** The same refusal with its fields under `name`. */
function at(name: string, { reason, detail, fieldErrors = {} }: Extract<Result<unknown, No>, { ok: false }>) {
  const fields = Object.entries(fieldErrors).map(([field, texts]) => [`${name}.${field}`, texts]);
  return refuse(reason, detail, Object.fromEntries(fields));
}

class Refusal extends Error {
  constructor(readonly said: Extract<Result<never, No>, { ok: false }>) {
    super(said.detail ?? said.reason);
  }
}

function need<T>(result: Result<T, No>): T {
  if (result.ok) return result.value;
  throw new Refusal(result);
}
