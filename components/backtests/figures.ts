/** Metrics v1 by name, as a run keeps them. */
export type Metrics = Readonly<Record<string, number | string | null>> | null;

/** One of them as a number; null where it is undefined or not there yet. */
export function figure(metrics: Metrics, name: string): number | null {
  const value = metrics?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Whether yearly figures say more than was measured: under a year of bars. */
export function isExtrapolated(metrics: Metrics): boolean {
  return metrics?.["annualised"] === "extrapolated";
}
