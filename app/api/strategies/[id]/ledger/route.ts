import { strategyFor } from "@/lib/features/marketplace/queries";
import { seesLedgerAtOnce, signalAccess } from "@/lib/features/signals/access";
import { ledgerQuery } from "@/lib/features/signals/input";
import { ledgerPage, readChain, signHead, visibleHead } from "@/lib/features/signals/ledger";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

const PAGE = 500;

/** The chain: JSON in pages, or all of it as NDJSON. Owner and subscribers at once, everybody else 24 h late. */
export const GET = route(
  { access: "public", scope: "read", query: ledgerQuery },
  async ({ ctx, actor, params, query, request }) => {
    const found = await strategyFor(ctx.db, params.id ?? "", actor);
    if (found === null) throw new AppError("not_found");
    const strategyId = found.strategy.id;
    const now = ctx.clock.now();
    const atOnce =
      found.own || (actor !== null && seesLedgerAtOnce(await signalAccess(ctx.db, actor.userId, now), strategyId));
    const head = await signHead(ctx, await visibleHead(ctx.db, strategyId, atOnce, now));
    if (request.headers.get("accept")?.includes("application/x-ndjson") === true) {
      return new Response(lines(readChain(ctx.db, strategyId, head.seq)), {
        headers: {
          "content-type": "application/x-ndjson",
          "content-disposition": `attachment; filename="ledger-${strategyId}.ndjson"`,
          // The body is the chain alone; the signed head travels beside it.
          "heliograph-ledger-head": JSON.stringify(head),
          vary: "accept, authorization, cookie",
        },
      });
    }
    const limit = query.limit ?? PAGE;
    const after = Number(query.cursor ?? 0);
    const events = await ledgerPage(ctx.db, strategyId, after, head.seq, limit);
    const last = events.at(-1)?.seq ?? head.seq;
    const more = last < head.seq;
    return { strategyId, events, head, delayed: !atOnce, nextCursor: more ? String(last) : null };
  },
);

function lines(events: AsyncGenerator<object>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await events.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    cancel: () => void events.return(undefined),
  });
}
