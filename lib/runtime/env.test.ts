import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressesIn } from "@/lib/features/accounts/networks";
import { parseSettings, SettingsError } from "./env.ts";
import { envExample } from "./env-example.ts";
import { isPrivateHost } from "./production-refusals.ts";
import { masterKeyBytes } from "./setting-kinds.ts";
import { settingDocs } from "./settings.ts";

const KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const SECRETS = {
  NEXTAUTH_SECRET: "kqz7Yw0aVnQ2mB4xT8sR1dLfJ6hGcE3u",
  CLIENT_MASTER_KEY: KEY,
  STRIPE_SECRET_KEY: "sk_test_sandbox_1a2b3c4d5e6f7a8b",
  STRIPE_WEBHOOK_SECRET: "whsec_1a2b3c4d5e6f7a8b9c0d",
};
/** The least that production starts with. */
const PRODUCTION = {
  PRODUCTION_MODE: "true",
  NEXTAUTH_URL: "https://heliograph.trade",
  NEXTAUTH_SECRET: "kqz7Yw0aVnQ2mB4xT8sR1dLfJ6hGcE3u",
  CLIENT_MASTER_KEY: KEY,
  DATABASE_URL: "postgres://owner:pw@10.0.0.5:5432/heliograph",
  STRIPE_SECRET_KEY: "sk_live_1a2b3c4d5e6f7a8b9c0d1e2f",
  STRIPE_WEBHOOK_SECRET: "whsec_1a2b3c4d5e6f7a8b9c0d1e2f",
  SMTP_URL: "smtps://user:pw@mail.heliograph.trade",
};

