import { dec, plain } from "@/lib/kernel/decimal";
import { type Figure, isAdopted, type Judged, type OurFill } from "./judged.ts";

/** States in which an order can still execute, in the venue's words. */
export const LIVING: readonly string[] = ["waiting", "open", "partial"];
const OURS_LIVING: readonly string[] = ["PLANNED", "SENDING", "UNKNOWN", "ACCEPTED", "PARTIAL"];

/** Every order and execution of the venue is ours exactly once, digit by digit, and the other way round. */
export function judgeFills({ ours, theirs }: Judged): readonly string[] {
  const broken: string[] = [];
  const orders = ours.intents.filter((intent) => !isAdopted(intent)).flatMap((intent) => intent.orders);
  const byClientId = new Map(orders.map((order) => [order.clientOrderId, order]));
  const seen = new Map<string, number>();
  for (const order of theirs.orders) {
    if (order.by !== "api") continue;
    const own = order.clientId === null ? undefined : byClientId.get(order.clientId);
    if (own === undefined) {
      broken.push(`lost: the venue has order ${order.id} (${order.clientId ?? "no id"}) that we do not know`);
      continue;
    }
    const times = (seen.get(own.clientOrderId) ?? 0) + 1;
    seen.set(own.clientOrderId, times);
    if (times > 1) broken.push(`doubled: the venue has ${times} orders of ${own.clientOrderId}`);
    if (LIVING.includes(order.state) !== OURS_LIVING.includes(own.state))
      broken.push(`the venue's order ${order.id} is ${order.state}, ours is ${own.state}`);
  }
  for (const { clientOrderId, state, id } of orders)
    if ((state === "FILLED" || state === "ACCEPTED" || state === "PARTIAL") && !seen.has(clientOrderId))
      broken.push(`invented: our order ${id} is ${state} and the venue has none`);

  const clientIdOf = new Map(theirs.orders.map(({ id, clientId, by }) => [id, by === "api" ? clientId : null]));
  const venues = theirs.fills.flatMap((fill) => {
    const clientId = clientIdOf.get(fill.orderId) ?? null;
    return clientId === null ? [] : [lineOf(clientId, fill)];
  });
  const recorded = orders.flatMap(({ clientOrderId, fills }) => fills.map((fill) => lineOf(clientOrderId, fill)));
  for (const line of missing(venues, recorded)) broken.push(`lost: execution ${line}`);
  for (const line of missing(recorded, venues)) broken.push(`doubled or invented: execution ${line}`);
  return broken;
}

function lineOf(clientId: string, fill: OurFill): string {
  const [price, qty, fee] = [fill.price, fill.qty, fill.fee].map((figure: Figure) => plain(dec(figure.toString())));
  return `${clientId} ${fill.side} ${qty} at ${price}, fee ${fee} ${fill.feeCurrency}`;
}

/** What `list` has more often than `other`. */
function missing(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return list.filter((line) => {
    const place = left.indexOf(line);
    if (place === -1) return true;
    left.splice(place, 1);
    return false;
  });
}
