import { administrationExamples } from "./api-examples/administration.ts";
import { backtestsExamples } from "./api-examples/backtests.ts";
import { billingExamples } from "./api-examples/billing.ts";
import type { Examples } from "./api-examples/example.ts";
import { keysExamples } from "./api-examples/keys.ts";
import { MARKET_AND_OPERATIONS_EXAMPLES } from "./api-examples/market-and-operations.ts";
import { positionsExamples } from "./api-examples/positions.ts";
import { SANDBOX_ONLY_EXAMPLES } from "./api-examples/sandbox-only.ts";
import { SIGN_IN_EXAMPLES } from "./api-examples/sign-in.ts";
import { signalsExamples } from "./api-examples/signals.ts";
import { strategiesExamples } from "./api-examples/strategies.ts";
import { subscriptionsExamples } from "./api-examples/subscriptions.ts";
import { tradesExamples } from "./api-examples/trades.ts";
import { tradingExamples } from "./api-examples/trading.ts";
import type { Scene } from "./api-scene.ts";

export type { ApiExample } from "./api-examples/example.ts";

/** Good requests by endpoint, in the groups of lib/runtime/openapi/endpoints. A body or a query without an example fails the test. */
export const examples = (scene: Scene): Examples => ({
  ...SIGN_IN_EXAMPLES,
  ...strategiesExamples(scene),
  ...signalsExamples(scene),
  ...positionsExamples(scene),
  ...tradingExamples(scene),
  ...tradesExamples(scene),
  ...backtestsExamples(scene),
  ...subscriptionsExamples(scene),
  ...billingExamples(scene),
  ...keysExamples(scene),
  ...MARKET_AND_OPERATIONS_EXAMPLES,
  ...administrationExamples(scene),
  ...SANDBOX_ONLY_EXAMPLES,
});
