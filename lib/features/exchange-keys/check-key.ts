import { appendEvent } from "@/lib/events/outbox";
import { exchangeName } from "@/lib/kernel/exchange-name";
import type { Ctx } from "@/lib/ports/ctx";
import type { KeyRights } from "@/lib/ports/exchange-accounts";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { judge } from "./key.ts";
import { admitsUnproven, insertKeyUse, recordCheck, sealedKeyById } from "./repository.ts";

interface Verdict {
  readonly status: "VALID" | "UNPROVEN" | "INVALID";
  readonly fault: string | null;
  readonly rights: KeyRights | null;
}

/**
 * Opens a stored key and asks its exchange about it: daily, on its owner's wish, after an error of authentication. For the worker. A key
 * that has gained the right to withdraw, is refused or does not open is INVALID from here on and its owner is told; where the exchange does
 * not answer, the key stays as it was and is asked about again at the next turn.
 */
export async function checkKey(ctx: Ctx, id: string): Promise<void> {
  const key = await sealedKeyById(ctx.db, id);
  if (key === null) return;
  const verdict = await ask(ctx, key);
  const at = new Date(ctx.clock.now());
  await ctx.db.transaction(async (tx) => {
    const outcome = verdict === null ? "the exchange did not answer" : (verdict.fault ?? "ok");
    await insertKeyUse(tx, { id: ctx.ids.make("keyUse"), keyId: id, at, purpose: "validate", outcome });
    if (verdict === null || !(await recordCheck(tx, key, { ...verdict, at }))) return;
    if (verdict.status !== key.status) {
      await appendEvent(tx, ctx.clock.now(), {
        type: "exchange_key.changed",
        keyId: id,
        userId: key.userId,
        status: verdict.status,
      });
    }
  });
}

type Key = NonNullable<Awaited<ReturnType<typeof sealedKeyById>>>;

async function ask(ctx: Ctx, key: Key): Promise<Verdict | null> {
  let secrets: ExchangeSecrets;
  try {
    secrets = ctx.keyVault.open(key, key);
  } catch (error) {
    ctx.log.error(
      { keyId: key.id, err: error },
      "a stored exchange key does not open: it was changed, moved or sealed elsewhere",
    );
    return invalid("This key can no longer be opened here. Store it again.");
  }
  const exchange = ctx.exchangeAccounts.offered.find(({ id }) => id === key.exchange);
  if (exchange === undefined) return invalid(`Keys of ${exchangeName(key.exchange)} are no longer taken here.`);
  const answer = await ctx.exchangeAccounts.rightsOf(key.exchange, secrets, { testnet: key.testnet });
  if (!answer.ok) return answer.reason === "unreachable" ? null : invalid(answer.detail);
  const verdict = judge(answer.rights, exchange.name);
  if (verdict.fit === "never") return { ...invalid(verdict.why), rights: answer.rights };
  if (verdict.fit === "proven") return { status: "VALID", fault: null, rights: answer.rights };
  if (await admitsUnproven(ctx.db, key.exchange)) return { status: "UNPROVEN", fault: null, rights: answer.rights };
  return invalid(`${exchange.name} cannot tell us whether a key may withdraw, so its keys are not taken any more.`);
}

function invalid(fault: string): Verdict {
  return { status: "INVALID", fault, rights: null };
}
