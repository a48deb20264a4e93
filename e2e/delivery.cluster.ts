import { test } from "@playwright/test";
import { deliver } from "./support/deliver.ts";

test("3,600 signals to 1,000 sockets in 10 minutes, lines cut, web processes killed: none missing, none twice, in order", async () => {
  test.setTimeout(900_000);
  await deliver({ signals: 3_600, sockets: 1_000, kills: 6, limitMs: 600_000 });
});
