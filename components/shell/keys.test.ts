import { describe, expect, it } from "vitest";
import { keyFor, keysOf } from "./keys.ts";

describe("keys", () => {
  it("leads to the pages of UX 5", () => {
    expect(keyFor("gd", "SUBSCRIBER")).toEqual({ type: "go", href: "/dashboard" });
    expect(keyFor("?", "SUBSCRIBER")).toEqual({ type: "show", what: "keys" });
    expect(keyFor("x", "SUBSCRIBER")).toBeNull();
  });

  it("leads an admin, who does not trade, to no page that is closed to him", () => {
    expect(keyFor("gd", "ADMIN")).toBeNull();
    expect(keyFor("gb", "ADMIN")).toEqual({ type: "go", href: "/strategies" });
  });

  it("offers a new signal to providers only", () => {
    expect(keyFor("n", "PROVIDER")).toEqual({ type: "go", href: "/provider/signals/new" });
    expect(keyFor("n", "SUBSCRIBER")).toBeNull();
    expect(keysOf("PROVIDER").length).toBe(keysOf("SUBSCRIBER").length + 1);
  });
});
