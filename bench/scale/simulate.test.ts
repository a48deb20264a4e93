import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capacityOf, costOf, limitOf } from "./capacity.ts";
import { DEPLOYMENTS, type Deployment, MACHINE } from "./deployments.ts";
import { scaleTables } from "./print.ts";
import { simulate } from "./simulate.ts";
import { HABITS, type Habits, type UnitCosts } from "./units.ts";

/** Round figures, so that what comes out can be worked out by hand. */
const COSTS: UnitCosts = {
  socketKib: 32,
  socketIdleUsASecond: 10,
  handshakeWebMs: 1,
  handshakeDbMs: 1,
  messageUs: 10,
  messageBytes: 1_000,
  publishWebMs: 1,
  publishDbMs: 1,
  publishBytes: 2_000,
  tellWebMs: 1,
  tellDbMs: 1,
  noticeDbUs: 10,
  noticeBytes: 200,
  receiptWebUs: 0,
  receiptDbUs: 0,
  jobWorkerMs: 1,
  jobDbMs: 0,
};
/** Every strategy has the same readers, nothing bursts, nobody looks at prices, nothing goes outside. */
const EVEN: Habits = {
  strategiesEach: 1,
  strategies: 100,
  zipf: 0,
  burst: 0,
  symbolsEach: 0,
  ticksASecond: 0,
  outsideShare: 0,
};
const [ONE] = DEPLOYMENTS;
if (ONE === undefined) throw new Error("there are deployments");
const SITE: Deployment = { ...ONE, webs: 4, webMachines: 1, dbCores: 2, workerCores: 1, heartbeatSec: 2 };
const LOAD = { sockets: 10_000, signalsAMinute: 600 };

describe("a quarter-hour of a site", () => {
  const outcome = simulate(COSTS, EVEN, LOAD, SITE);

  it("keeps each part as busy as its work says", () => {
    // 10 signals a second to 100 readers each. Web: idle 100 ms + 10 × (1 publish + 4 reads + 1 telling) = 160 ms of 4,000.
    expect(outcome.use.web).toBeCloseTo(0.04, 2);
    // Database: 10 × (1 publish + 4 reads + 100 shares of 0.01 of a notice) + 2 of polling = 62 ms of 2,000.
    expect(outcome.use.database).toBeCloseTo(0.031, 2);
    expect(outcome.use.worker).toBeCloseTo(0.01, 3);
    expect(outcome.use.memory).toBeCloseTo((10_000 * 32) / 1_048_576 / (MACHINE.memoryGib / 2), 6);
  });

  it("counts messages and bytes: signals and heartbeats", () => {
    expect(outcome.messagesASecond / 1_000).toBeCloseTo(1 + 5, 1);
    expect(outcome.bytesASecond / 1_000_000).toBeCloseTo(1 + 0.3, 1);
    // A publication and 100 shares of a notice, 10 times a second.
    expect(outcome.rowsBytesADay / 1e9).toBeCloseTo((10 * (2_000 + 100 * 200) * 86_400) / 1e9, -0.5);
  });

  it("tells the same for the same seed", () => {
    expect(simulate(COSTS, HABITS, LOAD, SITE, 7)).toEqual(simulate(COSTS, HABITS, LOAD, SITE, 7));
  });

  it("lets signals wait when candles close together, and when a part has more to do than it can", () => {
    const heavy = { sockets: 200_000, signalsAMinute: 2_000 };
    const even = simulate(COSTS, { ...EVEN, strategies: 1_000 }, heavy, SITE);
    const bursts = simulate(COSTS, { ...EVEN, strategies: 1_000, burst: 0.3 }, heavy, SITE);
    expect(bursts.p99Ms).toBeGreaterThan(even.p99Ms * 10);
    const over = simulate(COSTS, EVEN, { ...LOAD, signalsAMinute: 60_000 }, SITE);
    expect(over.use.database).toBeGreaterThan(1);
    expect(limitOf(over)).toBe("database");
  });
});

describe("the largest site that a deployment carries", () => {
  it("grows with web machines until the database gives out, and then by what is changed", { timeout: 60_000 }, () => {
    const [one, oneChanged, four, , forty, fortyChanged, sharded] = DEPLOYMENTS.map((site) =>
      capacityOf(COSTS, HABITS, site),
    );
    const sockets = (found: typeof one): number => found?.load.sockets ?? 0;
    expect(sockets(four)).toBeGreaterThan(sockets(one));
    expect(sockets(oneChanged)).toBeGreaterThan(sockets(one));
    expect(sockets(fortyChanged)).toBeGreaterThan(sockets(forty));
    expect(sockets(sharded)).toBeGreaterThan(sockets(fortyChanged));
  });

  it("costs its machines and its traffic", () => {
    const outcome = { ...simulate(COSTS, EVEN, LOAD, SITE), bytesASecond: 1_000_000 };
    expect(costOf({ ...SITE, machines: 4 }, outcome)).toBeCloseTo(4 * MACHINE.usdAMonth + 2_592 * 0.005, 6);
  });
});

it("docs/scale.md has the tables that the measured figures give", { timeout: 60_000 }, () => {
  const page = readFileSync("docs/scale.md", "utf8");
  for (const table of scaleTables()) expect(page).toContain(table.join("\n"));
});
