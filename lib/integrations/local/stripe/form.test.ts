import { describe, expect, it } from "vitest";
import { canonicalForm, Params, parseForm } from "./form.ts";

describe("parseForm", () => {
  it("nests bracketed names as the SDK writes them", () => {
    const form = parseForm(
      "line_items[0][price]=price_1&line_items[0][quantity]=2&metadata[a%20b]=c&expand[]=x&expand[]=y",
    );
    const params = new Params(form);
    expect(params.list("line_items")[0]?.text("price")).toBe("price_1");
    expect(params.list("line_items")[0]?.integer("quantity")).toBe(2);
    expect(params.metadata()).toEqual({ "a b": "c" });
    expect(params.texts("expand")).toEqual(["x", "y"]);
  });

  it("refuses a name that would reach the prototype", () => {
    expect(() => parseForm("a[__proto__][b]=1")).toThrow("Invalid parameter name");
  });

  it("knows two orders of the same parameters as one", () => {
    expect(canonicalForm(parseForm("a=1&b[c]=2&b[d]=3"))).toBe(canonicalForm(parseForm("b[d]=3&a=1&b[c]=2")));
  });
});

describe("Params", () => {
  const params = new Params(parseForm("amount=12x&flag=maybe&percent=20.5&empty="));
  it("names what it cannot read", () => {
    expect(() => params.integer("amount")).toThrow("Invalid integer: 12x");
    expect(() => params.optionalFlag("flag")).toThrow("Invalid boolean: maybe");
    expect(() => params.text("gone")).toThrow("Missing required param: gone.");
    expect(() => params.allow(["amount"])).toThrow("Received unknown parameter: flag");
  });
  it("tells absent from empty", () => {
    expect(params.optionalText("empty")).toBe("");
    expect(params.optionalText("gone")).toBeNull();
    expect(params.optionalDecimal("percent")).toBe(20.5);
  });
});
