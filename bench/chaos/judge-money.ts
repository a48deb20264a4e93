import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { isAdopted, type Judged, type OurFill } from "./judged.ts";
import { sum } from "./sum.ts";

const OUTSIDE: readonly string[] = ["deposit", "withdrawal"];

/** Balances, positions and results at the venue are what our own executions and the user's own hands make of them, to the last digit. */
export function judgeMoney(end: Judged): readonly string[] {
  const { scenario, ours, theirs, byHand } = end;
  const { coin, stage, symbol } = scenario;
  const broken: string[] = [];
  const hands = new Set(theirs.orders.filter(({ by }) => by !== "api").map(({ id }) => id));
  const executions: readonly Execution[] = [
    ...ours.intents
      .filter((intent) => !isAdopted(intent))
      .flatMap(({ orders }) => orders.flatMap(({ fills }) => fills.map(exact))),
    ...theirs.fills.filter(({ orderId }) => hands.has(orderId)).map(exact),
  ];
  const traded = byHand.filter(({ type }) => type === "trade").length;
  if (hands.size !== traded) broken.push(`${hands.size} orders by hand at the venue, ${traded} were made`);

  const base = sum(executions.map(({ side, qty }) => (side === "BUY" ? qty : qty.neg())));
  const value = sum(
    theirs.positions.map((position) => dec(position.value).times(dec(position.qty).isNegative() ? -1 : 1)),
  );
  const expected = new Map<string, Dec>();
  const add = (currency: string, amount: Dec): void =>
    void expected.set(currency, (expected.get(currency) ?? dec(0)).plus(amount));
  for (const { currency, amount, why } of theirs.entries) if (OUTSIDE.includes(why)) add(currency, dec(amount));
  for (const { side, price, qty, fee, feeCurrency } of executions) {
    add("USDT", price.times(qty).times(side === "BUY" ? -1 : 1));
    add(feeCurrency, fee.neg());
  }
  // Contracts are held at what they cost; coins are coins.
  if (stage.market === "spot") add(coin.base, base);
  else add("USDT", value);
  for (const currency of new Set([...expected.keys(), ...theirs.balances.map((one) => one.currency)])) {
    const there = sum(theirs.balances.filter((one) => one.currency === currency).map(({ total }) => total));
    const here = expected.get(currency) ?? dec(0);
    if (!there.eq(here)) broken.push(`the venue has ${plain(there)} ${currency}, our executions make ${plain(here)}`);
  }
  if (stage.market === "swap") {
    const there = sum(theirs.positions.filter((one) => one.symbol === symbol).map(({ qty }) => qty));
    if (!there.eq(base)) broken.push(`the venue holds ${plain(there)} ${symbol}, our executions make ${plain(base)}`);
  }
  return [...broken, ...judgeResults(end)];
}

/** Each position's own figures follow from its executions. Results to the eighth decimal: an average price is kept to eighteen. */
function judgeResults({ ours, scenario }: Judged): readonly string[] {
  const broken: string[] = [];
  for (const position of ours.positions) {
    const own = ours.intents.filter(({ origin }) => origin === position.origin);
    const fills = own.flatMap(({ orders }) => orders.flatMap((order) => order.fills)).map(exact);
    const entering = position.side === "LONG" ? "BUY" : "SELL";
    const held = sum(
      fills.map(({ side, qty, fee, feeCurrency }) => {
        const moved = side === entering ? qty : qty.neg();
        return feeCurrency === scenario.coin.base ? moved.minus(fee) : moved;
      }),
    );
    if (!held.eq(dec(position.qty.toString())))
      broken.push(`position ${position.id} holds ${position.qty}, its executions make ${plain(held)}`);
    const cash = sum(
      fills.map(({ side, price, qty, fee, feeCurrency }) => {
        const flow = price.times(qty).times(side === "BUY" ? -1 : 1);
        return feeCurrency === "USDT" ? flow.minus(fee) : flow;
      }),
    );
    const cost = held.times(dec(position.entryPrice.toString())).times(position.side === "LONG" ? 1 : -1);
    const result = dec(position.grossPnl.toString()).minus(dec(position.fees.toString()));
    if (!result.toDecimalPlaces(8).eq(cash.plus(cost).toDecimalPlaces(8)))
      broken.push(`position ${position.id} says ${plain(result)} USDT, its executions make ${plain(cash.plus(cost))}`);
  }
  return broken;
}

interface Execution {
  readonly side: string;
  readonly price: Dec;
  readonly qty: Dec;
  readonly fee: Dec;
  readonly feeCurrency: string;
}

function exact({ side, price, qty, fee, feeCurrency }: OurFill): Execution {
  return { side, price: dec(price.toString()), qty: dec(qty.toString()), fee: dec(fee.toString()), feeCurrency };
}
