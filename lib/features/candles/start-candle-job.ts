import { addJob } from "@/lib/events/add-job";
import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { CANDLE_JOB, type CandleJobRequest, subjectOf } from "./candle-job.ts";
import { insertJob } from "./candle-job-repository.ts";
import type { CandleDownloadInput, CandleImportQuery } from "./input.ts";
import { targetOfPath } from "./target-of-path.ts";

/** A job is started again after a worker that ended under it; this often would take days. */
const ATTEMPTS_MAX = 25;

type Started = Result<{ readonly id: string }, "unknown_series">;

/** Queues the import of an uploaded file. */
export async function startImport(
  ctx: Ctx,
  actor: Actor,
  query: CandleImportQuery,
  file: Uint8Array<ArrayBuffer>,
): Promise<Started> {
  const { name, replace = false, gaps = false, ...given } = query;
  const target = targetOfPath(name, given);
  if (!target.ok) return target;
  return start(ctx, actor, { kind: "IMPORT", target: target.value, fileName: name, replace, gapsAllowed: gaps }, file);
}

/** Queues a download from an exchange. */
export async function startDownload(ctx: Ctx, actor: Actor, input: CandleDownloadInput): Promise<Started> {
  const { exchange, timeframe, from, to, funding = false } = input;
  const symbol = parseSymbol(input.symbol);
  if (!symbol.ok) return refuse("unknown_series", symbol.detail, { symbol: [symbol.detail ?? "Unknown symbol."] });
  const key = { exchange, symbol: symbol.value.symbol, timeframe };
  return start(ctx, actor, {
    kind: "DOWNLOAD",
    key,
    from,
    to: to ?? null,
    funding: funding && symbol.value.market === "swap",
  });
}

/** Queues a check of one stored series. */
export function startVerify(
  ctx: Ctx,
  actor: Actor,
  key: Extract<CandleJobRequest, { kind: "VERIFY" }>["key"],
): Promise<Started> {
  return start(ctx, actor, { kind: "VERIFY", key });
}

async function start(
  ctx: Ctx,
  actor: Actor,
  request: CandleJobRequest,
  file: Uint8Array<ArrayBuffer> | null = null,
): Promise<Started> {
  const id = ctx.ids.make("job");
  await ctx.db.transaction(async (tx) => {
    await insertJob(tx, { id, request, file, createdBy: actor.userId }, ctx.clock.now());
    await addJob(tx, CANDLE_JOB, { id }, { queue: `candles ${request.kind}`, attemptsMax: ATTEMPTS_MAX });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: `candles.${request.kind.toLowerCase()}`,
      subject: "candles",
      subjectId: subjectOf(request),
    });
  });
  return done({ id });
}
