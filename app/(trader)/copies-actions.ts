"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { plural } from "@/components/ui/format";
import { hideChecklist } from "@/lib/features/accounts/hide-checklist";
import { closePositionInput, stopTradingInput } from "@/lib/features/copies/input";
import { leavePosition } from "@/lib/features/copies/leave-position";
import { liveStopText, stopTrading } from "@/lib/features/copies/stop-trading";
import { decideDrift } from "@/lib/features/orders/decide-drift";
import { decideDriftInput } from "@/lib/features/orders/input";
import { stopAllSessions } from "@/lib/features/trading-sessions/stop-session";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const closeFormInput = z.strictObject({ id: z.string().max(60), fraction: closePositionInput.shape.fraction });

export const closePositionAction = action(
  { access: "SUBSCRIBER", input: closeFormInput },
  async ({ ctx, actor, input: { id, ...part } }) => {
    const left = unwrap(await leavePosition(ctx, actor, id, part));
    revalidatePath("/", "layout");
    if (left.mode === "LIVE")
      return { status: "done", message: `The order to close ${left.ordered.quantity} goes to your exchange now.` };
    const { closed } = left;
    const what = closed.state === "CLOSED" ? "Position closed" : "Part closed";
    return { status: "done", message: `${what}: ${closed.quantity} at ${closed.price}.` };
  },
);

export const stopAllAction = action(
  { access: "SUBSCRIBER", input: stopTradingInput },
  async ({ ctx, actor, input }) => {
    const sessions = await stopAllSessions(ctx, actor, input);
    const report = await stopTrading(ctx, actor, input);
    revalidatePath("/", "layout");
    const lines = [
      `Copying is off. ${plural(report.followsStopped, "follow")} switched to notify.`,
      ...(sessions.length > 0 ? [`${plural(sessions.length, "session")} stopped.`] : []),
      ...(report.waitingEnded > 0
        ? [`${plural(report.waitingEnded, "awaited entry", "awaited entries")} called off.`]
        : []),
      ...(input.positions === "keep"
        ? [`${plural(report.kept.length, "position")} on paper kept; stops and targets still close what is kept.`]
        : [`${plural(report.closed.length, "position")} on paper closed at the market.`]),
      ...(report.live === null ? [] : [liveStopText(report.live, input.positions)]),
      ...report.failed.map(({ text }) => `Not closed: ${text}`),
    ];
    const title =
      report.failed.length > 0
        ? "Copying is stopped; some positions are still open"
        : report.live === null
          ? "Stopped"
          : "Nothing new is opened; your exchange accounts are being stopped";
    return { status: "done", message: lines.join("\n"), data: { title } };
  },
);

const DECIDED = {
  ADOPTED: "Counted in. Your account's worker takes it over within a second or two.",
  IGNORED: "Left alone. It stays yours.",
  CLOSED: "Counted in. The order that closes it goes to your exchange now.",
} as const;

export const decideDriftAction = action(
  { access: "SUBSCRIBER", input: decideDriftInput },
  async ({ ctx, actor, input: { decision, ...trade } }) => {
    unwrap(await decideDrift(ctx, actor.userId, trade, decision));
    revalidatePath("/positions");
    return { status: "done", message: DECIDED[decision] };
  },
);

export const hideChecklistAction = action(
  { access: "SUBSCRIBER", input: z.strictObject({}) },
  async ({ ctx, actor }) => {
    await hideChecklist(ctx, actor);
    revalidatePath("/dashboard");
    return { status: "done" };
  },
);
