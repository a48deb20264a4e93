import { exchangeName } from "@/lib/kernel/exchange-name";
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMs } from "@/lib/kernel/time";

/** 7 days of paper: 168 h since the first paper fill, with fills on three different UTC days (SPEC 6). */
export const PAPER_MS = 168 * HOUR_MS;
export const PAPER_FILL_DAYS = 3;
/** A key counts as confirmed this long, a second factor as fresh. */
const KEY_CONFIRMED_MS = 24 * HOUR_MS;
const SECOND_FACTOR_MS = 10 * MINUTE_MS;
/** An exchange whose trading nobody has tried yet counts as healthy while it answered a check of the key this recently. */
const EXCHANGE_ANSWERED_MS = 10 * MINUTE_MS;
/** The word that is typed to go live. */
export const LIVE_PHRASE = "LIVE";

export interface LiveGateFacts {
  readonly now: UtcMs;
  /** TRADING_ENABLED and ALLOW_LIVE of the server. */
  readonly tradingEnabled: boolean;
  readonly liveAllowed: boolean;
  readonly emailVerified: boolean;
  readonly plan: string;
  /** Follows that the plan lets trade live, and those that do already, this one left out. */
  readonly liveFollowsMax: number;
  readonly liveFollows: number;
  readonly paper: { readonly firstFillAt: UtcMs | null; readonly fillDays: number };
  /** The key that would trade; null: none chosen, or it is not this user's. */
  readonly key: {
    readonly exchange: string;
    readonly status: "VALID" | "UNPROVEN" | "INVALID" | "REVOKED";
    readonly fault: string | null;
    readonly confirmedAt: UtcMs | null;
  } | null;
  /** What the circuit breaker of the key's exchange says; null: nobody traded there since the start. */
  readonly exchangeHealthy: boolean | null;
  /** When this session last showed a second factor; null: never. `secondFactorOn`: the user has one at all. */
  readonly secondFactorOn: boolean;
  readonly secondFactorAt: UtcMs | null;
  readonly riskAccepted: boolean;
  /** Each as it was typed. `confirmWord`: of LIVE_CONFIRM_TOKEN; null: the server asks for none. */
  readonly phrase: string;
  readonly confirmTyped: string;
  readonly confirmWord: string | null;
}

export const LIVE_CONDITIONS = [
  "trading_enabled",
  "live_allowed",
  "email_verified",
  "plan",
  "paper_days",
  "key",
  "exchange",
  "second_factor",
  "risk_accepted",
  "phrase",
] as const;
export type LiveCondition = (typeof LIVE_CONDITIONS)[number];

/** One line of the page: what it says now, and where what is missing is mended. */
export interface LiveGateLine {
  readonly condition: LiveCondition;
  readonly met: boolean;
  /** Must hold for as long as live is on; the others are shown once, at the turn of the switch. */
  readonly standing: boolean;
  readonly text: string;
  readonly fix: { readonly text: string; readonly href: string | null } | null;
}

/** Every condition of going live with its state, in the order of the page. Live may be turned on when all are met. */
export function liveGate(facts: LiveGateFacts): readonly LiveGateLine[] {
  return LIVE_CONDITIONS.map((condition) => {
    const missing = MISSING[condition](facts);
    const standing = STANDING.has(condition);
    return missing === null
      ? { condition, met: true, standing, text: MET[condition](facts), fix: null }
      : { condition, met: false, standing, text: missing.text, fix: { text: missing.fix, href: missing.href } };
  });
}

/** The first condition that is not met, as the answer of an API and a worker's reason to pause; null: all are. */
export function firstMissing(lines: readonly LiveGateLine[], of: "all" | "standing"): LiveGateLine | null {
  return lines.find(({ met, standing }) => !met && (of === "all" || standing)) ?? null;
}

interface Missing {
  readonly text: string;
  readonly fix: string;
  readonly href: string | null;
}
type Check = (facts: LiveGateFacts) => Missing | null;

const STANDING: ReadonlySet<LiveCondition> = new Set([
  "trading_enabled",
  "live_allowed",
  "email_verified",
  "plan",
  "paper_days",
  "key",
  "exchange",
]);

