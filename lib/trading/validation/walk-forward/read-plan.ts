import { done, type Result, refuse } from "@/lib/kernel/result";
import { DEFAULT_RANGE, DEFAULT_STEPS } from "@/lib/trading/optimise/make-space";
import { OBJECTIVES } from "@/lib/trading/optimise/objective";
import { SEARCH_METHODS } from "@/lib/trading/optimise/search";
import { JsonReader } from "./json-reader.ts";
import type { Stage, StageSearch, WalkForwardPlan } from "./plan.ts";
import type { WindowShape } from "./windows.ts";

/** More stages than this are a slip of the pen. */
const STAGES_MAX = 10;

/** Reads the JSON of a walk-forward file. Every fault is told at its path, like `stages[1].windows.inSample`. */
export function readWalkForwardPlan(json: unknown): Result<WalkForwardPlan, "invalid"> {
  const file = new JsonReader(json, "");
  file.only(["seed", "stages"]);
  const seed = file.at("seed").whole({ min: 0, max: 2 ** 32 - 1, otherwise: 1 });
  const stages = file.at("stages").list({ min: 1, max: STAGES_MAX }).map(readStage);
  const [first, ...more] = stages;
  const faults = file.faults();
  if (first === undefined || Object.keys(faults).length > 0) {
    return refuse(
      "invalid",
      Object.entries(faults)
        .map(([path, texts]) => `${path}: ${texts.join(", ")}`)
        .join("; "),
      faults,
    );
  }
  return done({ seed, stages: [first, ...more] });
}

function readStage(stage: JsonReader, n: number): Stage {
  stage.only(["name", "windows", "search", "around"]);
  const around = stage.at("around").choice(["parameters", "previous"], "parameters");
  if (around === "previous" && n === 0) stage.at("around").fault("the first stage has no previous one");
  return {
    name: stage.at("name").text(`stage ${n + 1}`),
    windows: readWindows(stage.at("windows")),
    search: readSearch(stage.at("search")),
    around,
  };
}

function readWindows(windows: JsonReader): WindowShape {
  windows.only(["mode", "unit", "inSample", "outOfSample", "step"]);
  const unit = windows.at("unit").choice(["bars", "days"]);
  const length = { min: unit === "bars" ? 2 : 1, max: 100_000_000 };
  const inSample = windows.at("inSample").whole(length);
  const outOfSample = windows.at("outOfSample").whole(length);
  const step = windows.at("step").whole({ ...length, otherwise: outOfSample });
  if (step < outOfSample) {
    windows
      .at("step")
      .fault(`must be at least outOfSample (${outOfSample}), or the same bars would count twice, not ${step}`);
  }
  return { mode: windows.at("mode").choice(["rolling", "anchored"], "rolling"), unit, inSample, outOfSample, step };
}

function readSearch(search: JsonReader): StageSearch {
  search.only(["method", "trials", "objective", "minTrades", "range", "steps", "vary", "grid"]);
  const vary = search.at("vary");
  const grid = search.at("grid");
  return {
    method: search.at("method").choice(SEARCH_METHODS, "sequential"),
    trials: search.at("trials").whole({ min: 1, max: 1_000_000, otherwise: 200 }),
    objective: search.at("objective").choice(OBJECTIVES, "sharpe"),
    minTrades: search.at("minTrades").whole({ min: 0, max: 1_000_000, otherwise: 10 }),
    range: search.at("range").number({ above: 0, max: 10, otherwise: DEFAULT_RANGE }),
    steps: search.at("steps").whole({ min: 1, max: 100_000, otherwise: DEFAULT_STEPS }),
    ...(vary.isThere ? { vary: vary.list({ min: 0, max: 100 }).map((name) => name.text()) } : {}),
    ...(grid.isThere
      ? {
          grid: Object.fromEntries(
            grid.names().map((name) => [
              name,
              grid
                .at(name)
                .list({ min: 1, max: 100_000 })
                .map((item) => item.value),
            ]),
          ),
        }
      : {}),
  };
}
