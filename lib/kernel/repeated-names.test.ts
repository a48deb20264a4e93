import fc from "fast-check";
import { expect, it } from "vitest";
import { repeatedNames } from "./repeated-names.ts";

it.each<[string, string, string[]]>([
  ["the same name twice", '{"a":1,"a":2}', ["a"]],
  ["the same value twice as well", '{"a":1,"a":1}', ["a"]],
  ["a name written in two ways", String.raw`{"a":1,"\u0061":2}`, ["a"]],
  ["names that end in a backslash or a quote", String.raw`{"a\\":1,"a\"":2,"a\\":3}`, ["a\\"]],
  ["inside a list of objects", '{"targets":[{"price":1},{"price":1,"fraction":1,"price":2}]}', ["targets.1.price"]],
  ["thrice is told once", '{"a":1,"a":2,"a":3}', ["a"]],
  ["after an object that ended", '{"a":{"b":1},"c":[],"a":2}', ["a"]],
  ["names of every object", '{"__proto__":1,"__proto__":2}', ["__proto__"]],
  ["one object's name in another", '{"a":{"a":{"a":[{"a":1},{"a":1}]}}}', []],
  ["a value that looks like a name", '{"a":"b","b":"a","c":["a","a","b"]}', []],
  ["a text that looks like JSON", String.raw`{"a":"{\"b\":1,\"b\":2}","b":",\"a\":"}`, []],
  ["spaces and lines between", '{ "a" : 1 ,\n "b" : 2 ,\t "a" : 3 }', ["a"]],
  ["no object at all", '["a","a"]', []],
])("%s", (_called, text, names) => {
  expect(repeatedNames(text, 100)).toEqual(names);
});

it("finds nothing in what JSON.stringify wrote", () => {
  fc.assert(fc.property(fc.json(), (text) => repeatedNames(text, 100).length === 0));
});

it("stops at as many as are asked for, and reads nests deeper than the stack", () => {
  const twice = Array.from({ length: 50 }, (_, i) => `"n${i}":0,"n${i}":0`).join(",");
  expect(repeatedNames(`{${twice}}`, 3)).toEqual(["n0", "n1", "n2"]);
  const depth = 100_000;
  expect(repeatedNames(`${"[".repeat(depth)}{"a":1,"a":2}${"]".repeat(depth)}`, 1)[0]?.endsWith(".0.a")).toBe(true);
});