const MISSING: Readonly<Record<LiveCondition, Check>> = {
  trading_enabled: (f) =>
    when(
      !f.tradingEnabled,
      "Trading is disabled. Set TRADING_ENABLED=True to enable.",
      "Whoever runs this server sets it.",
    ),
  live_allowed: (f) =>
    when(
      !f.liveAllowed,
      "Live trading is switched off on this server (ALLOW_LIVE).",
      "Whoever runs this server sets ALLOW_LIVE=1.",
    ),
  email_verified: (f) =>
    when(
      !f.emailVerified,
      "Your e-mail address is not confirmed.",
      "Confirm it by the link that we mailed you",
      "/settings",
    ),
  plan: (f) =>
    f.liveFollowsMax === 0
      ? missing(`The plan ${titled(f.plan)} trades on paper only.`, "Choose a plan with live trading", "/pricing")
      : when(
          f.liveFollows >= f.liveFollowsMax,
          `Your plan ${titled(f.plan)} lets ${strategies(f.liveFollowsMax)} trade live; ${f.liveFollows} already ${f.liveFollows === 1 ? "does" : "do"}.`,
          "Turn one of them off, or choose a larger plan",
          "/pricing",
        ),
  paper_days: paperMissing,
  key: keyMissing,
  exchange: exchangeMissing,
  second_factor: (f) =>
    !f.secondFactorOn
      ? missing("You have no second factor.", "Turn it on under Settings, Security", "/settings/security")
      : when(
          f.secondFactorAt === null || f.now - f.secondFactorAt > SECOND_FACTOR_MS,
          "Your second factor was not shown within the last ten minutes.",
          "Confirm with a code of your authenticator app",
          "/settings/security",
        ),
  risk_accepted: (f) =>
    when(!f.riskAccepted, "You have not accepted the risk of trading with real money.", "Read it and tick the box"),
  phrase: (f) =>
    f.phrase !== LIVE_PHRASE
      ? missing(`The word ${LIVE_PHRASE} is not typed.`, `Type ${LIVE_PHRASE}`)
      : when(
          f.confirmWord !== null && f.confirmTyped !== f.confirmWord,
          "The confirmation word of this server is not typed.",
          "Type the word that whoever runs this server gave you",
        ),
};

const MET: Readonly<Record<LiveCondition, (facts: LiveGateFacts) => string>> = {
  trading_enabled: () => "Trading is enabled on this server.",
  live_allowed: () => "Live trading is allowed on this server.",
  email_verified: () => "Your e-mail address is confirmed.",
  plan: (f) => `The plan ${titled(f.plan)} lets ${strategies(f.liveFollowsMax)} trade live.`,
  paper_days: (f) => `Seven days of paper are behind you, with fills on ${f.paper.fillDays} days.`,
  key: (f) =>
    `Your key for ${f.key === null ? "the exchange" : exchangeName(f.key.exchange)} works and cannot withdraw.`,
  exchange: (f) => `${f.key === null ? "The exchange" : exchangeName(f.key.exchange)} answers.`,
  second_factor: () => "Your second factor was shown within the last ten minutes.",
  risk_accepted: () => "You accepted the risk of trading with real money.",
  phrase: () => `${LIVE_PHRASE} is typed.`,
};

function paperMissing({ paper, now }: LiveGateFacts): Missing | null {
  const fix = "Follow a strategy on paper";
  const href = "/strategies";
  const { firstFillAt, fillDays } = paper;
  if (firstFillAt === null) return missing("You have not traded on paper yet; seven days are needed.", fix, href);
  const left = firstFillAt + PAPER_MS - now;
  if (left > 0)
    return missing(`Seven days of paper are not over: ${daysText(left)} to go.`, "Wait; paper goes on", href);
  return when(
    fillDays < PAPER_FILL_DAYS,
    `Your paper account had fills on ${fillDays} ${fillDays === 1 ? "day" : "days"}; ${PAPER_FILL_DAYS} are needed.`,
    fix,
    href,
  );
}

function keyMissing({ key, now }: LiveGateFacts): Missing | null {
  const href = "/settings/keys";
  if (key === null || key.status === "REVOKED")
    return missing("No validated API keys", "Add a key that may only read and trade", href);
  if (key.status === "INVALID")
    return missing(
      `Your key for ${exchangeName(key.exchange)} is not accepted: ${key.fault ?? "the exchange refuses it."}`,
      "Mend it at the exchange, then check it",
      href,
    );
  if (key.status === "UNPROVEN")
    return missing(
      `${exchangeName(key.exchange)} cannot say whether your key may withdraw, so it trades on paper only.`,
      "Use a key of an exchange that can tell",
      href,
    );
  return when(
    key.confirmedAt === null || now - key.confirmedAt > KEY_CONFIRMED_MS,
    `Your key for ${exchangeName(key.exchange)} was not confirmed within the last 24 hours.`,
    "Check it now",
    href,
  );
}

function exchangeMissing({ key, exchangeHealthy, now }: LiveGateFacts): Missing | null {
  if (exchangeHealthy === true) return null;
  if (exchangeHealthy === false)
    return missing(
      `${key === null ? "The exchange" : exchangeName(key.exchange)} does not answer at present.`,
      "Wait until it does; we keep asking",
    );
  const answered = key?.confirmedAt ?? null;
  return when(
    answered === null || now - answered > EXCHANGE_ANSWERED_MS,
    "Nobody has asked the exchange within the last ten minutes.",
    "Check your key now: that asks it",
    "/settings/keys",
  );
}

function when(is: boolean, text: string, fix: string, href: string | null = null): Missing | null {
  return is ? missing(text, fix, href) : null;
}

function missing(text: string, fix: string, href: string | null = null): Missing {
  return { text, fix, href };
}

function strategies(count: number): string {
  return count === 1 ? "one strategy" : `${count} strategies`;
}

function titled(plan: string): string {
  return plan.charAt(0) + plan.slice(1).toLowerCase();
}

/** `6 days`, `5 hours`: up, so that what is left never reads as nothing. */
function daysText(ms: number): string {
  const [count, unit] = ms > DAY_MS ? [Math.ceil(ms / DAY_MS), "day"] : [Math.ceil(ms / HOUR_MS), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
