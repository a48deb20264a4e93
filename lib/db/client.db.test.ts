import { expect, test } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { openDb } from "./client.ts";

const db = testDb();

test("plans a prepared statement once, whatever its values, and outlives a connection that the server ended while it rested", async () => {
  const own = openDb(db.urls.web, { applicationName: "hot-test" });
  try {
    const plans = () =>
      own.prepared<{ custom: number; pid: number }>(
        "plans",
        `SELECT custom_plans::int AS custom, pg_backend_pid() AS pid FROM pg_prepared_statements WHERE name = 'plans' AND $1::int > 0`,
        [1],
      );
    await plans();
    const [first] = await plans();
    expect(first).toMatchObject({ custom: 0 });
    await db.owner("SELECT pg_terminate_backend($1::int)", [first?.pid]);
    await expect.poll(async () => (await plans().catch(() => []))[0]?.pid ?? first?.pid).not.toBe(first?.pid);
  } finally {
    await own.$disconnect();
  }
});
