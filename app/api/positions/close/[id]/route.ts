import { closePosition } from "@/lib/features/copies/close-position";
import { closePositionInput } from "@/lib/features/copies/input";
import { parseInput, readJson } from "@/lib/runtime/body";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

const BODY_BYTES_MAX = 1_000_000;

/** No body closes the whole position. */
export const POST = route({ access: "SUBSCRIBER", scope: "trade:paper" }, async ({ ctx, actor, params, request }) => {
  const given = hasBody(request) ? await readJson(request, BODY_BYTES_MAX) : {};
  return unwrap(await closePosition(ctx, actor, params.id ?? "", parseInput(closePositionInput, given)));
});

function hasBody({ headers }: Request): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}
