import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { OfferedExchange } from "@/lib/ports/exchange-accounts";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { judge } from "./key.ts";
import { admitsUnproven, type CheckedKey } from "./repository.ts";

/** Whether a key may be stored, by what its exchange says now. The secrets stay in memory and are forgotten where the answer is no. */
export async function askExchange(
  ctx: Ctx,
  exchange: OfferedExchange,
  secrets: ExchangeSecrets,
  more: { readonly testnet: boolean; readonly confirmUnproven: boolean },
): Promise<Result<CheckedKey, "invalid" | "unavailable">> {
  const answer = await ctx.exchangeAccounts.rightsOf(exchange.id, secrets, { testnet: more.testnet });
  if (!answer.ok) {
    return answer.reason === "unreachable"
      ? refuse("unavailable", `${answer.detail} Nothing was stored.`)
      : wrong(answer.detail);
  }
  const verdict = judge(answer.rights, exchange.name);
  if (verdict.fit === "never") return wrong(verdict.why);
  if (verdict.fit === "proven") return done({ rights: answer.rights, status: "VALID" });
  if (!(await admitsUnproven(ctx.db, exchange.id))) {
    return wrong(`${exchange.name} cannot tell us whether a key may withdraw, so its keys are not taken here.`);
  }
  if (!more.confirmUnproven) {
    const text = `Confirm that this key cannot withdraw and is bound to our addresses: ${exchange.name} cannot tell us.`;
    return refuse("invalid", text, { confirmUnproven: [text] });
  }
  return done({ rights: answer.rights, status: "UNPROVEN" });
}

function wrong(text: string) {
  const said = `${text} Nothing was stored.`;
  return refuse("invalid", said, { apiKey: [said] });
}
