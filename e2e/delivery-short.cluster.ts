import { test } from "@playwright/test";
import { deliver } from "./support/deliver.ts";

test("150 signals to 100 sockets, lines cut, a web process killed: none missing, none twice, in order", async () => {
  test.setTimeout(120_000);
  await deliver({ signals: 150, sockets: 100, kills: 1, limitMs: 60_000 });
});
