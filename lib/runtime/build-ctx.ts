import { openDb } from "@/lib/db/client";
import { raiseAlert } from "@/lib/features/admin/raise-alert";
import { latestTicker } from "@/lib/features/candles/queries";
import { createArgon2Passwords } from "@/lib/integrations/argon2/argon2-passwords";
import { createCcxtAccounts } from "@/lib/integrations/ccxt/key-rights/ccxt-accounts";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { withLetters } from "@/lib/integrations/email/letter";
import { createSmtpMailer } from "@/lib/integrations/email/smtp-mailer";
import { createLedgerSigner } from "@/lib/integrations/ledger-signer/create-ledger-signer";
import { createSandboxMailer } from "@/lib/integrations/local/mailbox/sandbox-mailer";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { StripePayments } from "@/lib/integrations/stripe/stripe-payments";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import type { RulesConfig } from "@/lib/ports/config";
import type { Ctx } from "@/lib/ports/ctx";
import { alarmingLog } from "./alarming-log.ts";
import { createClock } from "./clock.ts";
import type { Settings } from "./env.ts";
import { createIds } from "./ids.ts";
import { createLogIngest } from "./log-ingest.ts";
import { createLogger } from "./logger.ts";
import { masterKeysOf } from "./master-keys.ts";
import { StoredPaymentRequests } from "./payment-requests.ts";

export interface BuiltCtx {
  readonly ctx: Ctx;
  /** Closes the pool, stops the clock, writes out the log. */
  close(): Promise<void>;
}

/** The Ctx of a process, every port filled by what the settings name. @throws Error when a key that the settings let through does not fit */
export function buildCtx(settings: Settings, of: { name: "web" | "worker"; databaseUrl: string }): BuiltCtx {
  const ingest = settings.LOG_INGEST_WEBHOOK === undefined ? null : createLogIngest(settings.LOG_INGEST_WEBHOOK);
  const lines = createLogger({ name: of.name, level: settings.LOG_LEVEL, copy: ingest });
  const clock = createClock(settings.CLOCK_OFFSET_FILE);
  const ids = createIds(clock);
  const db = openDb(of.databaseUrl, { poolMax: of.name === "web" ? 16 : 12, applicationName: `heliograph-${of.name}` });
  const log = alarmingLog(lines, {
    process: of.name,
    machineNow: Date.now,
    raise: (alert) => void raiseAlert({ db, clock, log: lines }, alert),
  });
  const [key, ...previous] = masterKeysOf(settings);
  const urlOf = (exchange: string) => settings.EXCHANGE_URLS[exchange] ?? settings.sandbox.venueUrl;
  const ctx: Ctx = {
    db,
    clock,
    ids,
    log,
    config: rulesConfig(settings),
    // What the feed last wrote: every process reads the same row, so a publish and a page mean the same price.
    prices: { latest: (exchange, symbol) => latestTicker(db, exchange, symbol) },
    payments: new StripePayments({
      secretKey: settings.STRIPE_SECRET_KEY,
      secrets: {
        platform: settings.STRIPE_WEBHOOK_SECRET,
        connect: settings.STRIPE_CONNECT_WEBHOOK_SECRET ?? settings.STRIPE_WEBHOOK_SECRET,
      },
      apiBase: settings.STRIPE_API_BASE ?? null,
      requests: new StoredPaymentRequests(db, clock),
      automaticTax: settings.STRIPE_TAX,
    }),
    mailer:
      settings.SMTP_URL === undefined
        ? createSandboxMailer({ db, clock, ids })
        : withLetters(createSmtpMailer(settings.SMTP_URL, senderOf(settings))),
    outgoing: createOutgoingHttp({ httpsOnly: settings.PRODUCTION_MODE, allow: settings.OUTGOING_ALLOW }),
    seal: createSeal(key.bytes, ...previous.map(({ bytes }) => bytes)),
    keyVault: createKeyVault([key, ...previous], { mayOpen: of.name === "worker" }),
    exchangeAccounts: createCcxtAccounts({
      urlOf,
      sandboxUrl: settings.sandbox.venueUrl,
      log,
    }),
    tradeVenues: createCcxtVenues({
      followsFeed: (exchange) =>
        settings.EXCHANGE_URLS[exchange] === undefined && settings.sandbox.venueUrl !== undefined,
      urlOf,
      clock,
      log,
      mayTrade: of.name === "worker",
      movedMs: () => clock.offsetMs(),
    }),
    passwords: createArgon2Passwords(),
    ledgerSigner: createLedgerSigner(settings.NEXTAUTH_SECRET),
  };
  return {
    ctx,
    async close() {
      clock.stop();
      await db.$disconnect();
      log.flush();
      await ingest?.close();
    },
  };
}

function rulesConfig(settings: Settings): RulesConfig {
  return {
    baseUrl: settings.NEXTAUTH_URL,
    productionMode: settings.PRODUCTION_MODE,
    sandbox: settings.sandbox.payments || settings.sandbox.mail || settings.sandbox.market,
    tradingEnabled: settings.TRADING_ENABLED,
    allowLive: settings.ALLOW_LIVE,
    liveConfirmToken: settings.LIVE_CONFIRM_TOKEN ?? null,
    marketSource: settings.MARKET_SOURCE,
    devEndpoints: !settings.PRODUCTION_MODE,
    pushPublicKey: settings.VAPID?.publicKey ?? null,
    taxed: settings.STRIPE_TAX,
    affiliate: { shareBps: settings.AFFILIATE_SHARE_BPS, months: settings.AFFILIATE_MONTHS },
    appName: "Heliograph",
  };
}

function senderOf(settings: Settings): string {
  return `Heliograph <no-reply@${new URL(settings.NEXTAUTH_URL).hostname}>`;
}
