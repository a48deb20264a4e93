/** The settings that rules read. Made from the environment by lib/runtime/env.ts, plain values only. */
export interface RulesConfig {
  readonly baseUrl: string;
  readonly productionMode: boolean;
  /** No keys set: local stand-ins serve payments, mail and market. */
  readonly sandbox: boolean;
  readonly tradingEnabled: boolean;
  readonly allowLive: boolean;
  /** A word that must be typed as well to go live; null: none is asked. */
  readonly liveConfirmToken: string | null;
  readonly marketSource: "exchange" | "replay";
  readonly devEndpoints: boolean;
  /** Push services are asked under this key; null: web push is not offered. */
  readonly pushPublicKey: string | null;
  /** Tax is added to the prices of what is sold from now on, where there is one. */
  readonly taxed: boolean;
  /** What a new user's payments earn who brought him: basis points of the platform's part, for so many months from his sign-up. */
  readonly affiliate: { readonly shareBps: number; readonly months: number };
  readonly appName: "Heliograph";
}
