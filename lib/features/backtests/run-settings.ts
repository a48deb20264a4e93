import { DEFAULT_SETTINGS, type RunSettings } from "@/lib/trading/engine/settings";
import type { Sizing } from "@/lib/trading/orders/order";

/** What a person may set of a run; what is left out has the default that the command line has too: then nothing is rounded. */
export interface AccountInput {
  readonly initialCapital?: number | undefined;
  readonly fee?: number | undefined;
  readonly makerFee?: number | undefined;
  readonly slippageBps?: number | undefined;
  readonly spreadBps?: number | undefined;
  readonly leverage?: number | undefined;
  readonly maintenanceMargin?: number | undefined;
  readonly sizing?: Sizing | undefined;
  readonly tick?: number | undefined;
  readonly lot?: number | undefined;
  readonly minNotional?: number | undefined;
  readonly pyramiding?: number | undefined;
  readonly closeAtEnd?: boolean | undefined;
}

/** `market` is the symbol's own. The fee is taken on both kinds of fills unless a maker fee is given. */
export function settingsOf(input: AccountInput, market: "spot" | "swap"): Omit<RunSettings, "barMs" | "funding"> {
  const { funding: _none, ...defaults } = DEFAULT_SETTINGS;
  const takerFee = input.fee ?? defaults.takerFee;
  return {
    ...defaults,
    cash: input.initialCapital ?? defaults.cash,
    takerFee,
    makerFee: input.makerFee ?? takerFee,
    slippageBps: input.slippageBps ?? defaults.slippageBps,
    spreadBps: input.spreadBps ?? defaults.spreadBps,
    market,
    leverage: input.leverage ?? defaults.leverage,
    maintenanceMargin: input.maintenanceMargin ?? defaults.maintenanceMargin,
    sizing: input.sizing ?? defaults.sizing,
    tick: input.tick ?? defaults.tick,
    lot: input.lot ?? defaults.lot,
    minNotional: input.minNotional ?? defaults.minNotional,
    pyramiding: input.pyramiding ?? defaults.pyramiding,
    atEnd: input.closeAtEnd === true ? "close" : defaults.atEnd,
  };
}
