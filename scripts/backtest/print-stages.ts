import type { WalkSummary } from "@/lib/features/backtests/search";
import { parameterText } from "./threads.ts";

/** Windows of each stage, one a line, with what was chosen in it and what that brought after. */
export function stageLines({ stages }: WalkSummary): string {
  return stages
    .map(({ name, windows, efficiency, profitableShare, trials }) => {
      const rows = windows.map(
        (window) =>
          `  ${day(window.outOfSample.from)} to ${day(window.outOfSample.to)}  ${signed(window.inSampleAnnualPct).padStart(10)}  ${signed(window.outOfSampleReturnPct).padStart(9)}  ${String(window.trades).padStart(5)}  ${window.parameters === null ? "not traded" : parameterText(window.parameters)}`,
      );
      const head = `${name}: ${windows.length} windows, ${trials} trials\n  out of sample               in, a year        out  trades  parameters`;
      const end = `  efficiency ${efficiency === null ? "not defined" : efficiency.toFixed(2)}, ${Math.round(profitableShare * 100)} % of the windows gained`;
      const note = windows.some(({ annualised }) => annualised === "extrapolated")
        ? ["  Parts under a year: growth a year and the efficiency made of it are extrapolated."]
        : [];
      return [head, ...rows, end, ...note].join("\n");
    })
    .join("\n");
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function signed(value: number | null): string {
  return value === null ? "–" : `${value > 0 ? "+" : ""}${value.toFixed(2)} %`;
}
