import { execFileSync } from "node:child_process";
import { type APIRequestContext, expect } from "@playwright/test";
import { childEnvironment } from "@/lib/runtime/env";
import { E2E_SETTINGS } from "./site.ts";

/** Imports a file of candles by the product's own command. */
export function importCandles(file: string): void {
  execFileSync("npm", ["run", "-s", "candles", "--", "import", file], {
    env: childEnvironment(E2E_SETTINGS),
    stdio: "pipe",
  });
}

export interface ReplayOrder {
  readonly from?: string;
  readonly speed?: number;
  readonly pause?: boolean;
  readonly step?: number;
}

/** Steers the replayed market and waits for its answer. */
export async function replay(request: APIRequestContext, order: ReplayOrder): Promise<Record<string, unknown>> {
  const answer = await request.post("/api/dev/replay", { data: order });
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}
