import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { timeFromText, toIso } from "./time.ts";

const read = (text: string): string | null => {
  const at = timeFromText(text);
  return at === null ? null : toIso(at);
};

describe("a time as people type it", () => {
  it.each([
    ["2024-03-01", "2024-03-01T00:00:00.000Z"],
    ["2024-03-01 09:30", "2024-03-01T09:30:00.000Z"],
    ["2024-03-01T09:30:15.25", "2024-03-01T09:30:15.250Z"],
    [" 2024-03-01T09:30:00Z ", "2024-03-01T09:30:00.000Z"],
    ["2024-03-01 09:30 UTC", "2024-03-01T09:30:00.000Z"],
    ["2024-03-01T09:30+02:00", "2024-03-01T07:30:00.000Z"],
    ["2024-03-01T09:30-0530", "2024-03-01T15:00:00.000Z"],
  ])("%s is %s", (text, iso) => expect(read(text)).toBe(iso));

  it.each([
    "",
    "yesterday",
    "2024-02-30",
    "2024-13-01",
    "2024-03-01T25:00",
    "2024-03-01 9:30",
    "1709251200",
    "01.03.2024",
  ])("%s is none", (text) => expect(read(text)).toBeNull());

  it("is the same on a machine in another zone", () => {
    const code = `import { timeFromText } from "./lib/kernel/time.ts"; console.log(timeFromText("2024-03-01 00:00"))`;
    const said = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      encoding: "utf8",
      env: { ...process.env, TZ: "Europe/Berlin" },
    });
    expect(Number(said)).toBe(Date.UTC(2024, 2, 1));
  });
});
