import { forgetActors } from "@/lib/auth/actor-cache";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import type { Ctx } from "@/lib/ports/ctx";
import { publishCtx } from "@/lib/runtime/ctx";
import { createLimits } from "@/lib/runtime/limits";
import { setLimits } from "@/lib/runtime/rate-limit";
import { setShared } from "@/lib/runtime/shared";

/** Puts what route() and action() read from the process in place: the Ctx, a secret, and limits that are off unless given. */
export function publishEdges(
  ctx: Ctx,
  limits: { perIp?: number; perUser?: number; streamsPerUser?: number } = {},
): void {
  publishCtx(ctx);
  setAuthSettings({ secret: "a secret for tests of at least 32 characters" });
  setLimits(createLimits({ pool: null, perIp: 0, perUser: 0, perWebhook: 0, ...limits }));
  setShared({});
  forgetActors();
}
