import { CheckboxGroup, type Tick } from "@/components/ui/checkbox-group";
import { Panel } from "@/components/ui/panel";

export interface MarketChoice {
  readonly symbols: readonly Tick[];
  readonly timeframes: readonly Tick[];
}

/** Which symbols and timeframes a batch runs over: each ticked symbol in each ticked timeframe. */
export function MarketTicks({ symbols, timeframes }: MarketChoice) {
  return (
    <Panel title="Markets">
      <div className="grid gap-5">
        <CheckboxGroup legend="Symbols" name="symbols" ticks={symbols} />
        <CheckboxGroup legend="Timeframes" name="timeframes" ticks={timeframes} />
      </div>
    </Panel>
  );
}
