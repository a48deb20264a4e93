import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { KEY_VENUES } from "@/lib/integrations/ccxt/key-rights/venues";
import { exchangesPage } from "@/lib/integrations/ccxt/trade/abilities-table";
import { VENUES } from "@/lib/integrations/ccxt/trade/venues/venues";
import { runCommand } from "./command.ts";

const program = new Command("npm run docs:exchanges").description(
  "Writes docs/exchanges.md from what the code can do at each exchange.",
);

program.action(() => {
  writeFileSync(
    "docs/exchanges.md",
    exchangesPage(
      VENUES.map(({ abilities }) => abilities),
      KEY_VENUES,
    ),
  );
  console.log("Wrote docs/exchanges.md");
});

await runCommand(program);
