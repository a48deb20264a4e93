import { askLiveGate } from "@/lib/features/copies/live/ask-live-gate";
import { goLive } from "@/lib/features/copies/live/go-live";
import { goLiveInput, liveGateQuery } from "@/lib/features/copies/live/input";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: liveGateQuery },
  async ({ ctx, actor, query, params }) =>
    unwrap(await askLiveGate(ctx, actor, params.id ?? "", query.credentialId ?? null)),
);

export const PUT = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: goLiveInput },
  async ({ ctx, actor, input, params }) => unwrap(await goLive(ctx, actor, params.id ?? "", input)),
);