function fault(source: Record<string, string>): string {
  try {
    parseSettings(source, SECRETS);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "starts";
}

describe("settings", () => {
  it("start with nothing set: the sandbox", () => {
    const settings = parseSettings({}, SECRETS);
    expect(settings).toMatchObject({
      PORT: 3000,
      NEXTAUTH_URL: "http://localhost:3000",
      WORKER: "on",
      PRODUCTION_MODE: false,
      TRADING_ENABLED: false,
      MARKET_SOURCE: "replay",
      RATE_LIMIT_IP: 100,
      RATE_LIMIT_USER: 1000,
      RATE_LIMIT_WEBHOOK: 60,
      SOCKETS_PER_USER: 10,
      REPLAY_SPEED: 1,
      sandbox: { payments: true, mail: true, market: true },
    });
  });

  it("take an empty value as unset, and words for truth as people write them", () => {
    expect(parseSettings({ PORT: "", TRADING_ENABLED: "True", ALLOW_LIVE: "1" }, SECRETS)).toMatchObject({
      PORT: 3000,
      TRADING_ENABLED: true,
      ALLOW_LIVE: true,
    });
  });

  it("have web push keys that belong together: the sandbox's own, or both as given", () => {
    const privateKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"; // the number 1: its point is the curve's generator
    const publicKey = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";
    expect(parseSettings({}, SECRETS).VAPID).toBeNull();
    expect(parseSettings({}, { ...SECRETS, VAPID_PRIVATE_KEY: privateKey }).VAPID).toMatchObject({
      publicKey,
      privateKey,
    });
    const given = {
      VAPID_PRIVATE_KEY: privateKey,
      VAPID_PUBLIC_KEY: publicKey,
      VAPID_SUBJECT: "mailto:ops@example.com",
    };
    expect(parseSettings(given, SECRETS).VAPID).toEqual({ publicKey, privateKey, subject: "mailto:ops@example.com" });
    expect(fault({ ...given, VAPID_PUBLIC_KEY: "B".repeat(87) })).toMatch(/^VAPID_PRIVATE_KEY must be the key of/);
    expect(fault({ ...given, VAPID_SUBJECT: "ops@example.com" })).toMatch(/^VAPID_SUBJECT must be a full address/);
  });

  it("take every proxy that the server can look for", () => {
    const entries = ["127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "::1", "FD00::/8", "::ffff:10.0.0.1"];
    const { TRUSTED_PROXIES } = parseSettings({ TRUSTED_PROXIES: entries.join(", ") }, SECRETS);
    expect(TRUSTED_PROXIES).toEqual(entries);
    expect(addressesIn(TRUSTED_PROXIES)("203.0.113.9")).toBe(true);
  });

  it("collect exchange addresses by ccxt's id", () => {
    expect(parseSettings({ EXCHANGE_URL_BINANCE: "http://127.0.0.1:9001/" }, SECRETS).EXCHANGE_URLS).toEqual({
      binance: "http://127.0.0.1:9001",
    });
  });

  it.each([
    [{ PORT: "abc" }, 'PORT must be a whole number from 1 to 65535 (it is "abc")'],
    [{ PORT: "70000" }, 'PORT must be a whole number from 1 to 65535 (it is "70000")'],
    [{ WORKER: "maybe" }, 'WORKER must be on or off (it is "maybe")'],
    [{ TRADING_ENABLED: "perhaps" }, 'TRADING_ENABLED must be true or false (it is "perhaps")'],
    [
      { DATABASE_URL: "mysql://x/y" },
      "DATABASE_URL must be a full address that starts with postgres:// or postgresql://",
    ],
    [
      { NEXTAUTH_SECRET: "short" },
      "NEXTAUTH_SECRET is too short: it needs at least 32 characters; make one with: openssl rand -base64 32",
    ],
    [
      { CLIENT_MASTER_KEY: "aGVsbG8=" },
      "CLIENT_MASTER_KEY must be 32 random bytes as base64 or hex; make one with: openssl rand -base64 32",
    ],
    [
      { CLIENT_MASTER_KEY: "0".repeat(64) },
      "CLIENT_MASTER_KEY must be 32 random bytes as base64 or hex; make one with: openssl rand -base64 32",
    ],
    [{ MARKET_SOURCE: "mock" }, 'MARKET_SOURCE must be exchange or replay (it is "mock")'],
    [{ REPLAY_FROM: "yesterday" }, 'REPLAY_FROM must be an ISO time such as 2024-03-01T00:00:00Z (it is "yesterday")'],
    [{ REPLAY_SPEED: "601" }, 'REPLAY_SPEED must be a whole number from 1 to 600 (it is "601")'],
    [
      { EXCHANGE_URL_BYBIT: "ftp://x" },
      "EXCHANGE_URL_BYBIT must be a full address that starts with http:// or https://",
    ],
    [
      { EXCHANGE_URL_binance: "http://127.0.0.1:9001" },
      "EXCHANGE_URL_binance must end in an exchange's id in capitals, like EXCHANGE_URL_BINANCE",
    ],
    [
      { OUTGOING_ALLOW: "127.0.0.1" },
      "OUTGOING_ALLOW must be host:port pairs, separated by commas, e.g. 127.0.0.1:9099",
    ],
    ...["10.0.0.0/64", "fd00::/129", "999.1.1.1", "abcd", "10.0.0.0/", "10.0.0.1, nginx"].map(
      (TRUSTED_PROXIES): [Record<string, string>, string] => [
        { TRUSTED_PROXIES },
        "TRUSTED_PROXIES must be addresses or networks, separated by commas, e.g. 10.0.0.0/8",
      ],
    ),
    [
      { GITHUB_CLIENT_ID: "x" },
      "GITHUB_CLIENT_SECRET is missing: GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET belong together",
    ],
  ])("name the wrong one of %j in one line", (source, message) => {
    expect(fault(source)).toBe(message);
    expect(message).not.toContain("\n");
  });

  it("name every wrong one in the same line, and a missing secret with the way to make it", () => {
    expect(fault({ PORT: "x", REPLAY_SPEED: "0" })).toMatch(/^PORT must .*; REPLAY_SPEED must .*$/);
    expect(() => parseSettings({}, {})).toThrow(/NEXTAUTH_SECRET is missing: set it, or run "npm run up" once/);
  });

  it("never print a secret's value", () => {
    expect(fault({ NEXTAUTH_SECRET: "hunter2", CLIENT_MASTER_KEY: "hunter2", DATABASE_URL: "hunter2" })).not.toContain(
      "hunter2",
    );
  });

  it("take the master key as base64, base64url or hex of 32 bytes", () => {
    const hex = Buffer.from(KEY, "base64").toString("hex");
    expect(masterKeyBytes(hex)).toEqual(masterKeyBytes(KEY));
    expect(masterKeyBytes(KEY.slice(0, 40))).toBeNull();
  });

  it("are what .env.example shows: npm run env:example", () => {
    expect(readFileSync(".env.example", "utf8")).toBe(envExample());
  });

  it("have a text each, and only env.ts reads the environment (NODE_ENV is a constant of the build)", () => {
    const docs = settingDocs();
    expect(docs.every((setting) => setting.doc.length > 0)).toBe(true);
    const text = (name: string) => docs.find((setting) => setting.name === name);
    expect(text("DATA_DIR")).toMatchObject({
      group: "Site",
      example: ".data",
      doc: expect.stringMatching(/^Folder of/),
    });
    expect(text("STRIPE_SECRET_KEY")?.doc).toMatch(/^Unset: the sandbox/);
    expect(text("CLIENT_MASTER_KEY")?.doc).toMatch(/^32 bytes, base64 or hex/);
    expect(text("CLIENT_MASTER_KEY_PREVIOUS")?.doc).toMatch(/^The key before/);
    const files = execFileSync("git", ["grep", "-lP", "process\\.env(?!\\.NODE_ENV)", "--", "*.ts", "*.tsx", "*.mjs"], {
      encoding: "utf8",
    });
    const allowed = ["lib/runtime/env.ts", "next.config.mjs"];
    expect(
      files
        .trim()
        .split("\n")
        .filter((file) => !allowed.includes(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith("docs/examples/")),
    ).toEqual([]);
  });
});

it("has one secret sign both of Stripe's endpoints where the second is not set, in the sandbox too", () => {
  const given = {
    STRIPE_SECRET_KEY: "sk_test_of_another_server_1a2b3c4d",
    STRIPE_WEBHOOK_SECRET: "whsec_of_another_server",
  };
  const own = { ...SECRETS, STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_made_by_the_sandbox" };
  expect(parseSettings(given, own).STRIPE_CONNECT_WEBHOOK_SECRET).toBe("whsec_of_another_server");
  expect(parseSettings({}, own).STRIPE_CONNECT_WEBHOOK_SECRET).toBe("whsec_made_by_the_sandbox");
});

describe("production mode (K96)", () => {
  it("starts with the least that it needs, and has no sandbox in it", () => {
    expect(parseSettings(PRODUCTION, SECRETS).sandbox).toEqual({ payments: false, mail: false, market: false });
    expect(parseSettings(PRODUCTION).MARKET_SOURCE).toBe("exchange");
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ ENABLE_MOCK_DATA: "true" }, /^ENABLE_MOCK_DATA must not be true/],
    [{ MARKET_SOURCE: "replay" }, /^MARKET_SOURCE must be exchange/],
    [{ STRIPE_SECRET_KEY: "" }, /^STRIPE_SECRET_KEY is missing/],
    [{ STRIPE_WEBHOOK_SECRET: "" }, /^STRIPE_WEBHOOK_SECRET is missing/],
    [{ SMTP_URL: "" }, /^SMTP_URL is missing/],
    [{ DATABASE_URL: "" }, /^DATABASE_URL is missing/],
    [{ CRASH_AT: "submitting" }, /^CRASH_AT must not be set/],
    [{ CLOCK_OFFSET_FILE: "/tmp/offset" }, /^CLOCK_OFFSET_FILE must not be set/],
    [{ OUTGOING_ALLOW: "127.0.0.1:9099" }, /^OUTGOING_ALLOW must not be set/],
    [{ CLIENT_MASTER_KEY: "" }, /^CLIENT_MASTER_KEY is missing/],
    [{ NEXTAUTH_SECRET: "" }, /^NEXTAUTH_SECRET is missing/],
    [{ NEXTAUTH_URL: "" }, /^NEXTAUTH_URL is missing/],
    [{ NEXTAUTH_URL: "http://heliograph.trade" }, /^NEXTAUTH_URL must be an https address/],
    [{ NEXTAUTH_SECRET: "changeme-changeme-changeme-changeme" }, /^NEXTAUTH_SECRET is a default or too short/],
    [{ NEXTAUTH_SECRET: "a".repeat(40) }, /^NEXTAUTH_SECRET is a default or too short/],
    [{ STRIPE_WEBHOOK_SECRET: "whsec_short" }, /^STRIPE_WEBHOOK_SECRET is a default or too short/],
    [{ METRICS_TOKEN: "metrics" }, /^METRICS_TOKEN is a default or too short/],
    [{ STRIPE_SECRET_KEY: SECRETS.STRIPE_SECRET_KEY }, /^STRIPE_SECRET_KEY is a default or too short/],
    [{ RATE_LIMIT_IP: "0" }, /^RATE_LIMIT_IP must not be 0/],
    [{ RATE_LIMIT_USER: "0" }, /^RATE_LIMIT_USER must not be 0/],
    [{ RATE_LIMIT_WEBHOOK: "0" }, /^RATE_LIMIT_WEBHOOK must not be 0/],
    [{ SOCKETS_PER_USER: "0" }, /^SOCKETS_PER_USER must not be 0/],
    [{ STRIPE_API_BASE: "http://stripe.heliograph.trade" }, /^STRIPE_API_BASE must be an https address/],
    [{ STRIPE_API_BASE: "https://127.0.0.1:4020" }, /^STRIPE_API_BASE must not name a private host/],
    [{ TELEGRAM_API_BASE: "https://10.0.0.1" }, /^TELEGRAM_API_BASE must not name a private host/],
    [{ OPENAI_BASE_URL: "http://8.8.8.8" }, /^OPENAI_BASE_URL must be an https address/],
    [{ ANTHROPIC_BASE_URL: "https://box.internal" }, /^ANTHROPIC_BASE_URL must not name a private host/],
    [{ EXCHANGE_URL_BINANCE: "http://proxy.heliograph.trade" }, /^EXCHANGE_URL_BINANCE must be an https address/],
    [{ EXCHANGE_URL_BYBIT: "https://[::1]:9001" }, /^EXCHANGE_URL_BYBIT must not name a private host/],
  ])("refuses %j", (change, message) => {
    const text = fault({ ...PRODUCTION, ...change });
    expect(text).toMatch(message);
    expect(text).not.toContain(";"); // that one alone
    expect(text).toContain("(PRODUCTION_MODE)");
  });

  it.each([
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.1.1", true],
    ["169.254.169.254", true],
    ["100.64.0.1", true],
    ["100.128.0.1", false],
    ["0.0.0.0", true],
    ["8.8.8.8", false],
    ["[::1]", true],
    ["[fd00::1]", true],
    ["[fe80::1]", true],
    ["[::ffff:7f00:1]", true],
    ["[2a00:1450::1]", false],
    ["db", true],
    ["api.stripe.com", false],
    ["box.local", true],
    ["localhost.", true],
  ])("calls the host %s private: %s", (host, expected) => {
    expect(isPrivateHost(host)).toBe(expected);
  });
});
