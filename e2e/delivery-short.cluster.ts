import { test } from "@playwright/test";
import { deliver } from "./support/deliver.ts";

test("150 signals to 100 sockets, lines cut, a web process killed: none missing, none twice, in order", async () => {
  test.setTimeout(240_000);
  await deliver({ signals: 150, strategies: 3, sockets: 100, kills: 1 });
});
