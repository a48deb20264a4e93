import { describe, expect, it } from "vitest";
import { z } from "zod";
import { optimizeInput, walkForwardInput } from "@/lib/features/backtests/input";
import { fromForm } from "./from-form.ts";

const market = { strategy: "sma-cross", exchange: "binance", symbol: "BTC/USDT", timeframe: "1h" };

describe("the values of a parameter one by one", () => {
  const read = (grid: object) =>
    z.preprocess(fromForm, optimizeInput).safeParse({ kind: "optimise", ...market, range: "30", grid });

  it("come as a list, those left empty not at all", () => {
    expect(read({ fast: "5, 10,20", slow: "", mode: "long, reverse" }).data).toMatchObject({
      range: 0.3,
      grid: { fast: ["5", "10", "20"], mode: ["long", "reverse"] },
    });
    expect(read({ fast: "5" }).data?.grid).toEqual({ fast: ["5"] });
  });

  it("are refused at their field when there are none among the commas", () => {
    expect(read({ fast: " , " }).error?.issues).toMatchObject([{ path: ["grid", "fast"] }]);
  });
});

describe("the stages of a walk-forward", () => {
  const stages = [{ windows: { inSample: "60", outOfSample: "15" }, search: { trials: "20" } }];
  const read = (plan: string) =>
    z.preprocess(fromForm, walkForwardInput).safeParse({ kind: "walkforward", ...market, stages, plan });

  it("are those of the fields, or of the text where there is one, as a file or as its list", () => {
    expect(read("").data?.stages).toEqual([
      { windows: { inSample: 60, outOfSample: 15, unit: "days" }, search: { trials: 20 } },
    ]);
    expect(read('{"seed": 1, "stages": [{"name": "coarse"}]}').data?.stages).toEqual([{ name: "coarse" }]);
    expect(read('[{"name": "fine"}]').data?.stages).toEqual([{ name: "fine" }]);
  });

  it("are refused at the text when it is not JSON", () => {
    const { error } = read("{");
    expect(error?.issues.find(({ path }) => path[0] === "plan")?.message).toMatch(/^This is not JSON: /);
  });
});
