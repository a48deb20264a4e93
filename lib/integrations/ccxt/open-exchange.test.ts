import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { openExchange } from "./open-exchange.ts";

it("lets a stream fail with nobody listening without ending the process, and still tells who listens", async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on("unhandledRejection", hear);
  const exchange = await openExchange("binance", undefined);
  try {
    const client = exchange.client("wss://127.0.0.1:1/ws");
    for (const name of ["alone", "heard"]) client.future(name);
    const heard = expect(client.future("heard")).rejects.toThrow("the connection broke");
    for (const name of ["alone", "heard"]) client.reject(new Error("the connection broke"), name);
    await heard;
    await turn();
    expect(unheard).toEqual([]);
  } finally {
    process.off("unhandledRejection", hear);
    await exchange.close();
  }
});
