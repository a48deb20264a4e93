/** Fields that the API takes as whole numbers. */
const WHOLE = ["steps", "trials", "minTrades", "inSample", "outOfSample"];

/** Fields of ticks: none, one or several come as a list. */
const LISTS = ["symbols", "timeframes"];

/**
 * What a form sends, as the API takes it: empty fields are left out, yes and no are words, fee and range are typed in percent, days begin at
 * 00:00 UTC. What is no number stays as it was typed, so that its fault is told.
 */
export function fromForm(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { kind, feePct, closeAtEnd, ...rest } = withoutEmpty(value);
  return {
    ...asNumbers(rest, kind === "walkforward"),
    ...(feePct === undefined ? {} : { fee: ofPercent(feePct) }),
    ...(closeAtEnd === undefined ? {} : { closeAtEnd: closeAtEnd === "true" }),
    ...(kind === "batch" ? Object.fromEntries(LISTS.map((name) => [name, [rest[name] ?? []].flat()])) : {}),
    ...(kind === "walkforward" && Array.isArray(rest["stages"])
      ? { stages: rest["stages"].map((stage: unknown) => asStage(stage)) }
      : {}),
  };
}

function asStage(stage: unknown): unknown {
  if (typeof stage !== "object" || stage === null) return stage;
  const { windows, search } = withoutEmpty(stage);
  return { windows: { ...asNumbers(windows), unit: "days" }, search: asNumbers(search) };
}

function asNumbers(fields: unknown, keepRange = false): Record<string, unknown> {
  if (typeof fields !== "object" || fields === null) return {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      WHOLE.includes(name) ? number(value) : name === "range" && !keepRange ? ofPercent(value) : value,
    ]),
  );
}

function number(value: unknown): unknown {
  return typeof value === "string" && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** 0.1 % is 0.001, not 0.0010000000000000002. */
function ofPercent(value: unknown): unknown {
  const part = number(value);
  return typeof part === "number" ? Number((part / 100).toPrecision(12)) : part;
}

function withoutEmpty(value: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (one === "") continue;
    kept[name] = typeof one === "object" && one !== null && !Array.isArray(one) ? withoutEmpty(one) : one;
  }
  return kept;
}
