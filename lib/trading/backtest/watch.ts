/**
 * Looks in on a run or a sweep while it goes on, so that a person sees it move and can end it. It costs nothing when left out, and next to
 * nothing otherwise: it is asked once in many bars (or after each parameter set of a sweep), never in each.
 */
export interface Watch {
  /** Bars between two looks; 8,192 is a look each millisecond or so. */
  readonly everyBars: number;
  /** Bar `bar` is closed and the account stands at `equity`. False: stop here; the run ends by throwing RunStopped. */
  onBar(bar: number, equity: number): boolean;
}

/** The run was told to stop by its watch. No fault: whoever gave the watch knows why. */
export class RunStopped extends Error {
  constructor() {
    super("The run was stopped");
    this.name = "RunStopped";
  }
}
