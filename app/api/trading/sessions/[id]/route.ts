import { getSession } from "@/lib/features/trading-sessions/queries";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** What is not known yet is left out. */
export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor, params }) => {
  const found = await getSession(ctx, actor.userId, params.id ?? "");
  if (found === null) throw new AppError("not_found");
  const { metrics, parityReport, parityAsked: _asked, ...session } = found;
  return {
    ...session,
    ...(metrics === null ? {} : { metrics }),
    ...(parityReport === null ? {} : { parityReport }),
  };
});
