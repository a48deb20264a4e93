import { AppError } from "@/lib/kernel/errors";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { ArrowFormat } from "@/lib/ports/arrow-format";
import type { CandleHistory } from "@/lib/ports/candle-history";
import type { Ctx } from "@/lib/ports/ctx";
import type { CandleJobRequest } from "./candle-job.ts";
import { claimJob, endJob, noteProgress, requeueJob } from "./candle-job-repository.ts";
import { downloadCandles } from "./download-candles.ts";
import { downloadFunding } from "./download-funding.ts";
import { importFile } from "./import-file.ts";
import { createPace, paceText } from "./pace.ts";
import { findSeries } from "./repository.ts";
import { verifySeries } from "./verify-series.ts";

export type CandleJobEnv = Pick<Ctx, "db" | "clock" | "log"> & {
  readonly arrow: ArrowFormat;
  readonly history: CandleHistory;
};

const MIB = 1_048_576;

/** Ends a job by its admin's wish. */
class Cancelled extends Error {}

const CANCELLED_WORDS: Readonly<Record<CandleJobRequest["kind"], string>> = {
  IMPORT: "Cancelled. Nothing of the file is stored.",
  DOWNLOAD: "Cancelled. What came so far is stored.",
  VERIFY: "Cancelled before its end.",
};

/** Notes how far the job is and throws Cancelled when it is to end. */
type Tell = (done: number, total: number, message: string) => Promise<void>;

/**
 * Does one job and writes down what came of it. Each of them may be begun again after a worker that ended under it: imports are whole or
 * nothing, downloads go on where they were.
 * @param stop this worker is to end: the job is put back and this rejects, so that the queue brings it again
 */
export async function runCandleJob(env: CandleJobEnv, id: string, stop: AbortSignal): Promise<void> {
  const { db, clock, log } = env;
  const claimed = await claimJob(db, id, clock.now());
  if (claimed === null) return;
  const cancel = new AbortController();
  const signal = AbortSignal.any([stop, cancel.signal]);
  const tell: Tell = async (done, total, message) => {
    if (await noteProgress(db, id, { done, total, message })) cancel.abort(new Cancelled());
    signal.throwIfAborted();
  };
  try {
    const message = await work(env, claimed.job.request, claimed.file, { tell, signal });
    await endJob(db, id, { status: "DONE", message }, clock.now());
  } catch (error) {
    if (cancel.signal.aborted)
      return endJob(db, id, { status: "CANCELLED", message: CANCELLED_WORDS[claimed.job.request.kind] }, clock.now());
    if (stop.aborted) {
      await requeueJob(db, id);
      throw error;
    }
    const said = error instanceof AppError && error.code !== "invariant" ? error.detail : undefined;
    if (said === undefined) log.error({ err: error, jobId: id }, "a candle job failed");
    const message = said ?? `Something is broken on our side; it is logged under ${id}.`;
    await endJob(db, id, { status: "FAILED", message }, clock.now());
  }
}

interface Watch {
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** @returns what came of it. @throws AppError whose detail says why not */
async function work(
  env: CandleJobEnv,
  request: CandleJobRequest,
  file: Uint8Array | null,
  watch: Watch,
): Promise<string> {
  switch (request.kind) {
    case "IMPORT":
      return importUpload(env, request, file, watch);
    case "DOWNLOAD":
      return download(env, request, watch);
    case "VERIFY":
      return verify(env, request.key, watch);
  }
}

async function importUpload(
  env: CandleJobEnv,
  { target, replace, gapsAllowed }: Extract<CandleJobRequest, { kind: "IMPORT" }>,
  file: Uint8Array | null,
  { tell }: Watch,
): Promise<string> {
  if (file === null) throw new AppError("invariant", "an import has no file");
  const imported = await importFile(env, target, inBlocks(file, tell), {
    replace,
    gapsAllowed,
    onStored: (done, total) => tell(done, total, `${done} of ${total} bars written`),
  });
  if (!imported.ok) throw new AppError("invalid", sentence(imported.detail ?? imported.reason));
  const { value } = imported;
  const { added, present, replaced } = value.kind === "candles" ? value.candles : value.funding;
  const running = value.kind === "candles" ? value.running : null;
  const left = running === null ? "" : ` The bar of ${toIso(running)} still runs and was left out.`;
  return `${added} new, ${present} already there${replaced === 0 ? "" : `, ${replaced} replaced`}.${left}`;
}

async function download(
  env: CandleJobEnv,
  { key, from, to, funding }: Extract<CandleJobRequest, { kind: "DOWNLOAD" }>,
  { tell, signal }: Watch,
): Promise<string> {
  const pace = createPace(() => env.clock.now());
  const bars = await downloadCandles(env, key, {
    from,
    to: to ?? undefined,
    signal,
    onProgress: ({ done, total, added, at }) => {
      const speed = pace(done, total);
      const reached = at === 0 ? "" : `, up to ${toIso(utcMs(at))}`;
      return tell(done, total, `${added} new bars${reached}${speed === null ? "" : `; ${paceText(speed)}`}`);
    },
  });
  const told = `${bars.added} new bars, ${bars.present} already there.`;
  if (!funding) return bars.series === null ? "The exchange has no closed bars in that time." : told;
  const rates = await downloadFunding(env, key, {
    from,
    to: to ?? undefined,
    signal,
    onProgress: ({ part, added }) => tell(Math.floor(part * 1_000), 1_000, `${told} ${added} new funding rates`),
  });
  return `${told} ${rates.added} new funding rates, ${rates.present} already there.`;
}

async function verify(
  env: CandleJobEnv,
  key: Extract<CandleJobRequest, { kind: "VERIFY" }>["key"],
  { tell }: Watch,
): Promise<string> {
  const series = await findSeries(env.db, key);
  if (series === null) throw new AppError("not_found", "This series is not stored any more.");
  const faults = await verifySeries(env, series, {
    onRead: (bars) => tell(bars, series.bars, `${bars} of ${series.bars} bars read`),
  });
  if (faults.length > 0) throw new AppError("conflict", sentence(faults.join("; ")));
  return `${series.bars} bars, sound.`;
}

const BLOCK_BYTES = 4 * MIB;

/** A file in blocks, each told as it is read. */
async function* inBlocks(bytes: Uint8Array, tell: Tell): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += BLOCK_BYTES) {
    if (from > 0) await tell(from, bytes.byteLength, `${mib(from)} of ${mib(bytes.byteLength)} MiB read`);
    yield bytes.subarray(from, from + BLOCK_BYTES);
  }
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(0);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
