import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findCopySteps } from "./repository.ts";

const TITLES: Readonly<Record<string, string>> = {
  entered: "Copied",
  ordered: "Order planned",
  stopMoved: "Stop moved",
  skipped: "Not copied",
  added: "Added",
  reduced: "Part closed",
  closed: "Copy closed",
};

/** Tells a follower what his copy did. All steps so far are offered; those already told stay as they are. */
export async function onCopyChanged(ctx: Ctx, { copyId }: { readonly copyId: string }): Promise<void> {
  const copy = await findCopySteps(ctx.db, copyId);
  if (copy === null) return;
  const { signal, strategy } = copy;
  await notify(
    ctx,
    copy.steps.map(({ seq, outcome, text, at }) => ({
      userId: copy.userId,
      kind: "copy" as const,
      title: `${TITLES[outcome] ?? outcome}: ${signal.side === "LONG" ? "long" : "short"} ${signal.symbol}`,
      body: `${strategy.name} · ${text}`,
      link: `/signals/${copy.signalId}`,
      dedupeKey: `copy:${copyId}:${seq}`,
      at: utcMs(at),
    })),
  );
}
