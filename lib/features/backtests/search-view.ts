import type { Ctx } from "@/lib/ports/ctx";
import { type HeatMap, heatMap } from "@/lib/trading/optimise/heat-map";
import type { TrialFigures } from "@/lib/trading/optimise/objective";
import { parametersAt } from "@/lib/trading/optimise/space";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { BacktestDetail } from "./queries.ts";
import { trialsOf } from "./queries.ts";
import type { OptimisationSummary, WalkSummary } from "./search.ts";
import { readSearchSummary, readWalkSummary } from "./stored.ts";

export interface SearchView {
  readonly summary: OptimisationSummary;
  /** The best sets, best first. */
  readonly top: readonly {
    readonly parameters: ParameterValues;
    readonly score: number | null;
    readonly figures: TrialFigures;
  }[];
  /** Parameters that varied; a heat map takes any two of them. */
  readonly varied: readonly string[];
  /** Null when fewer than two varied. */
  readonly heat: HeatMap | null;
}

const TOP = 20;

/** What a finished optimisation found, over the two parameters asked for (the first two where they are left out or unknown). */
export async function searchOf(
  ctx: Pick<Ctx, "db">,
  userId: string,
  run: BacktestDetail,
  asked: { readonly x?: string | undefined; readonly y?: string | undefined },
): Promise<SearchView | null> {
  const kept = await trialsOf(ctx, userId, run.id);
  if (kept === null || run.summary === null) return null;
  const { space, tried } = kept;
  const varied = space.axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const x = varied.find((name) => name === asked.x) ?? varied[0];
  const y = varied.find((name) => name === asked.y && name !== x) ?? varied.find((name) => name !== x);
  return {
    summary: readSearchSummary(run.summary, `summary of ${run.id}`),
    top: tried.slice(0, TOP).map(({ index, score, figures }) => ({
      parameters: Object.fromEntries(
        Object.entries(parametersAt(space, index)).filter(([name]) => varied.includes(name)),
      ),
      score,
      figures,
    })),
    varied,
    heat: x === undefined || y === undefined ? null : heatMap(space, tried, { x, y, of: "best" }),
  };
}

/** The windows of a finished walk-forward; null of anything else. */
export function walkOf(run: BacktestDetail): WalkSummary | null {
  return run.kind === "WALK_FORWARD" && run.summary !== null
    ? readWalkSummary(run.summary, `summary of ${run.id}`)
    : null;
}
