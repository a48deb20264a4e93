import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Tokens = Readonly<Record<string, string>>;

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");

function block(pattern: RegExp): Tokens {
  const body = css.match(pattern)?.[1] ?? "";
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? "", (m[2] ?? "").trim()]),
  );
}

const light = block(/^:root \{([\s\S]*?)^\}/m);
const dark = block(/:root\[data-theme="dark"\] \{([\s\S]*?)\n\}/);
const system = block(/:root:not\(\[data-theme\]\) \{([\s\S]*?)\n {2}\}/);
const safeLight = block(/:root\[data-pnl="safe"\] \{([^}]*)\}/);
const safeDark = block(/:root\[data-theme="dark"\]\[data-pnl="safe"\] \{([^}]*)\}/);

/** WCAG relative luminance of #rrggbb. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const all = ["canvas", "surface", "surface-2", "surface-3"];
const flat = ["canvas", "surface", "surface-2"];
const washes = ["profit-wash", "loss-wash", "flash-wash", "paper-wash", "live-wash", "warn-wash", "sandbox-wash"];
const TEXT = 4.5;
const MARK = 3;

/** [foreground, the grounds it is used on, the ratio it needs] */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ["ink", [...all, ...washes], TEXT],
  ["ink-2", [...all, ...washes], TEXT],
  ["ink-3", all, TEXT],
  ["on-accent", ["accent", "accent-hover"], TEXT],
  ["profit", [...flat, "profit-wash"], TEXT],
  ["loss", [...flat, "loss-wash"], TEXT],
  ["flash-ink", [...flat, "flash-wash"], TEXT],
  ["sandbox-ink", [...flat, "sandbox-wash"], TEXT],
  ["paper-ink", [...flat, "paper-wash"], TEXT],
  ["live-ink", [...flat, "live-wash"], TEXT],
  ["on-live", ["live"], TEXT],
  ["warn-ink", [...flat, "warn-wash"], TEXT],
  ["ok", [...flat, "ok-wash"], TEXT],
  ["chart-axis", ["surface"], TEXT],
  ["line-3", flat, MARK],
  ["flash-rim", [...flat, "flash-wash"], MARK],
  ["focus", [...all, "paper-wash", "warn-wash"], MARK],
  ["on-live-focus", ["live"], MARK],
  ["sandbox", flat, MARK],
  ["paper", flat, MARK],
  ["live", flat, MARK],
  ["warn", flat, MARK],
  ["candle-up", ["surface", "canvas"], MARK],
  ["candle-down", ["surface", "canvas"], MARK],
  ["chart-line", ["surface"], MARK],
  ["chart-line-2", ["surface"], MARK],
  ["chart-crosshair", ["surface"], MARK],
];

const THEMES: Readonly<Record<string, Tokens>> = {
  light,
  dark: { ...light, ...dark },
  "light, colour-blind safe": { ...light, ...safeLight },
  "dark, colour-blind safe": { ...light, ...dark, ...safeDark },
};

describe("the tokens", () => {
  it("are the same in both dark blocks, by choice and by the system", () => {
    expect(Object.keys(dark).length).toBeGreaterThan(40);
    expect(system).toEqual(dark);
  });

  for (const [theme, tokens] of Object.entries(THEMES)) {
    it(`meet WCAG contrast on every ground they are used on (${theme})`, () => {
      const failures = PAIRS.flatMap(([name, grounds, needed]) =>
        grounds
          .map((ground) => ({
            pair: `${name} on ${ground}`,
            ratio: contrast(tokens[name] ?? "", tokens[ground] ?? ""),
          }))
          .filter(({ ratio }) => !(ratio >= needed)),
      );
      expect(failures).toEqual([]);
    });
  }
});
