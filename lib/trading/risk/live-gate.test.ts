import { describe, expect, it } from "vitest";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { firstMissing, LIVE_CONDITIONS, type LiveCondition, type LiveGateFacts, liveGate } from "./live-gate.ts";

const NOW = utcMs(Date.UTC(2026, 10, 21, 12));
const HOUR = 3_600_000;
const ago = (ms: number): UtcMs => utcMs(NOW - ms);

const OPEN: LiveGateFacts = {
  now: NOW,
  tradingEnabled: true,
  liveAllowed: true,
  emailVerified: true,
  plan: "STARTER",
  liveFollowsMax: 2,
  liveFollows: 1,
  paper: { firstFillAt: ago(168 * HOUR), fillDays: 3 },
  key: { exchange: "bybit", status: "VALID", fault: null, confirmedAt: ago(24 * HOUR) },
  exchangeHealthy: true,
  secondFactorOn: true,
  secondFactorAt: ago(10 * 60_000),
  riskAccepted: true,
  phrase: "LIVE",
  confirmTyped: "",
  confirmWord: null,
};
const KEY = { exchange: "bybit", status: "VALID" as const, fault: null, confirmedAt: NOW };

/** One way to miss each condition that touches no other. */
const BREAKS: Readonly<Record<LiveCondition, Partial<LiveGateFacts>>> = {
  trading_enabled: { tradingEnabled: false },
  live_allowed: { liveAllowed: false },
  email_verified: { emailVerified: false },
  plan: { liveFollowsMax: 0 },
  paper_days: { paper: { firstFillAt: null, fillDays: 0 } },
  key: { key: null },
  exchange: { exchangeHealthy: false },
  second_factor: { secondFactorAt: null },
  risk_accepted: { riskAccepted: false },
  phrase: { phrase: "" },
};

function missed(facts: LiveGateFacts): LiveCondition[] {
  return liveGate(facts).flatMap(({ met, condition }) => (met ? [] : [condition]));
}

describe("the live gate (K92)", () => {
  it("answers each of the 1,024 combinations with exactly the conditions that are missing, each with a fix", () => {
    for (let set = 0; set < 2 ** LIVE_CONDITIONS.length; set += 1) {
      const broken = LIVE_CONDITIONS.filter((_, bit) => (set & (1 << bit)) !== 0);
      const facts: LiveGateFacts = Object.assign({ ...OPEN }, ...broken.map((one) => BREAKS[one]));
      const lines = liveGate(facts);
      expect(lines.map(({ condition }) => condition)).toEqual(LIVE_CONDITIONS);
      expect(lines.flatMap(({ met, condition }) => (met ? [] : [condition]))).toEqual(broken);
      expect(lines.every(({ met, fix, text }) => met === (fix === null) && text !== "")).toBe(true);
      expect(firstMissing(lines, "all")?.condition).toBe(broken[0]);
    }
  });

  it("holds for as long as live is on what time can take away, and asks once for factor, risk and phrase", () => {
    const once = ["second_factor", "risk_accepted", "phrase"];
    for (const condition of LIVE_CONDITIONS) {
      const lines = liveGate({ ...OPEN, ...BREAKS[condition] });
      expect(firstMissing(lines, "standing")?.condition).toBe(once.includes(condition) ? undefined : condition);
    }
  });

  it.each<[string, Partial<LiveGateFacts>, LiveCondition | null]>([
    ["168 h of paper to the millisecond", { paper: { firstFillAt: ago(168 * HOUR), fillDays: 3 } }, null],
    ["a millisecond less", { paper: { firstFillAt: ago(168 * HOUR - 1), fillDays: 9 } }, "paper_days"],
    ["fills on two days only", { paper: { firstFillAt: ago(999 * HOUR), fillDays: 2 } }, "paper_days"],
    ["a key confirmed 24 h ago", { key: { ...KEY, confirmedAt: ago(24 * HOUR) } }, null],
    ["a millisecond longer", { key: { ...KEY, confirmedAt: ago(24 * HOUR + 1) } }, "key"],
    ["a key never confirmed", { key: { ...KEY, confirmedAt: null } }, "key"],
    ["a key whose rights nobody knows", { key: { ...KEY, status: "UNPROVEN" } }, "key"],
    ["a key that may withdraw by now", { key: { ...KEY, status: "INVALID", fault: "It can withdraw." } }, "key"],
    ["a revoked key", { key: { ...KEY, status: "REVOKED" } }, "key"],
    [
      "an exchange that answered the key 10 min ago",
      { exchangeHealthy: null, key: { ...KEY, confirmedAt: ago(600_000) } },
      null,
    ],
    ["a millisecond longer", { exchangeHealthy: null, key: { ...KEY, confirmedAt: ago(600_001) } }, "exchange"],
    ["a second factor of 10 min ago", { secondFactorAt: ago(600_000) }, null],
    ["a millisecond longer", { secondFactorAt: ago(600_001) }, "second_factor"],
    ["no second factor at all", { secondFactorOn: false }, "second_factor"],
    ["live follows up to the plan's number", { liveFollowsMax: 2, liveFollows: 1 }, null],
    ["one more", { liveFollowsMax: 2, liveFollows: 2 }, "plan"],
    ["the phrase in small letters", { phrase: "live" }, "phrase"],
    ["a confirmation word that fits", { confirmWord: "heron", confirmTyped: "heron" }, null],
    ["one that does not", { confirmWord: "heron", confirmTyped: "Heron" }, "phrase"],
    ["the word without the phrase", { confirmWord: "heron", confirmTyped: "heron", phrase: "" }, "phrase"],
  ])("%s", (_, change, condition) => {
    expect(missed({ ...OPEN, ...change })).toEqual(condition === null ? [] : [condition]);
  });

  it("says how long paper still has to go, and keeps the words that people know", () => {
    const text = (change: Partial<LiveGateFacts>) => firstMissing(liveGate({ ...OPEN, ...change }), "all")?.text;
    expect(text({ paper: { firstFillAt: ago(24 * HOUR), fillDays: 1 } })).toBe(
      "Seven days of paper are not over: 6 days to go.",
    );
    expect(text({ paper: { firstFillAt: ago(163 * HOUR), fillDays: 3 } })).toBe(
      "Seven days of paper are not over: 5 hours to go.",
    );
    expect(text({ tradingEnabled: false })).toBe("Trading is disabled. Set TRADING_ENABLED=True to enable.");
    expect(text({ key: null })).toBe("No validated API keys");
    expect(text({ exchangeHealthy: false })).toBe("Bybit does not answer at present.");
    expect(liveGate(OPEN).map((line) => line.text)).toContain("Your key for Bybit works and cannot withdraw.");
    expect(text({ plan: "TRIAL", liveFollowsMax: 0 })).toBe("The plan Trial trades on paper only.");
  });
});
