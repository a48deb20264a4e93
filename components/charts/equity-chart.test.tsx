import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { EquityChart } from "./equity-chart.tsx";

const MINUTE = 60_000;

it("counts every trade in its words, though of those that closed in one second the drawing takes one point", () => {
  const points = [0, 1, 1, 1, 2].map((minute, at) => ({ time: minute * MINUTE, value: [0, 10, -12, 4, 6][at] ?? 0 }));
  const markup = renderToStaticMarkup(
    <EquityChart
      title="Equity"
      unit="%"
      drawdown
      series={[{ id: "live", name: "Live", evidence: "LIVE_PROVIDER", points }]}
    />,
  );
  expect(markup).toContain("low −12.0\u00a0%, high +10.0\u00a0%");
  // From 110 to 88.
  expect(markup).toContain("Worst drawdown −20.0\u00a0% on 1970-01-01; now −3.6\u00a0%.");
  expect(markup.match(/1970-01-01 00:01/g)).toHaveLength(1);
});
