/** How fast something goes, from the moment of its first telling. */
export interface Pace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** @param now milliseconds of any clock that does not jump @returns null until there are two tellings to compare */
export function createPace(now: () => number): (done: number, total: number) => Pace | null {
  let first: { at: number; done: number } | null = null;
  return (done, total) => {
    const at = now();
    first ??= { at, done };
    const perSecond = (done - first.done) / ((at - first.at) / 1_000);
    if (!(perSecond > 0) || !Number.isFinite(perSecond)) return null;
    return { perSecond, secondsLeft: (total - done) / perSecond };
  };
}

/** `850 bars/s, 3 min left` */
export function paceText({ perSecond, secondsLeft }: Pace): string {
  return `${Math.round(perSecond)} bars/s, ${leftText(secondsLeft)} left`;
}

function leftText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
