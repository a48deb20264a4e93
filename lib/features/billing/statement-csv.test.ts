import { expect, it } from "vitest";
import { statementCsv } from "./statement-csv.ts";

it("writes a line a movement, and lets no name run as a formula or break its cell", () => {
  const line = {
    at: "2026-11-21T10:00:00.000Z",
    kind: "split",
    objectId: "ch_1",
    chargeId: "ch_1",
    strategy: '=SUM(A1), "mine"',
    currency: "USD",
    gross: 9_999,
    fee: 2_000,
    net: 7_999,
  };
  const taken = {
    ...line,
    kind: "transfer_reversal",
    objectId: "trr_1",
    strategy: null,
    gross: -3_333,
    fee: 0,
    net: -3_333,
  };
  expect(statementCsv([line, taken])).toBe(
    [
      "at,what,id,charge,currency,gross,fee,net,strategy",
      `2026-11-21T10:00:00.000Z,payment,ch_1,ch_1,USD,99.99,20.00,79.99,"'=SUM(A1), ""mine"""`,
      "2026-11-21T10:00:00.000Z,taken back,trr_1,ch_1,USD,-33.33,0.00,-33.33,",
      "",
    ].join("\r\n"),
  );
});
