import { describe, expect, it } from "vitest";
import { BUILT_IN_STRATEGIES } from "./built-in.ts";
import { checkStrategy } from "./check-strategy.ts";

const whole = {
  kind: "bars",
  name: "mine",
  parameters: { length: { kind: "number", label: "Length", default: 5, min: 1, max: 9, step: 1 } },
  studies: () => ({}),
  start: () => () => {},
};

it.each(BUILT_IN_STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("takes %s", (_, strategy) => {
  expect(checkStrategy(strategy)).toEqual({ ok: true, value: strategy });
});

it("takes a file's without title and description", () => {
  expect(checkStrategy(whole).ok).toBe(true);
});

describe("names what is wrong", () => {
  const length = whole.parameters.length;
  it.each([
    [undefined, "it must export a strategy object by default"],
    [[whole], "it must export a strategy object by default"],
    [{ ...whole, kind: "magic" }, 'kind must be "bars" or "signals"'],
    [{ ...whole, name: "My Strategy" }, 'name must be lower-case words joined by hyphens, as "sma-cross"'],
    [
      { ...whole, start: undefined },
      "start must be a function: start(parameters, lines, on) returns (bar, desk) => { … }",
    ],
    [
      { ...whole, kind: "signals" },
      "signals must be a function: signals(columns, parameters, from, to, out) fills out",
    ],
    [
      { ...whole, studies: {} },
      "studies must be a function: studies(parameters, ta) returns indicators by name, {} for none",
    ],
    [
      { ...whole, protect: { stop() {} } },
      "protect must hold stop(columns, parameters, i, side) and target(…), or be left out",
    ],
    [{ ...whole, parameters: null }, "parameters must be an object, {} when there are none"],
    [{ ...whole, parameters: { length: 5 } }, "parameters.length: must be an object with kind, label and default"],
    [
      { ...whole, parameters: { length: { ...length, kind: "int" } } },
      'parameters.length: kind must be "number", "numbers", "choice" or "flag"',
    ],
    [{ ...whole, parameters: { length: { ...length, step: 0 } } }, "parameters.length: step must be above 0"],
    [
      { ...whole, parameters: { length: { ...length, default: 10 } } },
      "parameters.length: its default: length must be at most 9, not 10",
    ],
    [
      { ...whole, parameters: { side: { kind: "choice", label: "Side", default: "up", choices: [] } } },
      "parameters.side: choices must be a list of texts",
    ],
  ])("%#", (value, text) => {
    const checked = checkStrategy(value);
    expect(checked.ok ? null : checked.detail).toBe(text);
  });
});
