import { Command } from "commander";
import { openDb } from "@/lib/db/client";
import { rewrapKeys } from "@/lib/features/exchange-keys/rewrap-keys";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { createLogger } from "@/lib/runtime/logger";
import { masterKeysOf, requireKnownMasterKey } from "@/lib/runtime/master-keys";
import { resealTexts } from "@/lib/runtime/reseal-texts";
import { runCommand } from "./command.ts";

const BATCH = 500;

const program = new Command("npm run keys --").description(
  "The master key over stored exchange keys. Exit code 0: done; 1: refused, with one line; 2: called wrongly.",
);

program
  .command("rotate")
  .description(
    "Puts every exchange key and sealed text under CLIENT_MASTER_KEY. Before: set the new key there and the old one in CLIENT_MASTER_KEY_PREVIOUS, and restart web and worker with both. They go on meanwhile. Safe to break off and to repeat. After: take CLIENT_MASTER_KEY_PREVIOUS away.",
  )
  .option("--json", "print JSON alone on stdout")
  .action(async ({ json }: { json?: boolean }) => {
    const settings = settingsOrExit();
    const keys = masterKeysOf(settings);
    const database = await openDatabase(settings);
    const stop = new AbortController();
    process.once("SIGINT", () => stop.abort());
    const db = openDb(database.urls.worker, { poolMax: 2, applicationName: "heliograph-keys" });
    try {
      await requireKnownMasterKey(database.urls.owner ?? database.urls.worker, keys, new Date());
      const [newest, ...previous] = keys;
      const ctx = {
        db,
        log: createLogger({ name: "keys", level: "error" }),
        keyVault: createKeyVault(keys, { mayOpen: true }),
        seal: createSeal(newest.bytes, ...previous.map(({ bytes }) => bytes)),
        sealedByNewest: createSeal(newest.bytes),
      };
      const began = performance.now();
      const { rewrapped, left } = await rewrapKeys(ctx, {
        batch: BATCH,
        signal: stop.signal,
        onBatch: (count) => process.stderr.write(`${count} keys\n`),
      });
      const texts = await resealTexts(ctx, { batch: BATCH, signal: stop.signal });
      const seconds = (performance.now() - began) / 1_000;
      const report = { rewrapped, left, resealed: texts.resealed, textsLeft: texts.left, seconds };
      if (json === true) console.log(JSON.stringify(report));
      else {
        console.log(
          `${rewrapped} exchange keys and ${texts.resealed} sealed texts are under the new master key (${seconds.toFixed(1)} s).`,
        );
      }
      if (left + texts.left > 0) {
        throw new Error(
          `${left} exchange keys and ${texts.left} sealed texts are still under another master key: keep CLIENT_MASTER_KEY_PREVIOUS, see the log, and run this again`,
        );
      }
    } finally {
      await db.$disconnect();
      await database.stop();
    }
  });

await runCommand(program);
