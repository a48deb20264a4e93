import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/errors";
import { parseInput, readBytes, readJson, readQuery, readText } from "./body.ts";

const post = (body: string | null, type = "application/json"): Request =>
  new Request("http://localhost/", { method: "POST", body, headers: { "content-type": type } });

describe("readJson", () => {
  it("reads an object", async () => {
    expect(await readJson(post('{"a":1}'), 100)).toEqual({ a: 1 });
  });
  it("refuses another type, bad JSON and an empty body", async () => {
    await expect(readJson(post("{}", "text/plain"), 100)).rejects.toMatchObject({ code: "unsupported_media_type" });
    await expect(readJson(post("{a"), 100)).rejects.toMatchObject({ code: "malformed_json" });
    await expect(readJson(post(null), 100)).rejects.toMatchObject({ code: "malformed_json" });
  });
  it("takes an absent body where none is needed, and holds a sent one to the same rules", async () => {
    expect(await readJson(post(null, "text/plain"), 100, {})).toEqual({});
    expect(await readJson(post('{"a":1}'), 100, {})).toEqual({ a: 1 });
    await expect(readJson(post("a=1", "application/x-www-form-urlencoded"), 100, {})).rejects.toMatchObject({
      code: "unsupported_media_type",
    });
    await expect(readJson(post("{a"), 100, {})).rejects.toMatchObject({ code: "malformed_json" });
  });
});

it("refuses a name that stands twice, in a body and in a query, and says which", async () => {
  await expect(readJson(post('{"a":1,"b":{"c":1,"c":2}}'), 100)).rejects.toMatchObject({
    code: "invalid",
    fieldErrors: { "b.c": ["This field stands twice; send it once."] },
  });
  expect(refusal(() => readQuery(new URLSearchParams("limit=5&state=OPEN&limit=500"))).fieldErrors).toEqual({
    limit: ["This field stands twice; send it once."],
  });
  expect(readQuery(new URLSearchParams("limit=5&state=OPEN"))).toEqual({ limit: "5", state: "OPEN" });
});

it("stops reading a body that is too large, whatever its length was said to be", async () => {
  await expect(readText(post("x".repeat(101)), 100)).rejects.toMatchObject({ code: "too_large" });
  expect(await readText(post("x".repeat(100)), 100)).toHaveLength(100);
  const said = new Request("http://localhost/", { method: "POST", body: "x", headers: { "content-length": "1e9" } });
  await expect(readBytes(said, 100, "Send less.")).rejects.toMatchObject({ code: "too_large", detail: "Send less." });
});

it("says of a body whose sender hung up that it did not arrive whole: no fault of ours", async () => {
  const body = new ReadableStream({ pull: (sent) => sent.error(new Error("aborted")) });
  const request = new Request("http://localhost/", { method: "POST", body, duplex: "half" } as RequestInit);
  await expect(readBytes(request, 100)).rejects.toMatchObject({ code: "bad_request" });
});

it("refuses bytes that are no UTF-8", async () => {
  const request = new Request("http://localhost/", { method: "POST", body: new Uint8Array([0x22, 0xff, 0x22]) });
  await expect(readText(request, 100)).rejects.toMatchObject({ code: "malformed_json" });
});

const schema = z.strictObject({ name: z.string(), more: z.record(z.string(), z.unknown()).optional() });

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}"\\u0000"${"}".repeat(depth)}`);

describe("parseInput", () => {
  it.each<[string, unknown, string[]]>([
    [
      "fields that stand on every object",
      JSON.parse('{"name":"a","__proto__":1,"constructor":2}'),
      ["__proto__", "constructor"],
    ],
    ["NUL in a text", { name: "a\0b" }, ["name"]],
    ["half of a surrogate pair", { name: "\ud800" }, ["name"]],
    ["NUL deep inside", { name: "a", more: { x: [{ y: "\0" }] } }, ["more.x.0.y"]],
    ["NUL in a field's name", { name: "a", more: { "x\0": 1 } }, ["more.x\0"]],
    ["no object", null, ["body"]],
  ])("names %s", (_called, value, fields) => {
    const { code, fieldErrors } = refusal(() => parseInput(schema, value));
    expect(code).toBe("invalid");
    expect(Object.keys(fieldErrors ?? {})).toEqual(fields);
  });

  it("walks a value that nests deeper than the stack", () => {
    expect(refusal(() => parseInput(schema, { name: "a", more: nested(50_000) as object })).code).toBe("invalid");
  });

  it("names at most a hundred of many unknown fields", () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]));
    expect(Object.keys(refusal(() => parseInput(schema, { name: "a", ...many })).fieldErrors ?? {})).toHaveLength(100);
  });

  it("asks no schema about more fields than anybody sends", () => {
    const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`f${index}`, 1]));
    for (const more of [many, { inner: [many] }])
      expect(refusal(() => parseInput(z.never("asked"), { name: "a", more })).fieldErrors).toEqual({
        body: ["Send at most 20,000 fields."],
      });
  });

  it("takes emoji and line ends", () => {
    expect(parseInput(schema, { name: "🜂\n" })).toEqual({ name: "🜂\n" });
  });
});

it("says in plain words what is missing or of another kind, where a schema has no words of its own", () => {
  const asked = z.strictObject({
    id: z.string(),
    count: z.number(),
    on: z.boolean(),
    list: z.array(z.string()),
    own: z.string("Own needs a text."),
  });
  expect(refusal(() => parseInput(asked, { count: "1", on: 1, list: {} })).fieldErrors).toEqual({
    id: ["This field is missing."],
    count: ["It must be a number."],
    on: ["It must be true or false."],
    list: ["It must be a list."],
    own: ["Own needs a text."],
  });
  expect(refusal(() => parseInput(asked, null)).fieldErrors).toEqual({ body: ["It must be an object."] });
});
