import type { Refusal } from "@/lib/trading/orders/order";
import { cutList } from "./cut-list.ts";
import { FillRecorder } from "./fill-recorder.ts";
import { TradeRecorder } from "./trade-recorder.ts";

export interface FundingFact {
  readonly time: number;
  readonly price: number;
  readonly rate: number;
  /** Received (+) or paid (-), quote. */
  readonly amount: number;
}

export interface RefusalFact {
  readonly order: number;
  readonly tag: number;
  readonly reason: Refusal;
  readonly bar: number;
}

/**
 * What happened. Fills and trades are columns that grow, so that a trade costs no object; those of the last bar begin at `firstFill` and
 * `firstTrade`. The rare facts are lists of the last bar alone.
 */
export class Facts {
  readonly fills = new FillRecorder();
  readonly trades = new TradeRecorder();
  readonly funding: FundingFact[] = [];
  readonly refusals: RefusalFact[] = [];
  firstFill = 0;
  firstTrade = 0;

  /** A new bar begins. */
  begin(): void {
    this.firstFill = this.fills.length;
    this.firstTrade = this.trades.length;
    if (this.funding.length > 0) cutList(this.funding, 0);
    if (this.refusals.length > 0) cutList(this.refusals, 0);
  }

  /** Lets go of all rows, as a session does once it has written them down. */
  forget(): void {
    this.fills.clear();
    this.trades.clear();
    this.begin();
  }
}
