/** A strategy threw at the close of a bar. The cause keeps its own message and stack, with the line of the file. */
export class StrategyFailed extends Error {
  constructor(
    readonly bar: number,
    /** Open time of that bar. */
    readonly time: number,
    override readonly cause: unknown,
  ) {
    super(`The strategy failed at bar ${bar}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StrategyFailed";
  }
}
