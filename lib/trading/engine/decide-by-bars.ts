import { on } from "@/lib/trading/indicators/catalogue";
import type { BarStrategy, Columns, ParameterValues } from "@/lib/trading/strategies/strategy";
import { type Seat, seriesOf } from "./seat.ts";
import { SeatDesk } from "./seat-desk.ts";
import { SeatView } from "./seat-view.ts";
import type { Decide } from "./step-input.ts";

/** Starts a strategy that decides bar by bar and asks it at each close. Its memory begins here. */
export function decideByBars(strategy: BarStrategy, parameters: ParameterValues, columns: Columns, seat: Seat): Decide {
  const { lines, bind } = seriesOf(seat, columns);
  let bound = columns.lines;
  const view = new SeatView(seat);
  const desk = new SeatDesk(seat);
  const onBar = strategy.start(parameters, lines, on);
  return (_state, { index, facts }) => {
    seat.index = index;
    if (facts.fills.length > facts.firstFill || facts.refusals.length > 0) seat.busy = null;
    if (columns.lines !== bound) {
      bound = columns.lines;
      bind(bound);
    }
    onBar(view, desk);
  };
}
