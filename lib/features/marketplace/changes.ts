import type { UpdateStrategyInput } from "./input.ts";

interface Before {
  readonly description: string;
  readonly kind: string;
  readonly supportedPairs: readonly string[];
  readonly supportedTimeframes: readonly string[];
  readonly exchanges: readonly string[];
  readonly parameters: unknown;
}

/** What an edit changes that a signal relies on, a sentence each; empty: no new version. */
export function changesOf(before: Before, input: UpdateStrategyInput): string[] {
  const changes: string[] = [];
  if (input.description !== undefined && input.description !== before.description) changes.push("Description reworded");
  if (input.kind !== undefined && input.kind !== before.kind) changes.push(`Kind ${before.kind} → ${input.kind}`);
  const lists = [
    ["Pairs", before.supportedPairs, input.supportedPairs],
    ["Timeframes", before.supportedTimeframes, input.supportedTimeframes],
    ["Exchanges", before.exchanges, input.exchanges],
  ] as const;
  for (const [name, old, given] of lists) {
    if (given !== undefined && given.join() !== old.join())
      changes.push(`${name} ${old.join(", ")} → ${given.join(", ")}`);
  }
  if (input.parameters !== undefined) changes.push(...parameterChanges(before.parameters, input.parameters));
  return changes;
}

export interface ParameterChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Parameters that two versions have differently, by name. */
export function diffParameters(before: unknown, after: unknown): ParameterChange[] {
  const old = plain(before);
  const now = plain(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }));
}

function parameterChanges(before: unknown, after: unknown): string[] {
  return diffParameters(before, after).map(({ name, before: old, after: now }) =>
    old === null ? `${name} = ${now}` : now === null ? `${name} removed` : `${name} ${old} → ${now}`,
  );
}

function plain(value: unknown): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).map(([name, one]) => [name, typeof one === "string" ? one : JSON.stringify(one)]),
  );
}
