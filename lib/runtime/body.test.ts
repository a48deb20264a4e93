import { describe, expect, it } from "vitest";
import { readJson, readText } from "./body.ts";

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

it("stops reading a body that is too large, whatever its length was said to be", async () => {
  await expect(readText(post("x".repeat(101)), 100)).rejects.toMatchObject({ code: "too_large" });
  expect(await readText(post("x".repeat(100)), 100)).toHaveLength(100);
});
