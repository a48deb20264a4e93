import { invariant } from "@/lib/kernel/errors";
import { forgetQuietLevels } from "./quiet-levels.ts";
import { createState, type EngineState } from "./state.ts";

/** Told from a later form by whoever reads it; raised when a field changes its meaning. */
const VERSION = 1;

/** A state as JSON can hold it: what is no finite number (a stop that is not there) is its name as text. */
export interface SavedState {
  readonly version: number;
  readonly state: Plain;
}

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * The account between two bars, as plain data. A strategy's own memory is not in it (`resumeRun`).
 * @throws AppError "invariant" in the middle of a step, or after one that threw
 */
export function saveState(state: EngineState): SavedState {
  invariant(!state.stepping, "a state is saved between two bars only");
  return { version: VERSION, state: toPlain(state) };
}

/** @throws AppError "invariant" for data that `saveState` of this version did not make */
export function loadState(saved: unknown): EngineState {
  invariant(isRecord(saved) && saved["version"] === VERSION, `a saved state of version ${VERSION} is needed`);
  const read = fromPlain(saved["state"]);
  const state = createState(0);
  invariant(isRecord(read), "the saved state holds no account");
  for (const [name, fresh] of Object.entries(state)) {
    const value = read[name];
    invariant(
      typeof value === typeof fresh && Array.isArray(value) === Array.isArray(fresh),
      `the saved state lacks ${name}`,
    );
  }
  Object.assign(state, read);
  forgetQuietLevels(state);
  return state;
}

function toPlain(value: unknown): Plain {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toPlain(one)]));
  invariant(value === null || typeof value === "boolean" || typeof value === "string", "a state is plain data");
  return value;
}

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => [String(value), value]),
);

function fromPlain(value: unknown): unknown {
  const number = NOT_FINITE.get(value);
  if (number !== undefined) return number;
  if (Array.isArray(value)) return value.map(fromPlain);
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromPlain(one)]))
    : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
