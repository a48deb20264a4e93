import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { productionRefusals } from "./production-refusals.ts";
import { readSecrets, type SandboxSecrets } from "./secrets.ts";
import { type RawSettings, settingsSchema } from "./settings.ts";
import { type VapidKeys, vapidPublicKey } from "./vapid.ts";

/** The settings of a process, whole: defaults filled in, sandbox secrets read. */
export interface Settings extends RawSettings {
  readonly NEXTAUTH_URL: string;
  readonly NEXTAUTH_SECRET: string;
  readonly CLIENT_MASTER_KEY: string;
  readonly STRIPE_SECRET_KEY: string;
  readonly STRIPE_WEBHOOK_SECRET: string;
  /** Absolute. */
  readonly DATA_DIR: string;
  readonly WORKER: "on" | "off";
  readonly MARKET_SOURCE: "exchange" | "replay";
  readonly LOG_LEVEL: "debug" | "info" | "warn" | "error";
  /** EXCHANGE_URL_<ID> by ccxt's id in small letters: { binance: "http://127.0.0.1:9001" } */
  readonly EXCHANGE_URLS: Readonly<Record<string, string>>;
  /** Keys of web push; null: not offered. */
  readonly VAPID: VapidKeys | null;
  /** Which services a local stand-in plays because no key is set. All false in production. */
  readonly sandbox: {
    readonly payments: boolean;
    readonly mail: boolean;
    readonly market: boolean;
    /** Where accounts at exchanges are stood in for; what EXCHANGE_URL_<ID> names comes first. Undefined: the exchanges themselves. */
    readonly venueUrl: string | undefined;
  };
}

/** A wrong setting. The message is one line for the person who starts us; nothing else may be printed. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

type Source = Readonly<Record<string, string | undefined>>;

/** Settings that only make sense together: all or none. */
const TOGETHER: readonly (readonly (keyof RawSettings)[])[] = [
  ["AUTH0_ISSUER_BASE_URL", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"],
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"],
];

/**
 * Checks an environment and fills in defaults. Pure: `secrets` is what DATA_DIR/secrets.json holds and is not used in production mode.
 * @throws SettingsError with every fault in one line
 */
export function parseSettings(source: Source, secrets: SandboxSecrets = {}): Settings {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; "));
  }
  const raw = parsed.data;
  const faults = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => raw[name] === undefined);
    return missing.length === 0 || missing.length === names.length
      ? []
      : missing.map((name) => `${name} is missing: ${names.join(", ")} belong together`);
  });
  const { urls, faults: urlFaults } = exchangeUrls(given);
  faults.push(...urlFaults);
  if (raw.PRODUCTION_MODE) faults.push(...productionRefusals(raw, urls));
  const own = raw.PRODUCTION_MODE ? {} : secrets;
  const need = (
    name: "NEXTAUTH_SECRET" | "CLIENT_MASTER_KEY" | "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET",
  ): string => {
    const value = raw[name] ?? own[name];
    if (value !== undefined) return value;
    if (!raw.PRODUCTION_MODE)
      faults.push(`${name} is missing: set it, or run "npm run up" once, which makes the sandbox's secrets`);
    return "";
  };
  // Unset beside a secret that was set: one secret signs both, as a server with one endpoint does.
  const connectSecret =
    raw.STRIPE_CONNECT_WEBHOOK_SECRET ?? raw.STRIPE_WEBHOOK_SECRET ?? own.STRIPE_CONNECT_WEBHOOK_SECRET;
  const settings: Settings = {
    ...raw,
    NEXTAUTH_URL: (raw.NEXTAUTH_URL ?? `http://localhost:${raw.PORT}`).replace(/\/+$/, ""),
    NEXTAUTH_SECRET: need("NEXTAUTH_SECRET"),
    CLIENT_MASTER_KEY: need("CLIENT_MASTER_KEY"),
    STRIPE_SECRET_KEY: need("STRIPE_SECRET_KEY"),
    STRIPE_WEBHOOK_SECRET: need("STRIPE_WEBHOOK_SECRET"),
    STRIPE_CONNECT_WEBHOOK_SECRET: connectSecret,
    DATA_DIR: resolve(raw.DATA_DIR ?? ".data"),
    WORKER: raw.WORKER ?? "on",
    MARKET_SOURCE: raw.MARKET_SOURCE ?? (raw.PRODUCTION_MODE ? "exchange" : "replay"),
    LOG_LEVEL: raw.LOG_LEVEL ?? "info",
    EXCHANGE_URLS: urls,
    VAPID: vapidKeys(raw, own, faults),
    sandbox: {
      payments: !raw.PRODUCTION_MODE && raw.STRIPE_SECRET_KEY === undefined,
      mail: !raw.PRODUCTION_MODE && raw.SMTP_URL === undefined,
      market: !raw.PRODUCTION_MODE && raw.MARKET_SOURCE !== "exchange",
      venueUrl: raw.PRODUCTION_MODE ? undefined : raw.SANDBOX_VENUE_URL,
    },
  };
  if (faults.length > 0) throw new SettingsError(faults.join("; "));
  return settings;
}

