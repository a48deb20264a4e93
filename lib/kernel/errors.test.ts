import { expect, it } from "vitest";
import { AppError } from "./errors.ts";

it("is known across two copies of its module: server code and Next's routes each have one", async () => {
  const other: typeof import("./errors.ts") = await import(`./errors.ts?${"other"}`);
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError("bad_signature")).toBeInstanceOf(AppError);
  expect(new AppError("bad_signature")).toBeInstanceOf(other.AppError);
});

it.each([new Error("AppError"), new TypeError("x"), { name: "AppError", code: "internal" }, null])(
  "knows that %s is none",
  (value) => {
    expect(value instanceof AppError).toBe(false);
  },
);
