import { stopTradingInput } from "@/lib/features/copies/input";
import { requireScopeToStop, stopTrading } from "@/lib/features/copies/stop-trading";
import { stopAllSessions } from "@/lib/features/trading-sessions/stop-session";
import { route } from "@/lib/runtime/route";

/** Stops all trading of the caller; tells what stopped and what did not. A program needs `trade:live` to close on a real account, never to keep. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:paper", input: stopTradingInput },
  async ({ ctx, actor, input }) => {
    await requireScopeToStop(ctx, actor, input);
    const sessionsStopped = await stopAllSessions(ctx, actor, input);
    return { ...(await stopTrading(ctx, actor, input)), sessionsStopped };
  },
);
