import { ADMINISTRATION_ENDPOINTS } from "./endpoints/administration";
import { BACKTESTS_ENDPOINTS } from "./endpoints/backtests";
import { BILLING_ENDPOINTS } from "./endpoints/billing";
import type { Endpoint } from "./endpoints/endpoint";
import { KEYS_ENDPOINTS } from "./endpoints/keys";
import { MARKET_AND_OPERATIONS_ENDPOINTS } from "./endpoints/market-and-operations";
import { POSITIONS_ENDPOINTS } from "./endpoints/positions";
import { SANDBOX_ONLY_ENDPOINTS } from "./endpoints/sandbox-only";
import { SIGN_IN_ENDPOINTS } from "./endpoints/sign-in";
import { SIGNALS_ENDPOINTS } from "./endpoints/signals";
import { STRATEGIES_ENDPOINTS } from "./endpoints/strategies";
import { SUBSCRIPTIONS_ENDPOINTS } from "./endpoints/subscriptions";
import { TRADES_ENDPOINTS } from "./endpoints/trades";
import { TRADING_ENDPOINTS } from "./endpoints/trading";

export type { Endpoint, Method } from "./endpoints/endpoint";

/** Every endpoint for programs, with the very schemas that check its input. A test holds it against the route files. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...SIGN_IN_ENDPOINTS,
  ...STRATEGIES_ENDPOINTS,
  ...SIGNALS_ENDPOINTS,
  ...POSITIONS_ENDPOINTS,
  ...TRADING_ENDPOINTS,
  ...TRADES_ENDPOINTS,
  ...BACKTESTS_ENDPOINTS,
  ...SUBSCRIPTIONS_ENDPOINTS,
  ...BILLING_ENDPOINTS,
  ...KEYS_ENDPOINTS,
  ...MARKET_AND_OPERATIONS_ENDPOINTS,
  ...ADMINISTRATION_ENDPOINTS,
  ...SANDBOX_ONLY_ENDPOINTS,
];
