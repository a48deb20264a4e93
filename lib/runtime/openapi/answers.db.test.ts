import { expect, it } from "vitest";
import { arrange, handle } from "@/lib/features/copies/copies.fixture";
import { positionWithShortfall } from "@/lib/features/copies/live/position-with-shortfall";
import { listPositions } from "@/lib/features/copies/queries";
import { listStrategies } from "@/lib/features/marketplace/queries";
import { getSignal, listSignals } from "@/lib/features/signals/queries";
import { testDb } from "@/lib/testing/test-db";
import { ANSWERS, type AnswerName } from "./answers.ts";
import { openApiDocument } from "./document.ts";

const db = testDb();

/** As JSON carries it; a field that the document does not name is a fault. */
function expectAnswers(name: AnswerName, answers: readonly unknown[]): void {
  expect(answers).not.toEqual([]);
  for (const answer of answers) {
    const sent: unknown = JSON.parse(JSON.stringify(answer));
    expect(ANSWERS[name].safeParse(sent)).toEqual({ success: true, data: sent });
  }
}

it("says of strategies, signals and positions what is sent, no field more or less", async () => {
  const scene = await arrange(db);
  const { ctx } = scene;
  scene.quote("42280", "42285");
  const { userId } = await scene.follower({ sizing: ["quote", "1000"] });
  ctx.clock.advance(1_000);
  const ids = [
    await scene.open(),
    await scene.open({ entry: { type: "limit", low: "41900", high: "42000" } }),
    await scene.open({ entry: { type: "trigger", price: "42500", crossing: "up" } }),
    await scene.open({ side: "SHORT", stop: "43000", targets: [["41000", "1"]] }),
  ];
  const [first = ""] = ids;
  await handle(scene, first);
  await scene.event(
    first,
    "REDUCE",
    { cause: "target", target: 1, fraction: "0.5", price: "43000", remaining: "0.5" },
    {},
  );
  await handle(scene, first);

  const now = ctx.clock.now();
  expectAnswers("Strategy", (await listStrategies(ctx.db, null, {}, now)).items);
  expectAnswers("Signal", (await listSignals(ctx.db, userId, now, {})).items);
  const signals = await Promise.all(ids.map((id) => getSignal(ctx.db, userId, id, now)));
  expectAnswers("SignalDetail", signals);
  const { items } = await listPositions(ctx, userId, { limit: 10 });
  expectAnswers("Position", items);
  expectAnswers("PositionDetail", [await positionWithShortfall(ctx, userId, items[0]?.id ?? "")]);
});

it("stands in the document where its endpoints answer", () => {
  const { paths, components } = openApiDocument("x");
  const answer = (path: string) => paths[path]?.get?.responses["200"];
  expect(answer("/api/signals/{id}")).toMatchObject({
    content: { "application/json": { schema: { $ref: "#/components/schemas/SignalDetail" } } },
  });
  expect(answer("/api/positions")).toMatchObject({
    content: {
      "application/json": { schema: { properties: { items: { items: { $ref: "#/components/schemas/Position" } } } } },
    },
  });
  expect(components).toMatchObject({
    schemas: {
      SignalDetail: { required: expect.arrayContaining(["events", "closeCause"]) },
      Strategy: { properties: { returnPct: { type: ["number", "null"] } } },
    },
  });
  expect(JSON.stringify(components)).not.toContain('"additionalProperties":false');
});
