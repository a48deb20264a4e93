import { RadioCards } from "@/components/ui/field";

/** What becomes of open positions when trading is stopped: kept, unless asked otherwise. `keep` and `close` say how. */
export function PositionsChoice({
  legend = "Open positions",
  keep,
  close,
}: {
  readonly legend?: string;
  readonly keep: string;
  readonly close: string;
}) {
  return (
    <RadioCards
      legend={legend}
      name="positions"
      defaultValue="keep"
      options={[
        { value: "keep", label: "Keep positions", description: keep },
        { value: "close", label: "Close at market", description: close },
      ]}
    />
  );
}
