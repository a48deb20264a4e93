import { expect, it } from "vitest";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { KEY_VENUES } from "../key-rights/venues.ts";
import { VENUES } from "./venues/venues.ts";

it("calls each exchange by one name, in sentences, in tables and where keys are stored", () => {
  const told = [...VENUES.map(({ abilities }) => abilities), ...KEY_VENUES].map(({ id, name }) => [id, name]);
  expect(told).toEqual(told.map(([id = ""]) => [id, exchangeName(id)]));
});
