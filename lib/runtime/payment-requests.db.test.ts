import { expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "@/lib/kernel/time";
import { createTestClock } from "@/lib/testing/test-clock";
import { testDb } from "@/lib/testing/test-db";
import { StoredPaymentRequests } from "./payment-requests.ts";

const db = testDb();
const request = {
  key: "customer:usr_1",
  kind: "customer",
  subjectId: "usr_1",
  body: { email: "a@example.test", metadata: { b: "2", a: "1" } },
};

it("writes a request down before it is sent, and gives the same key for the same request while Stripe remembers it", async () => {
  const clock = createTestClock();
  const requests = new StoredPaymentRequests(db.web, clock);
  expect(await requests.begin(request)).toBe("customer:usr_1");
  expect(await db.web.stripeRequest.findUniqueOrThrow({ where: { key: request.key } })).toMatchObject({
    kind: "customer",
    response: null,
    answeredAt: null,
  });
  expect(await requests.begin({ ...request, body: { metadata: { a: "1", b: "2" }, email: "a@example.test" } })).toBe(
    "customer:usr_1",
  );
  await requests.finish(request.key, { response: { id: "cus_1" } });
  expect(await requests.begin(request)).toBe("customer:usr_1");
  expect(await db.web.stripeRequest.findUniqueOrThrow({ where: { key: request.key } })).toMatchObject({
    response: { id: "cus_1" },
  });
});

it("gives a successor for another body, and for a key that Stripe may have forgotten", async () => {
  const clock = createTestClock();
  const requests = new StoredPaymentRequests(db.web, clock);
  const key = "customer:usr_2";
  expect(await requests.begin({ ...request, key })).toBe(key);
  expect(await requests.begin({ ...request, key, body: { email: "b@example.test" } })).toBe(`${key}#2`);
  clock.advance(23 * HOUR_MS);
  expect(await requests.begin({ ...request, key })).toBe(`${key}#3`);
});

it("gives a successor for a key that was refused, after a minute and then each time twice as long, and none where it is open what happened", async () => {
  const clock = createTestClock();
  const requests = new StoredPaymentRequests(db.web, clock);
  const key = "checkout:sub_1:first";
  const begin = () => requests.begin({ ...request, key });
  expect(await begin()).toBe(key);
  await requests.finish(key, { error: "502", mayRepeat: false });
  clock.advance(HOUR_MS);
  expect(await begin()).toBe(key);
  await requests.finish(key, { error: "Your destination account cannot take transfers.", mayRepeat: true });
  expect(await begin()).toBe(`${key}#2`);
  await requests.finish(`${key}#2`, { error: "No.", mayRepeat: true });
  clock.advance(2 * MINUTE_MS - 1);
  expect(await begin()).toBe(`${key}#2`);
  clock.advance(1);
  expect(await begin()).toBe(`${key}#3`);
  await requests.finish(`${key}#3`, { response: { id: "cs_1" } });
  clock.advance(HOUR_MS);
  expect(await begin()).toBe(`${key}#3`);
});
