import { isIP } from "node:net";
import { isPublicAddress } from "@/lib/kernel/public-address";
import type { RawSettings } from "./settings.ts";

/**
 * What PRODUCTION_MODE=true refuses to start with (SPEC 3), as a pure table: one line a refusal, each with the setting and the fix.
 * @returns the refusals that apply, empty when production may start
 */
export function productionRefusals(
  raw: RawSettings,
  exchangeUrls: Readonly<Record<string, string>>,
): readonly string[] {
  return REFUSALS.flatMap((refusal) => refusal(raw, exchangeUrls)).map((text) => `${text} (PRODUCTION_MODE)`);
}

type Refusal = (raw: RawSettings, exchangeUrls: Readonly<Record<string, string>>) => string | readonly string[];

const when = (applies: boolean, text: string): readonly string[] => (applies ? [text] : []);

const REFUSALS: readonly Refusal[] = [
  (raw) => when(raw.ENABLE_MOCK_DATA, "ENABLE_MOCK_DATA must not be true: production shows no mock data"),
  (raw) => when(raw.MARKET_SOURCE === "replay", "MARKET_SOURCE must be exchange: production replays nothing"),
  (raw) =>
    when(raw.STRIPE_SECRET_KEY === undefined, "STRIPE_SECRET_KEY is missing: production has no sandbox payments"),
  (raw) =>
    when(
      raw.STRIPE_WEBHOOK_SECRET === undefined,
      "STRIPE_WEBHOOK_SECRET is missing: Stripe's calls could not be checked",
    ),
  (raw) => when(raw.SMTP_URL === undefined, "SMTP_URL is missing: production has no sandbox mailbox"),
  (raw) =>
    when(raw.DATABASE_URL === undefined, "DATABASE_URL is missing: production does not use the embedded database"),
  (raw) =>
    when(
      raw.SANDBOX_VENUE_URL !== undefined,
      "SANDBOX_VENUE_URL must not be set: production asks the exchanges themselves",
    ),
  (raw) =>
    when(raw.CLOCK_OFFSET_FILE !== undefined, "CLOCK_OFFSET_FILE must not be set: production's clock is not moved"),
  (raw) => when(raw.CRASH_AT !== undefined, "CRASH_AT must not be set: production does not kill itself"),
  (raw) =>
    when(raw.OUTGOING_ALLOW.length > 0, "OUTGOING_ALLOW must not be set: messages never reach private addresses"),
  (raw) =>
    when(raw.CLIENT_MASTER_KEY === undefined, "CLIENT_MASTER_KEY is missing: make one with: openssl rand -base64 32"),
  (raw) =>
    when(raw.NEXTAUTH_SECRET === undefined, "NEXTAUTH_SECRET is missing: make one with: openssl rand -base64 32"),
  (raw) => when(raw.NEXTAUTH_URL === undefined, "NEXTAUTH_URL is missing: it is the public https address of the site"),
  (raw) =>
    when(
      insecure(raw.NEXTAUTH_URL) !== null,
      "NEXTAUTH_URL must be an https address: cookies are sent over https only",
    ),
  (raw) =>
    SECRETS.filter((name) => weak(raw[name])).map(
      (name) => `${name} is a default or too short: make one with: openssl rand -base64 32`,
    ),
  (raw) =>
    LIMITS.filter((name) => raw[name] === 0).map((name) => `${name} must not be 0: production is never without limits`),
  (raw) => API_BASES.flatMap((name) => overridden(name, raw[name])),
  (_raw, urls) => Object.entries(urls).flatMap(([id, url]) => overridden(`EXCHANGE_URL_${id.toUpperCase()}`, url)),
];

const SECRETS = [
  "NEXTAUTH_SECRET",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "STRIPE_CONNECT_WEBHOOK_SECRET",
  "ADMIN_API_TOKEN",
  "METRICS_TOKEN",
] as const;
const LIMITS = ["RATE_LIMIT_IP", "RATE_LIMIT_USER", "RATE_LIMIT_WEBHOOK", "SOCKETS_PER_USER"] as const;
const API_BASES = ["STRIPE_API_BASE", "TELEGRAM_API_BASE", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"] as const;

/** Shorter than 16 characters, a word that people type as a placeholder, or hardly any different characters. */
function weak(secret: string | undefined): boolean {
  if (secret === undefined) return false;
  return (
    secret.length < 16 ||
    new Set(secret).size < 6 ||
    /change[-_ ]?me|placeholder|example|default|sandbox|password|(^|[^a-z])secret([^a-z]|$)/i.test(secret)
  );
}

function overridden(name: string, url: string | undefined): readonly string[] {
  const fault = insecure(url);
  return fault === null ? [] : [`${name} ${fault}`];
}

/** @returns why an address may not be used in production, or null */
function insecure(url: string | undefined): string | null {
  if (url === undefined) return null;
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:") return "must be an https address";
  return isPrivateHost(hostname) ? "must not name a private host" : null;
}

/** Whether a host, as `URL` spells it, is this machine or a private, link-local, shared or documentation-only network. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return !host.includes(".") || /\.(local|localhost|internal|lan|home|test|invalid|example)$/.test(host);
}
