/** Fields that the API takes as whole numbers. */
const WHOLE = ["steps", "trials", "minTrades", "inSample", "outOfSample", "pyramiding", "seed"];

/** Fields of ticks: none, one or several come as a list. */
const LISTS = ["symbols", "timeframes"];

/** Where a field says what cannot be read. */
interface Faults {
  addIssue(issue: { readonly code: "custom"; readonly path: string[]; readonly message: string }): void;
}

/**
 * What a form sends, as the API takes it: empty fields are left out, yes and no are words, fee and range are typed in percent, days begin at
 * 00:00 UTC. What is no number stays as it was typed, so that its fault is told.
 */
export function fromForm(value: unknown, faults?: Faults): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { kind, feePct, makerFeePct, maintenanceMarginPct, closeAtEnd, grid, plan, ...rest } = withoutEmpty(value);
  return {
    ...asNumbers(rest, kind === "walkforward"),
    ...(feePct === undefined ? {} : { fee: ofPercent(feePct) }),
    ...(makerFeePct === undefined ? {} : { makerFee: ofPercent(makerFeePct) }),
    ...(maintenanceMarginPct === undefined ? {} : { maintenanceMargin: ofPercent(maintenanceMarginPct) }),
    ...(closeAtEnd === undefined ? {} : { closeAtEnd: closeAtEnd === "true" }),
    ...(kind === "batch" ? Object.fromEntries(LISTS.map((name) => [name, [rest[name] ?? []].flat()])) : {}),
    ...(typeof grid === "object" && grid !== null ? { grid: asGrid(grid) } : {}),
    ...(kind === "walkforward" && Array.isArray(rest["stages"])
      ? { stages: plan === undefined ? rest["stages"].map((stage: unknown) => asStage(stage)) : stagesOf(plan, faults) }
      : {}),
  };
}

/** "5, 10, 20" of each parameter as three values. */
function asGrid(grid: object): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(grid).map(([name, text]) => [
      name,
      String(text)
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    ]),
  );
}

/** The stages of a plan as the command line's file has it, or of the list alone. */
function stagesOf(plan: unknown, faults: Faults | undefined): unknown {
  try {
    const read: unknown = JSON.parse(String(plan));
    return typeof read === "object" && read !== null && "stages" in read ? read.stages : read;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    faults?.addIssue({ code: "custom", path: ["plan"], message: `This is not JSON: ${why}.` });
    return undefined;
  }
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
