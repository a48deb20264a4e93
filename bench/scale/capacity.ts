import { type Deployment, MACHINE, USD_A_GB_OUT } from "./deployments.ts";
import { type Outcome, type Part, simulate } from "./simulate.ts";
import type { Habits, Load, UnitCosts } from "./units.ts";

/** One million sockets go with this many signals a minute; other sizes in proportion. */
const SIGNALS_A_SOCKET = 10_000 / 1_000_000;
/** Busier than this a part has no room for a machine that fails or a day above the others. */
const USE_MAX = 0.7;
const P99_MS_MAX = 1_000;
const SECONDS_A_MONTH = 2_592_000;

export interface Capacity {
  readonly site: Deployment;
  /** The largest load that it carries. */
  readonly load: Load;
  /** What gives out at five per cent more. */
  readonly first: Part | "latency";
  readonly outcome: Outcome;
  readonly usdAMonth: number;
}

/** Finds the largest site that a deployment carries, and what gives out first beyond it. */
export function capacityOf(costs: UnitCosts, habits: Habits, site: Deployment): Capacity {
  const at = (sockets: number): Load => ({ sockets, signalsAMinute: sockets * SIGNALS_A_SOCKET });
  let [low, high] = [1_000, 16_000_000] as [number, number];
  while (high / low > 1.05) {
    const middle = Math.sqrt(low * high);
    if (limitOf(simulate(costs, habits, at(middle), site)) === null) low = middle;
    else high = middle;
  }
  const outcome = simulate(costs, habits, at(low), site);
  return {
    site,
    load: at(low),
    first: limitOf(simulate(costs, habits, at(high), site)) ?? "latency",
    outcome,
    usdAMonth: costOf(site, outcome),
  };
}

/** What does not hold; null: everything does. */
export function limitOf({ use, p99Ms }: Outcome): Part | "latency" | null {
  const [part, most] = (Object.entries(use) as [Part, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  if (most > USE_MAX) return part;
  return p99Ms > P99_MS_MAX ? "latency" : null;
}

/** Machines, and the traffic out of them. */
export function costOf(site: Deployment, { bytesASecond }: Outcome): number {
  return site.machines * MACHINE.usdAMonth + ((bytesASecond * SECONDS_A_MONTH) / 1e9) * USD_A_GB_OUT;
}
