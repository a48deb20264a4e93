import { expect, it } from "vitest";
import { staysInLine, withoutBreaks } from "./in-line.ts";

it.each(["Meridian Trend", "Zoë O’Neill-山田", "רותם לוי", "فاطمه‌زهرا", "Trend 🏴‍☠️ 4h"])(
  "a name stays in its line: %s",
  (name) => {
    expect(staysInLine(name)).toBe(true);
  },
);

it.each(["a\nb", "a\rb", "a\tb", "a\u0085b", "a\u2028b", "a\u2029b", "a\u202eb", "a\u2066b"])(
  "what begins a line or turns the direction does not: %j",
  (name) => {
    expect(staysInLine(name)).toBe(false);
    expect(withoutBreaks(name)).toBe("ab");
  },
);
