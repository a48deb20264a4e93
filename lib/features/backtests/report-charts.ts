import { escaped, numberText, timeText } from "./report-format.ts";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [960, 260, 76, 22] as const;
/** More points than a line has pixels cannot be seen; fewer would hide a peak. */
const COLUMNS = 900;

export interface Line {
  readonly label: string;
  readonly values: Float64Array;
  /** Of the stylesheet: solid, dashed, loss. */
  readonly look: "solid" | "dashed" | "loss";
  readonly filled?: true;
}

/** Lines over one time axis as inline SVG, with a sentence for those who do not see it. Each pixel column keeps its lowest and highest value. */
export function lineChart(title: string, time: Float64Array, lines: readonly Line[], unit = ""): string {
  const [low, high] = rangeOf(lines);
  const y = (value: number): number => 8 + ((high - value) / (high - low)) * (HEIGHT - BOTTOM - 8);
  const x = (bar: number): number => LEFT + (bar / Math.max(1, time.length - 1)) * (WIDTH - LEFT - 8);
  const drawn = lines
    .map(({ values, look, filled }) => {
      const points = pixelPoints(values).map(([bar, value]) => `${x(bar).toFixed(1)},${y(value).toFixed(1)}`);
      const area =
        filled === true
          ? `<polygon class="area ${look}" points="${x(0).toFixed(1)},${y(Math.max(low, 0)).toFixed(1)} ${points.join(" ")} ${x(values.length - 1).toFixed(1)},${y(Math.max(low, 0)).toFixed(1)}"/>`
          : "";
      return `${area}<polyline class="line ${look}" points="${points.join(" ")}"/>`;
    })
    .join("");
  const grid = ticks(low, high)
    .map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/><text class="axis" x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${numberText(value, digitsOf(high - low))}${unit}</text>`,
    )
    .join("");
  const last = time.length - 1;
  const dates = [0, 0.25, 0.5, 0.75, 1]
    .map((part) => Math.round(part * last))
    .map(
      (bar, n) =>
        `<text class="axis" x="${x(bar).toFixed(1)}" y="${HEIGHT - 4}" text-anchor="${n === 0 ? "start" : n === 4 ? "end" : "middle"}">${timeText(time[bar] ?? 0).slice(0, 10)}</text>`,
    )
    .join("");
  const keys = lines.map(({ label, look }) => `<span class="key ${look}">${escaped(label)}</span>`).join(" ");
  return figure(
    title,
    keys,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${grid}${drawn}${dates}</svg>`,
    sentenceOf(lines, unit),
  );
}

export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** Standing bars; `coloured`: below 0 is a loss. */
export function barChart(
  title: string,
  bars: readonly Bar[],
  options: { unit?: string; coloured?: boolean; summary: string },
): string {
  const height = 180;
  const high = Math.max(0, ...bars.map(({ value }) => value));
  const low = Math.min(0, ...bars.map(({ value }) => value));
  const span = high - low || 1;
  const y = (value: number): number => 8 + ((high - value) / span) * (height - 34);
  const step = (WIDTH - LEFT - 8) / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / 24);
  const drawn = bars
    .map(({ label, value }, n) => {
      const left = LEFT + n * step;
      const look = options.coloured === true ? (value < 0 ? "loss" : "profit") : "plain";
      const rect = `<rect class="bar ${look}" x="${(left + 1).toFixed(1)}" width="${Math.max(1, step - 2).toFixed(1)}" y="${Math.min(y(value), y(0)).toFixed(1)}" height="${Math.abs(y(value) - y(0)).toFixed(1)}"/>`;
      const text =
        n % every === 0
          ? `<text class="axis" x="${(left + step / 2).toFixed(1)}" y="${height - 6}" text-anchor="middle">${escaped(label)}</text>`
          : "";
      return rect + text;
    })
    .join("");
  const axis = [low, high]
    .filter((value, n) => n === 1 || value !== high)
    .map(
      (value) =>
        `<text class="axis" x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${numberText(value, digitsOf(span))}${options.unit ?? ""}</text>`,
    )
    .join("");
  const zero = `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(0).toFixed(1)}" y2="${y(0).toFixed(1)}"/>`;
  return figure(
    title,
    "",
    `<svg viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true">${zero}${drawn}${axis}</svg>`,
    options.summary,
  );
}

function figure(title: string, keys: string, drawing: string, summary: string): string {
  return `<figure><figcaption>${escaped(title)} ${keys}</figcaption>${drawing}<p class="summary">${escaped(summary)}</p></figure>`;
}

/** The lowest and the highest of each pixel column, in their order. */
function pixelPoints(values: Float64Array): [bar: number, value: number][] {
  if (values.length <= COLUMNS * 2) return Array.from(values, (value, bar) => [bar, value]);
  const points: [number, number][] = [];
  for (let column = 0; column < COLUMNS; column += 1) {
    const from = Math.floor((column * values.length) / COLUMNS);
    const to = Math.floor(((column + 1) * values.length) / COLUMNS);
    let [low, high] = [from, from];
    for (let bar = from; bar < to; bar += 1) {
      if ((values[bar] ?? 0) < (values[low] ?? 0)) low = bar;
      if ((values[bar] ?? 0) > (values[high] ?? 0)) high = bar;
    }
    for (const bar of low === high ? [low] : [Math.min(low, high), Math.max(low, high)])
      points.push([bar, values[bar] ?? 0]);
  }
  return points;
}

function rangeOf(lines: readonly Line[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of lines)
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (!(low <= high)) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** Round numbers between the ends: steps of 1, 2 or 5 times a power of ten. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) found.push(n * step);
  return found;
}

function digitsOf(span: number): number {
  return span >= 20 ? 0 : span >= 1 ? 1 : Math.min(8, 1 - Math.floor(Math.log10(span)));
}

function sentenceOf(lines: readonly Line[], unit: string): string {
  return lines
    .map(({ label, values }) => {
      const [low, high] = rangeOf([{ label, values, look: "solid" }]);
      const text = (value: number | undefined): string => `${numberText(value ?? null)}${unit}`;
      return `${label}: from ${text(values[0])} to ${text(values[values.length - 1])}, lowest ${text(low)}, highest ${text(high)}.`;
    })
    .join(" ");
}
