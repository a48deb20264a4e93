/** A machine as the simulation counts it. Prices are assumptions of 2026 for a rented server; docs/scale.md says so. */
export const MACHINE = { cores: 16, memoryGib: 64, netMbitASecond: 10_000, usdAMonth: 350 } as const;
export const USD_A_GB_OUT = 0.005;

/** How the parts are spread over machines, and what has been changed in the product to go further. */
export interface Deployment {
  readonly name: string;
  readonly machines: number;
  /** Web processes, one core each. */
  readonly webs: number;
  readonly webMachines: number;
  /** Cores of the primary; all cores of replicas together; how many primaries share the strategies out between them. */
  readonly dbCores: number;
  readonly replicaCores: number;
  readonly shards: number;
  readonly workerCores: number;
  /** Seconds between two heartbeats; engine.io's own ping stays. */
  readonly heartbeatSec: number;
  /** Prices a second a symbol at most, to one socket. */
  readonly pricesASecond: number;
  /** Seconds between two writes of one reader's receipts. */
  readonly receiptsSec: number;
  /** Who reads the outbox and the signal: each web process, or one process of all, which hands the message on by Redis (the outbox stays for gaps). */
  readonly tellPer: "process" | "site";
  /** Share of a message's bytes that is sent: less where its chain event is left to those who ask. */
  readonly leanness: number;
}

const AS_BUILT = {
  shards: 1,
  replicaCores: 0,
  heartbeatSec: 2,
  pricesASecond: 10,
  receiptsSec: 1,
  tellPer: "process",
  leanness: 1,
} as const;

const CHANGED = {
  heartbeatSec: 20,
  pricesASecond: 1,
  receiptsSec: 30,
  tellPer: "site",
  leanness: 0.35,
} as const;

/** Cores of one machine: web processes, PostgreSQL, worker; nginx, Redis and the kernel have the rest. */
const ONE = { machines: 1, webs: 8, webMachines: 1, dbCores: 5, workerCores: 1 } as const;
const FOUR = { machines: 4, webs: 26, webMachines: 2, dbCores: 14, workerCores: 12 } as const;
const FORTY = { machines: 40, webs: 364, webMachines: 28, dbCores: 14, workerCores: 56 } as const;

export const DEPLOYMENTS: readonly Deployment[] = [
  { ...AS_BUILT, ...ONE, name: "1 machine, as built" },
  { ...AS_BUILT, ...ONE, ...CHANGED, name: "1 machine, changed" },
  { ...AS_BUILT, ...FOUR, name: "4 machines, as built" },
  { ...AS_BUILT, ...FOUR, ...CHANGED, name: "4 machines, changed" },
  { ...AS_BUILT, ...FORTY, name: "40 machines, as built" },
  { ...AS_BUILT, ...FORTY, ...CHANGED, name: "40 machines, changed" },
  {
    ...AS_BUILT,
    ...FORTY,
    ...CHANGED,
    shards: 2,
    replicaCores: 56,
    name: "40 machines, changed, two primaries and four replicas",
  },
];
