import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { OfferedExchange } from "@/lib/ports/exchange-accounts";

/** The exchange a key is for, with what it asks of a key: a passphrase or none, a test network or none. */
export function offeredExchange(
  ctx: Pick<Ctx, "exchangeAccounts">,
  asked: {
    readonly exchange: string;
    readonly passphrase?: string | undefined;
    readonly testnet?: boolean | undefined;
  },
): Result<OfferedExchange, "invalid"> {
  const { offered } = ctx.exchangeAccounts;
  const exchange = offered.find(({ id }) => id === asked.exchange);
  if (exchange === undefined) {
    return wrong("exchange", `Keys can be stored for ${offered.map(({ name }) => name).join(", ")}.`);
  }
  if (exchange.needsPassphrase && asked.passphrase === undefined) {
    return wrong("passphrase", `${exchange.name} gives a passphrase with each key. Enter it too.`);
  }
  if (!exchange.needsPassphrase && asked.passphrase !== undefined) {
    return wrong("passphrase", `${exchange.name} has no passphrase. Leave it empty.`);
  }
  if (asked.testnet === true && !exchange.testnet) {
    return wrong("testnet", `${exchange.name}'s test network cannot be used here.`);
  }
  return done(exchange);
}

function wrong(name: string, text: string) {
  return refuse("invalid", text, { [name]: [text] });
}
