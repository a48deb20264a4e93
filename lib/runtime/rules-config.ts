import type { RulesConfig } from "@/lib/ports/config";
import type { Settings } from "./env.ts";

/** The settings that rules read. */
export function rulesConfig(settings: Settings): RulesConfig {
  return {
    baseUrl: settings.NEXTAUTH_URL,
    productionMode: settings.PRODUCTION_MODE,
    sandbox: settings.sandbox.payments,
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
