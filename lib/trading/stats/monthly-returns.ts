export interface MonthlyReturn {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** From the last equity of the month before (the first: from the start) to the last of this one. Null when there was nothing left. */
  readonly returnPct: number | null;
}

/** One row for each UTC month that has a bar, oldest first: the monthly heat map. */
export function monthlyReturns(time: Float64Array, equity: Float64Array): MonthlyReturn[] {
  const rows: MonthlyReturn[] = [];
  let start = equity[0] ?? 0;
  for (let i = 0; i < time.length; ) {
    const date = new Date(time[i] ?? 0);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const end = Date.UTC(year, month + 1);
    while (i < time.length && (time[i] ?? 0) < end) i++;
    const last = equity[i - 1] ?? 0;
    rows.push({ year, month: month + 1, returnPct: start > 0 ? (last / start - 1) * 100 : null });
    start = last;
  }
  return rows;
}
