import { positionWithShortfall } from "@/lib/features/copies/live/position-with-shortfall";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor, params }) => {
  const position = await positionWithShortfall(ctx, actor.userId, params.id ?? "");
  if (position === null) throw new AppError("not_found");
  return position;
});
