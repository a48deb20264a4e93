import type { Command } from "commander";
import { clientByIdOrEmail } from "@/lib/features/accounts/client-queries";
import { storeClientKey } from "@/lib/features/admin/store-client-key";
import { storeKeyInput } from "@/lib/features/exchange-keys/input";
import { keyOf, keysOf } from "@/lib/features/exchange-keys/queries";
import { readSecrets } from "./read-secrets.ts";
import { BY_COMMAND, done, print, read, withCtx } from "./with-ctx.ts";

interface StoreOptions {
  readonly exchange: string;
  readonly label?: string;
  readonly testnet?: true;
  readonly confirmUnproven?: true;
  readonly json?: boolean;
}

/** Exchange keys of tenants: stored and listed, never shown. */
export function addCredentialCommands(program: Command): void {
  program
    .command("store-credentials")
    .description(
      "Stores an exchange key for a tenant, who is told. Key, secret and passphrase are asked for, or read from stdin, a line each: what stands among the arguments every user of the machine can read.",
    )
    .argument("<id-or-email>")
    .requiredOption("--exchange <id>", "like bybit or binance")
    .option("--label <text>", "what its owner knows it by")
    .option("--testnet", "of the exchange's test network")
    .option(
      "--confirm-unproven",
      "the key cannot withdraw and is bound to our addresses, where its exchange cannot tell",
    )
    .option("--json", "print JSON alone on stdout")
    .action((idOrEmail: string, { json, ...typed }: StoreOptions) =>
      withCtx(async (ctx) => {
        const needsPassphrase = ctx.exchangeAccounts.offered.some(
          (one) => one.id === typed.exchange && one.needsPassphrase,
        );
        const input = read(storeKeyInput, { ...typed, ...(await readSecrets(needsPassphrase)) });
        const { userId, id } = done(await storeClientKey(ctx, BY_COMMAND, idOrEmail, input));
        const key = await keyOf(ctx.db, userId, id);
        if (json === true) return print(key);
        console.log(`Stored ${key?.maskedKey} of ${key?.exchange} for ${idOrEmail}: ${id}`);
      }),
    );

  program
    .command("list-credentials")
    .description("A tenant's exchange keys, masked.")
    .argument("<id-or-email>")
    .option("--json", "print JSON alone on stdout")
    .action((idOrEmail: string, options: { json?: boolean }) =>
      withCtx(async (ctx) => {
        const client = await clientByIdOrEmail(ctx.db, idOrEmail);
        if (client === null) throw new Error(`There is no account ${idOrEmail}.`);
        const keys = await keysOf(ctx.db, client.id);
        if (options.json === true) return print(keys);
        for (const { id, exchange, maskedKey, status, label } of keys)
          console.log([id, exchange.padEnd(10), maskedKey, status, label].join("  ").trimEnd());
        console.log(keys.length === 1 ? "1 key" : `${keys.length} keys`);
      }),
    );
}
