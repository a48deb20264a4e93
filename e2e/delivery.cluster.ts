import { expect, test } from "@playwright/test";
import { deliver } from "./support/deliver.ts";

test("3,600 signals to 1,000 sockets in 10 minutes, lines cut, web processes killed: none missing, none twice, in order", async () => {
  test.setTimeout(1_200_000);
  const seconds = await deliver({ signals: 3_600, strategies: 4, sockets: 1_000, kills: 6 });
  expect(seconds).toBeLessThanOrEqual(600);
});
