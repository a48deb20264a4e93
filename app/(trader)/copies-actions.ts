"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { plural } from "@/components/ui/format";
import { hideChecklist } from "@/lib/features/accounts/hide-checklist";
import { closePosition } from "@/lib/features/copies/close-position";
import { closePositionInput, stopTradingInput } from "@/lib/features/copies/input";
import { stopTrading } from "@/lib/features/copies/stop-trading";
import { stopAllSessions } from "@/lib/features/trading-sessions/stop-session";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const closeFormInput = z.strictObject({ id: z.string().max(60), fraction: closePositionInput.shape.fraction });

export const closePositionAction = action(
  { access: "SUBSCRIBER", input: closeFormInput },
  async ({ ctx, actor, input: { id, ...part } }) => {
    const closed = unwrap(await closePosition(ctx, actor, id, part));
    revalidatePath("/", "layout");
    const what = closed.state === "CLOSED" ? "Position closed" : "Part closed";
    return { status: "done", message: `${what}: ${closed.quantity} at ${closed.price}.` };
  },
);

export const stopAllAction = action(
  { access: "SUBSCRIBER", input: stopTradingInput },
  async ({ ctx, actor, input }) => {
    const sessions = await stopAllSessions(ctx, actor);
    const report = await stopTrading(ctx, actor, input);
    revalidatePath("/", "layout");
    const lines = [
      `Copying is off. ${plural(report.followsStopped, "follow")} switched to notify.`,
      ...(sessions.length > 0 ? [`${plural(sessions.length, "session")} stopped.`] : []),
      ...(report.waitingEnded > 0
        ? [`${plural(report.waitingEnded, "awaited entry", "awaited entries")} called off.`]
        : []),
      ...(input.positions === "keep"
        ? [`${plural(report.kept.length, "position")} kept; stops and targets still close what is kept.`]
        : [`${plural(report.closed.length, "position")} closed at the market.`]),
      ...report.failed.map(({ text }) => `Not closed: ${text}`),
    ];
    const title = report.failed.length === 0 ? "Stopped" : "Copying is stopped; some positions are still open";
    return { status: "done", message: lines.join("\n"), data: { title } };
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
