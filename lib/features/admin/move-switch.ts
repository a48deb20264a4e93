import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import { engageSwitch, releaseSwitch } from "@/lib/features/orders/kill-switch";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { EngageSwitchInput, SwitchPlace } from "./input.ts";
import { findSwitchKey } from "./kill-switch-queries.ts";

type MoveCtx = Pick<Ctx, "db" | "clock" | "ids" | "tradeVenues">;

/**
 * Stops new entries of a platform, exchange, strategy, user or session from this commit on. Asks for nothing but a reason: stopping must be quick.
 * What is named has to be there, or it would read as stopped and stop nothing.
 */
export async function engage(
  ctx: MoveCtx,
  admin: Pick<Actor, "userId">,
  { scope, key: typed, reason, positions }: EngageSwitchInput,
): Promise<Result<SwitchPlace, "invalid">> {
  const key = await placeOf(ctx, scope, typed);
  if (!key.ok) return key;
  await engageSwitch(ctx, { scope, key: key.value, by: admin.userId, reason, positions });
  return done({ scope, key: key.value });
}

/**
 * Lets entries go again.
 * @throws AppError "mfa_required" without a second factor of the last ten minutes
 */
export async function release(
  ctx: MoveCtx,
  admin: Actor,
  { scope, key: typed }: SwitchPlace,
): Promise<Result<SwitchPlace, "invalid" | "not_found">> {
  requireFreshMfa(admin, ctx.clock.now());
  const key = await placeOf(ctx, scope, typed);
  if (!key.ok) return key;
  const released = await releaseSwitch(ctx, { scope, key: key.value, by: admin.userId });
  return released.ok ? done({ scope, key: key.value }) : refuse("not_found", "This switch is not engaged.");
}

async function placeOf(ctx: MoveCtx, scope: SwitchPlace["scope"], typed: string): Promise<Result<string, "invalid">> {
  const no = (text: string) => refuse("invalid", undefined, { key: [text] });
  if (scope === "PLATFORM") return typed === "" ? done("") : no("The platform has no key; leave it empty.");
  if (typed === "") return no(`Name the ${scope.toLowerCase()}.`);
  if (scope === "EXCHANGE") {
    const exchange = ctx.tradeVenues.abilities.find(({ id }) => id === typed.toLowerCase());
    return exchange === undefined
      ? no(`Choose one of ${ctx.tradeVenues.abilities.map(({ id }) => id).join(", ")}.`)
      : done(exchange.id);
  }
  const key = await findSwitchKey(ctx.db, scope, typed);
  return key === null ? no(`There is no ${scope.toLowerCase()} ${typed}.`) : done(key);
}
