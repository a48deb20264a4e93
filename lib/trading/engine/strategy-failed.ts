import { toIso, utcMs } from "@/lib/kernel/time";

/** A strategy threw at the close of a bar. The message says when and, where the cause tells, at which line of its file. */
export class StrategyFailed extends Error {
  constructor(
    readonly bar: number,
    /** Open time of that bar. */
    readonly time: number,
    override readonly cause: unknown,
  ) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`The strategy failed at bar ${bar} (${toIso(utcMs(time))}): ${what}${placeOf(cause)}`, { cause });
    this.name = "StrategyFailed";
  }
}

/** " (file.js:12:7)" of the first line of the stack that is neither the engine's nor a package's; "" when there is none. */
function placeOf(cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? "") : "";
  for (const line of stack.split("\n").slice(1)) {
    const place = /([^/\\()\s]+\.[cm]?[jt]s):(\d+):(\d+)\)?$/.exec(line.trim())?.[0];
    if (place !== undefined && !/lib[/\\]trading|node_modules|node:/.test(line))
      return ` (${place.replace(/\)$/, "")})`;
  }
  return "";
}
