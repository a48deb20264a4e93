import { expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";

const db = testDb();

/** Work that says when it began and ended, and ends when told. */
function scene() {
  const told: string[] = [];
  const gates = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    told.push(`${name} begins`);
    await new Promise<void>((done) => gates.set(name, done));
    told.push(`${name} ends`);
    return name;
  };
  const begun = async (name: string) => {
    await expect.poll(() => told.includes(`${name} begins`)).toBe(true);
    gates.get(name)?.();
  };
  return { told, work, begun };
}

it("lets one at a time do something under a name, in one process and in two", async () => {
  const { told, work, begun } = scene();
  const all = Promise.all([
    db.web.exclusively("one", work("a")),
    db.web.exclusively("one", work("b")),
    db.worker.exclusively("one", work("c")),
    db.web.exclusively("other", work("d")),
  ]);
  // Whose turn it is between the processes is nobody's to say; d has a name of its own.
  await Promise.all(["a", "b", "c", "d"].map(begun));
  expect(await all).toEqual(["a", "b", "c", "d"]);
  const order = told.filter((line) => !line.startsWith("d"));
  expect(order).toHaveLength(6);
  for (const [n, line] of order.entries()) if (n % 2 === 1) expect(line.slice(0, 1)).toBe(order[n - 1]?.slice(0, 1));
});

it("keeps no transaction open meanwhile, and is free after a failure", async () => {
  const { work, begun } = scene();
  const held = db.web.exclusively("slow", work("e"));
  const open = await db.owner<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
  );
  expect(open[0]?.n).toBe(0);
  await begun("e");
  await held;
  await expect(db.web.exclusively("slow", () => Promise.reject(new Error("broke")))).rejects.toThrow("broke");
  expect(await db.worker.exclusively("slow", () => Promise.resolve("free"))).toBe("free");
});

it("is free again when the connection of its holder ends, as with its process", async () => {
  const { work, begun } = scene();
  const held = db.web.exclusively("dead", work("f"));
  const waiting = db.worker.exclusively("dead", work("g"));
  await expect
    .poll(() =>
      db.owner(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test-web-locks'",
      ),
    )
    .toHaveLength(1);
  await begun("g");
  expect(await waiting).toBe("g");
  await begun("f");
  expect(await held).toBe("f");
  expect(await db.web.exclusively("dead", () => Promise.resolve("again"))).toBe("again");
});
