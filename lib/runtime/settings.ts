import { z } from "zod";
import { CRASH_POINTS } from "@/lib/features/orders/order-ctx";
import {
  address,
  bool,
  hostPorts,
  instant,
  int,
  list,
  masterKey,
  metaOf,
  oneOf,
  proxies,
  type SettingMeta,
  secret,
  text,
  told,
} from "./setting-kinds.ts";

/**
 * Every setting of SPEC 3: its type, its default, its text for people. `.env.example` is printed from this file, the environment is
 * checked against it.
 */

const SITE = "Site";
const DATABASE = "Database";
const SIGN_IN = "Signing in";
const SAFETY = "What may happen";
const STRIPE = "Payments";
const MARKET = "Market";
const OUTGOING = "Messages";
const ADVISOR = "Advisor: accepted, and read by nothing in this version";
const OPERATION = "Operation";
const RETENTION = "What is kept how long (signals, journals and audit: always)";
const LIMITS = "Limits (0 = off)";
const TESTS = "Development and tests only";

export const settingsSchema = z.object({
  PORT: told(int(1, 65_535, 3000), SITE, "Port of the web server.", "3000"),
  NEXTAUTH_URL: told(
    address("http:", "https:"),
    SITE,
    "Public address of the site. Behind https it must be the https address, or cookies fail. Unset: http://localhost:PORT.",
    "https://signals.example.com",
  ),
  DATA_DIR: told(text, SITE, "Folder of the embedded database, secrets.json and sandbox.json.", ".data"),
  WORKER: told(
    oneOf(["on", "off"]),
    SITE,
    "off: `npm start` runs no worker; start it elsewhere with `npm run worker`.",
    "on",
  ),
  PRODUCTION_MODE: told(
    bool(false),
    SITE,
    "true: refuses every stand-in, test setting and weak secret. There is no fallback to simulated anything.",
    "false",
  ),

  DATABASE_URL: told(
    address("postgres:", "postgresql:"),
    DATABASE,
    "PostgreSQL. Alone it must be the owner, the web and worker roles are then made and derived from it. Unset: embedded PostgreSQL in DATA_DIR.",
    "postgres://heliograph:PASSWORD@db.example.com:5432/heliograph",
  ),
  DATABASE_WORKER_URL: told(
    address("postgres:", "postgresql:"),
    DATABASE,
    "The worker's role, where DATABASE_URL is the web's.",
  ),
  DATABASE_ADMIN_URL: told(
    address("postgres:", "postgresql:"),
    DATABASE,
    "The owner: migrations only; makes the two roles and their grants.",
  ),
  REDIS_URL: told(
    address("redis:", "rediss:"),
    DATABASE,
    "Redis, for more than one web process. Unset: one process.",
    "redis://127.0.0.1:6379",
  ),

  NEXTAUTH_SECRET: told(
    secret.optional(),
    SIGN_IN,
    "Signs sessions; passwords of the derived database roles come from it. At least 32 characters. Unset outside production: DATA_DIR/secrets.json.",
  ),
  AUTH0_ISSUER_BASE_URL: told(
    address("https:", "http:"),
    SIGN_IN,
    "Auth0: all three or none.",
    "https://example.eu.auth0.com",
  ),
  AUTH0_CLIENT_ID: told(text, SIGN_IN, "Auth0."),
  AUTH0_CLIENT_SECRET: told(text, SIGN_IN, "Auth0."),
  GITHUB_CLIENT_ID: told(text, SIGN_IN, "GitHub: both or none."),
  GITHUB_CLIENT_SECRET: told(text, SIGN_IN, "GitHub."),
  GOOGLE_CLIENT_ID: told(text, SIGN_IN, "Google: both or none."),
  GOOGLE_CLIENT_SECRET: told(text, SIGN_IN, "Google."),
  CLIENT_MASTER_KEY: told(
    masterKey,
    SIGN_IN,
    "32 bytes, base64 or hex: wraps stored exchange keys and seals second factors. Lost, they are lost. Unset outside production: DATA_DIR/secrets.json.",
  ),
  CLIENT_MASTER_KEY_PREVIOUS: told(masterKey, SIGN_IN, "The key before, while `npm run keys -- rotate` runs."),

  TRADING_ENABLED: told(bool(false), SAFETY, "True: orders that open a position may be sent at all.", "False"),
  ALLOW_LIVE: told(bool(false), SAFETY, "1: live trading may be turned on, after every other step of its gate.", "0"),
  LIVE_CONFIRM_TOKEN: told(text, SAFETY, "A word that must be typed as well to turn live trading on."),
  ENABLE_MOCK_DATA: told(
    bool(false),
    SAFETY,
    "true: generated market data even where candles are stored. Refused in production.",
    "false",
  ),

  STRIPE_SECRET_KEY: told(text, STRIPE, "Unset: the sandbox, with our own stand-in for Stripe."),
  STRIPE_WEBHOOK_SECRET: told(text, STRIPE, "Signs Stripe's calls to /api/webhooks/stripe (platform endpoint)."),
  STRIPE_CONNECT_WEBHOOK_SECRET: told(
    text,
    STRIPE,
    "The same for the Connect endpoint. Unset: STRIPE_WEBHOOK_SECRET signs both.",
  ),
  STRIPE_API_BASE: told(
    address("http:", "https:"),
    STRIPE,
    "Another server that speaks Stripe's API.",
    "http://127.0.0.1:4020",
  ),
  STRIPE_TAX: told(
    bool(false),
    STRIPE,
    "1: Stripe Tax reckons the tax of what is sold from now on and adds it to our prices; the platform owes it. Set up Stripe Tax (address, registrations, tax code) in Stripe's dashboard first.",
    "0",
  ),
  AFFILIATE_SHARE_BPS: told(
    int(0, 10_000, 1_000),
    STRIPE,
    "What an affiliate earns of the platform's part of a payment, in basis points (1000 = 10 %). Holds for users who come from now on.",
    "1000",
  ),
  AFFILIATE_MONTHS: told(
    int(1, 120, 12),
    STRIPE,
    "For how many months from the sign-up of who came by his link.",
    "12",
  ),

  MARKET_SOURCE: told(
    oneOf(["exchange", "replay"]),
    MARKET,
    "exchange | replay (stored candles). Unset: exchange in production, else replay.",
    "replay",
  ),
  REPLAY_FROM: told(instant, MARKET, "Where the replay starts. Unset: first stored bar.", "2024-03-01T00:00:00Z"),
  REPLAY_SPEED: told(int(1, 600, 1), MARKET, "1 to 600 times real time.", "1"),
  REPLAY_SYMBOLS: told(
    list,
    MARKET,
    "Symbols to replay, separated by commas. Unset: all that are stored.",
    "BTC/USDT,ETH/USDT",
  ),

  TELEGRAM_BOT_TOKEN: told(text, OUTGOING, "Telegram bot."),
  TELEGRAM_ADMIN_CHAT_ID: told(text, OUTGOING, "Chat that gets alarms."),
  TELEGRAM_API_BASE: told(address("http:", "https:"), OUTGOING, "Another server that speaks Telegram's API."),
  DISCORD_WEBHOOK_URL: told(address("https:", "http:"), OUTGOING, "Discord channel that gets alarms."),
  SMTP_URL: told(
    address("smtp:", "smtps:"),
    OUTGOING,
    "Mail server. Unset: mail is shown at /dev/mailbox.",
    "smtps://user:PASSWORD@mail.example.com",
  ),
  VAPID_PUBLIC_KEY: told(
    text,
    OUTGOING,
    "Web push: all three or none. Unset outside production: a pair of the sandbox's own.",
  ),
  VAPID_PRIVATE_KEY: told(text, OUTGOING, "Web push."),
  VAPID_SUBJECT: told(
    address("mailto:", "https:"),
    OUTGOING,
    "Web push: a mailto: or https: address of yours.",
    "mailto:ops@example.com",
  ),

  OPENAI_API_KEY: told(text, ADVISOR, "OpenAI."),
  OPENAI_BASE_URL: told(address("http:", "https:"), ADVISOR, "Another server that speaks OpenAI's API."),
  ANTHROPIC_API_KEY: told(text, ADVISOR, "Anthropic."),
  ANTHROPIC_BASE_URL: told(address("http:", "https:"), ADVISOR, "Another server that speaks Anthropic's API."),

  ADMIN_API_TOKEN: told(secret.optional(), OPERATION, "Bearer token for /api/admin. At least 32 characters."),
  METRICS_TOKEN: told(text, OPERATION, "Bearer token for /api/metrics. Unset: only this machine may read it."),
  LOG_LEVEL: told(oneOf(["debug", "info", "warn", "error"]), OPERATION, "debug | info | warn | error.", "info"),
  LOG_INGEST_WEBHOOK: told(
    address("http:", "https:"),
    OPERATION,
    "Address that gets a copy of warnings and errors: lines of the log, posted as NDJSON.",
  ),
  TRUSTED_PROXIES: told(
    proxies,
    OPERATION,
    "Proxies whose X-Forwarded-For is believed, separated by commas. Unset: none, the socket's address counts.",
    "10.0.0.0/8",
  ),

  KEEP_NOTIFICATIONS_DAYS: told(
    int(30, 3_650, 365),
    RETENTION,
    "Days that notifications are kept, read or not.",
    "365",
  ),
  KEEP_DELIVERIES_DAYS: told(
    int(30, 3_650, 90),
    RETENTION,
    "Days that outgoing messages and their tries are kept.",
    "90",
  ),
  KEEP_OUTBOX_DAYS: told(
    int(1, 365, 7),
    RETENTION,
    "Days that handled events are kept; what a handler has not read yet always stays.",
    "7",
  ),
  KEEP_IDEMPOTENCY_DAYS: told(
    int(1, 30, 2),
    RETENTION,
    "Days that answers to requests with an Idempotency-Key lie in the table; they are repeated for 24 h.",
    "2",
  ),

  RATE_LIMIT_IP: told(
    int(0, 1_000_000, 100),
    LIMITS,
    "Requests a minute from one address (an IPv6 /64 is one).",
    "100",
  ),
  RATE_LIMIT_USER: told(
    int(0, 10_000_000, 1_000),
    LIMITS,
    "Requests an hour by one user on the trial plan; larger plans have more in proportion.",
    "1000",
  ),
  RATE_LIMIT_WEBHOOK: told(int(0, 1_000_000, 60), LIMITS, "Posts a minute to one TradingView address.", "60"),
  SOCKETS_PER_USER: told(
    int(0, 10_000, 10),
    LIMITS,
    "Open sockets of one user, and in each process as many open streams of signals.",
    "10",
  ),

  OUTGOING_ALLOW: told(
    hostPorts,
    TESTS,
    "host:port pairs that outgoing messages may reach though private. Refused in production.",
    "127.0.0.1:9099",
  ),
  SANDBOX_VENUE_URL: told(
    address("http:"),
    TESTS,
    "Our local exchange, for accounts at exchanges without an EXCHANGE_URL_<ID>; the sandbox sets it itself. Refused in production.",
  ),
  CRASH_AT: told(
    z.enum(CRASH_POINTS).optional(),
    TESTS,
    "Where the worker kills itself while it works on an order, so that a test can see what its next start makes of it. Refused in production.",
  ),
  CLOCK_OFFSET_FILE: told(
    text,
    TESTS,
    "A file with milliseconds to add to the clock, read again each second. Refused in production.",
  ),
});

export type RawSettings = z.infer<typeof settingsSchema>;

export interface SettingDoc extends SettingMeta {
  readonly name: string;
}

/** The settings in the order of the schema, with what people read of them. */
export function settingDocs(): readonly SettingDoc[] {
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const meta = metaOf(schema);
    if (meta === undefined) throw new Error(`${name} has no text`);
    return { name, ...meta };
  });
}
