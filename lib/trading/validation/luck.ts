/** How a result that was picked out of many should be read. */
export interface Luck {
  readonly level: "unknown" | "likely_luck" | "doubtful" | "sound";
  /** One or two sentences for a person, with the numbers. */
  readonly text: string;
}

/**
 * The warning beside the best set. `sound` asks for what the papers ask for: a probability of overfitting of at most 5 % and a deflated
 * Sharpe ratio of at least 95 %; luck is called likely when either is no better than a coin.
 * @param trials every set that was tried for this, whatever became of it
 * @param pbo probability of backtest overfitting, 0 to 1; null when there was too little to compute it
 * @param deflatedSharpe 0 to 1; null when not defined
 */
export function judgeLuck({
  trials,
  pbo,
  deflatedSharpe,
}: {
  readonly trials: number;
  readonly pbo: number | null;
  readonly deflatedSharpe: number | null;
}): Luck {
  const of =
    trials === 1
      ? "A single set was tried, so nothing was picked."
      : `Best of ${trials.toLocaleString("en-US")} trials.`;
  const parts: string[] = [];
  if (pbo !== null)
    parts.push(`the chance that a set picked this way does worse than half of them on other data is ${percent(pbo)}`);
  if (deflatedSharpe !== null)
    parts.push(`the chance that its Sharpe ratio is more than luck is ${percent(deflatedSharpe)}`);
  if (parts.length === 0) return { level: "unknown", text: `${of} There are too few returns to tell skill from luck.` };
  const isCoin = (pbo ?? 0) >= 0.5 || (deflatedSharpe ?? 1) <= 0.5;
  const isSound = (pbo ?? 0) <= 0.05 && (deflatedSharpe ?? 1) >= 0.95;
  const level = isCoin ? "likely_luck" : isSound ? "sound" : "doubtful";
  const verdict = { likely_luck: "likely luck", doubtful: "luck cannot be ruled out", sound: "hardly luck" }[level];
  const [first = "", ...more] = parts;
  const sentence = [first.charAt(0).toUpperCase() + first.slice(1), ...more].join(", and ");
  return { level, text: `${of} ${sentence}: ${verdict}.` };
}

/** Whole percent; what is neither 0 nor 1 is never shown as such. */
function percent(part: number): string {
  const rounded = Math.round(part * 100);
  if (rounded === 0 && part > 0) return "under 1 %";
  if (rounded === 100 && part < 1) return "over 99 %";
  return `${rounded} %`;
}