/** The pair that is set, or the sandbox's own. A private key that is not the public one's would have every push refused. */
function vapidKeys(raw: RawSettings, own: SandboxSecrets, faults: string[]): VapidKeys | null {
  const privateKey = raw.VAPID_PRIVATE_KEY ?? own.VAPID_PRIVATE_KEY;
  if (privateKey === undefined) return null;
  const publicKey = vapidPublicKey(privateKey);
  const isPair = publicKey !== null && (raw.VAPID_PUBLIC_KEY === undefined || raw.VAPID_PUBLIC_KEY === publicKey);
  if (!isPair) {
    faults.push(
      "VAPID_PRIVATE_KEY must be the key of VAPID_PUBLIC_KEY; make a pair with: npx web-push generate-vapid-keys",
    );
    return null;
  }
  return { publicKey, privateKey, subject: raw.VAPID_SUBJECT ?? "mailto:sandbox@heliograph.invalid" };
}

function exchangeUrls(given: Source): { urls: Readonly<Record<string, string>>; faults: string[] } {
  const urls: Record<string, string> = {};
  const faults: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!name.startsWith("EXCHANGE_URL_") || value === undefined) continue;
    const id = /^EXCHANGE_URL_([A-Z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
    // Passed over, it would leave the exchange itself in place of the server that was meant.
    if (id === undefined) faults.push(`${name} must end in an exchange's id in capitals, like EXCHANGE_URL_BINANCE`);
    else if (URL.canParse(value) && ["http:", "https:"].includes(new URL(value).protocol))
      urls[id] = value.replace(/\/+$/, "");
    else faults.push(`${name} must be a full address that starts with http:// or https://`);
  }
  return { urls, faults };
}

let cached: Settings | undefined;

/**
 * The settings of this process, read once: the environment, then `.env` for what it does not set, then the sandbox's secrets.
 * @throws SettingsError
 */
export function settings(): Settings {
  if (cached === undefined) {
    cached = parseSettings(process.env, readSecrets(dataDirectory()));
  }
  return cached;
}

/** DATA_DIR, absolute: for what must look into it before the settings can be read. Reads `.env` for what the environment does not set. */
export function dataDirectory(): string {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const given = process.env.DATA_DIR;
  return resolve(given === undefined || given.trim() === "" ? ".data" : given);
}

/** For entry points: the settings, or one line on stderr and exit code 78 (a wrong configuration, by sysexits). */
export function settingsOrExit(): Settings {
  try {
    return settings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`Settings: ${error.message}\n`);
    process.exit(78);
  }
}

/** The environment to hand to a child process of ours, with `changes` on top. */
export function childEnvironment(changes: Source = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** Where Next builds to (next.config.mjs reads the same): worktrees and tests may keep builds apart. */
export function nextDistDir(): string {
  return process.env.NEXT_DIST_DIR ?? ".next";
}

/** Where the tests' Chromium is, when somebody says. Not a setting of the product. */
export function chromiumPath(): string | undefined {
  return process.env.CHROMIUM_PATH;
}

/** Port of the site that browser tests start (E2E_PORT), so that several worktrees can test at once. Not a setting of the product. */
export function testPort(): number {
  return Number(process.env.E2E_PORT ?? "3210");
}

/** Which guards the access test takes out (ACCESS_SEED); other ones each time where nobody says. Not a setting of the product. */
export function accessSeed(): number {
  return Number(process.env.ACCESS_SEED ?? Date.now() % 1_000_000);
}
