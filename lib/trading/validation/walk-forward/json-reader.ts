import type { FieldErrors } from "@/lib/kernel/result";

/** Bounds are inclusive, `above` is not. `otherwise` is what a missing value means; without it a value must be there. */
interface NumberRule {
  readonly min?: number;
  readonly above?: number;
  readonly max: number;
  readonly otherwise?: number;
}

/** A name, longer than any of ours. */
const TEXT_MAX = 80;

/**
 * Walks through parsed JSON and collects what is wrong, by path. A reader goes on after a fault with a stand-in, so that a person hears of
 * all faults at once; nothing it returned may be used when there is any.
 */
export class JsonReader {
  constructor(
    readonly value: unknown,
    private readonly path: string,
    private readonly found = new Map<string, string[]>(),
  ) {}

  get isThere(): boolean {
    return this.value !== undefined;
  }

  faults(): FieldErrors {
    return Object.fromEntries(this.found);
  }

  fault(text: string): void {
    const path = this.path === "" ? "file" : this.path;
    this.found.set(path, [...(this.found.get(path) ?? []), text]);
  }

  at(name: string): JsonReader {
    const value = isObject(this.value) && Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    return new JsonReader(value, this.path === "" ? name : `${this.path}.${name}`, this.found);
  }

  names(): readonly string[] {
    if (isObject(this.value)) return Object.keys(this.value);
    this.fault(`must be an object, not ${shown(this.value)}`);
    return [];
  }

  only(names: readonly string[]): void {
    for (const name of this.names()) {
      if (!names.includes(name)) this.at(name).fault(`is unknown here; known are ${names.join(", ")}`);
    }
  }

  list({ min, max }: { readonly min: number; readonly max: number }): readonly JsonReader[] {
    if (!Array.isArray(this.value) || this.value.length < min || this.value.length > max) {
      this.fault(`must be a list of ${min} to ${max}, not ${shown(this.value)}`);
      return [];
    }
    return this.value.map((item: unknown, n) => new JsonReader(item, `${this.path}[${n}]`, this.found));
  }

  text(otherwise?: string): string {
    if (typeof this.value === "string" && this.value.trim() !== "" && this.value.length <= TEXT_MAX)
      return this.value.trim();
    if (otherwise !== undefined && !this.isThere) return otherwise;
    this.fault(`must be a text of at most ${TEXT_MAX} characters, not ${shown(this.value)}`);
    return "";
  }

  choice<T extends string>(choices: readonly [T, ...T[]] | readonly T[], otherwise?: T): T {
    const chosen = choices.find((choice) => choice === this.value);
    if (chosen !== undefined) return chosen;
    if (otherwise !== undefined && !this.isThere) return otherwise;
    this.fault(`must be one of ${choices.join(", ")}, not ${shown(this.value)}`);
    return choices[0] ?? ("" as T);
  }

  number(rule: NumberRule): number {
    const { min, above, max, otherwise } = rule;
    if (!this.isThere && otherwise !== undefined) return otherwise;
    const { value } = this;
    const low = above === undefined ? `from ${min ?? 0}` : `above ${above}`;
    if (typeof value === "number" && value <= max && (above === undefined ? value >= (min ?? 0) : value > above))
      return value;
    this.fault(`must be a number ${low} to ${max}, not ${shown(value)}`);
    return otherwise ?? max;
  }

  whole(rule: NumberRule): number {
    if (this.isThere && !Number.isInteger(this.value)) {
      this.fault(`must be a whole number from ${rule.min ?? 0} to ${rule.max}, not ${shown(this.value)}`);
      return rule.otherwise ?? rule.max;
    }
    return this.number(rule);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return "left out";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
