import { AppError } from "@/lib/kernel/errors";
import { settings } from "@/lib/runtime/env";
import { metrics } from "@/lib/runtime/metrics";
import { mayReadMetrics } from "@/lib/runtime/metrics-access";
import { route } from "@/lib/runtime/route";
import { readSystemState, showInMetrics } from "@/lib/runtime/system-state";

export const GET = route({ access: "public", limit: "none", credentials: "own" }, async ({ ctx, request, ip }) => {
  if (!mayReadMetrics(request.headers, ip, settings().METRICS_TOKEN)) throw new AppError("not_found");
  showInMetrics(await readSystemState(ctx), metrics());
  return new Response(await metrics().text(), { headers: { "content-type": metrics().contentType } });
});
