import { closePositionInput } from "@/lib/features/copies/input";
import { leavePosition } from "@/lib/features/copies/leave-position";
import { getPosition } from "@/lib/features/copies/queries";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { parseInput, readJson } from "@/lib/runtime/body";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

const BODY_BYTES_MAX = 1_000_000;

/** No body closes the whole position. Answers with the position as it is after, and with the fill as `closed`; on a real account with what was `ordered`. */
export const POST = route({ access: "SUBSCRIBER", scope: "trade:paper" }, async ({ ctx, actor, params, request }) => {
  const id = params.id ?? "";
  const key = idempotencyKeyOf(request.headers);
  const given = hasBody(request) ? await readJson(request, BODY_BYTES_MAX) : {};
  const left = unwrap(await leavePosition(ctx, actor, id, parseInput(closePositionInput, given), { key }));
  const position = await getPosition(ctx, actor.userId, id);
  return left.mode === "LIVE" ? { ...position, ordered: left.ordered } : { ...position, closed: left.closed };
});

function hasBody({ headers }: Request): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}
