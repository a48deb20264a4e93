import { dec } from "@/lib/kernel/decimal";
import type { Figure } from "./judged.ts";
import type { OurRows } from "./read-run.ts";
import type { Scenario } from "./scenario.ts";

const ON_ITS_WAY: readonly string[] = ["PLANNED", "SENDING", "UNKNOWN"];
const RESTING: readonly string[] = ["ACCEPTED", "PARTIAL"];

/** Whether nothing more is to come by our own books; null: yes, else what is still open, in words. Decides only when to ask the venue. */
export function unsettled({ intents, positions, account }: OurRows, scenario: Scenario): string | null {
  if (account === null) return intents.every(({ state }) => state === "BLOCKED") ? null : "no worker has the account";
  const orders = intents.flatMap(({ purpose, origin, orders: own }) =>
    own.map((order) => ({ ...order, purpose, origin })),
  );
  const way = orders.find(({ state }) => ON_ITS_WAY.includes(state));
  if (way !== undefined) return `order ${way.id} is ${way.state}`;
  const resting = orders.filter(({ state }) => RESTING.includes(state));
  const working = resting.find(({ purpose }) => purpose !== "STOP");
  if (working !== undefined) return `order ${working.id} is ${working.state}`;
  if (account.state !== "READY") return `the account is ${account.state}`;
  const open = positions.filter(({ state }) => state === "OPEN");
  const [first] = open;
  // A stop whose trade is over is taken off in the account's next round.
  const idle = resting.find((order) => order.purpose === "STOP" && !open.some(({ origin }) => origin === order.origin));
  if (idle !== undefined) return `stop ${idle.id} of a trade that is over is ${idle.state}`;
  if (scenario.end === "hold") {
    const bare = open.find((position) => position.stopAskedAt === null && !isProtected(position, intents));
    return bare === undefined ? null : `position ${bare.id} has no stop at its level`;
  }
  // Withdrawn coins stay in the books: the difference is its user's to settle.
  return first === undefined || scenario.withdrawsCoins ? null : `position ${first.id} is open`;
}

/** A stop that was moved rests at its old level until the account's next round, for which what is guarded waits up to two seconds of the machine's. */
function isProtected({ origin, stopLoss }: OurRows["positions"][number], intents: OurRows["intents"]): boolean {
  return intents.some(
    (intent) =>
      intent.origin === origin &&
      intent.purpose === "STOP" &&
      intent.orders.some(
        ({ state, cancelAskedAt, trigger }) =>
          state === "ACCEPTED" && cancelAskedAt === null && isAt(trigger, stopLoss),
      ),
  );
}

function isAt(trigger: Figure | null, stopLoss: Figure | null): boolean {
  return trigger !== null && stopLoss !== null && dec(trigger.toString()).eq(dec(stopLoss.toString()));
}
