import { expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { isTraded } from "./is-traded.ts";
import { openDesk } from "./orders.fixture.ts";

const db = testDb();

it("is so while an order may still fill and while something is held, and over once nothing is", async () => {
  const desk = await openDesk(db);
  await desk.start();
  const traded = () => desk.ctx.db.transaction((tx) => isTraded(tx, desk.keyId));
  expect(await traded()).toBe(false);
  await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(41_990) });
  await desk.work(3);
  expect(await desk.intent("sig_a")).toMatchObject({ state: "ACCEPTED" });
  expect(await traded()).toBe(true);
  desk.price(41_980);
  await desk.work(65, 2_500);
  expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
  await desk.ctx.db.order.updateMany({ where: { keyId: desk.keyId }, data: { state: "CANCELLED" } });
  expect(await traded()).toBe(true);
  await desk.ctx.db.position.updateMany({ where: { keyId: desk.keyId }, data: { state: "CLOSED" } });
  expect(await traded()).toBe(false);
});
