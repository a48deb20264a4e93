import { missingParam, StripeFault } from "./fault.ts";

/** A form value: Stripe's bodies and queries are `a[b][0]=c`, every leaf a text. */
export type FormValue = string | FormValue[] | Form;
export interface Form {
  [name: string]: FormValue;
}

/** Reads `application/x-www-form-urlencoded` with bracketed names into nested objects and lists. */
export function parseForm(text: string): Form {
  const root: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll("]", "").split("[");
    let node: Form = root;
    for (const [depth, key] of path.entries()) {
      if (key === "__proto__") throw new StripeFault(400, "Invalid parameter name.", { param: name });
      if (depth === path.length - 1) {
        node[key === "" ? String(Object.keys(node).length) : key] = value;
        break;
      }
      const present = node[key];
      const next: Form = isForm(present) ? present : {};
      node[key] = next;
      node = next;
    }
  }
  return root;
}

/** The same form whatever the order of its names: what an idempotency key is compared by. */
export function canonicalForm(form: FormValue): string {
  if (typeof form === "string") return JSON.stringify(form);
  const entries = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${canonicalForm(value)}`).join(",")}}`;
}

function isForm(value: FormValue | undefined): value is Form {
  return typeof value === "object" && !Array.isArray(value);
}

/** Reads named parameters, each in its type, and refuses what it cannot read as Stripe does. */
export class Params {
  readonly #form: Form;
  readonly #path: string;

  constructor(form: Form, path = "") {
    this.#form = form;
    this.#path = path;
  }

  #name(name: string): string {
    return this.#path === "" ? name : `${this.#path}[${name}]`;
  }

  /** @throws StripeFault "parameter_unknown" on a name outside `allowed` */
  allow(allowed: readonly string[]): void {
    for (const name of Object.keys(this.#form)) {
      if (!allowed.includes(name)) {
        throw new StripeFault(400, `Received unknown parameter: ${this.#name(name)}`, {
          code: "parameter_unknown",
          param: this.#name(name),
        });
      }
    }
  }

  has(name: string): boolean {
    return this.#form[name] !== undefined;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === null || value === "") throw missingParam(this.#name(name));
    return value;
  }

  /** Null when absent; "" when it was sent empty, which at Stripe unsets a field. */
  optionalText(name: string): string | null {
    const value = this.#form[name];
    if (value === undefined) return null;
    if (typeof value !== "string")
      throw new StripeFault(400, `Invalid string: ${this.#name(name)}`, { param: this.#name(name) });
    return value;
  }

  integer(name: string): number {
    const value = this.optionalInteger(name);
    if (value === null) throw missingParam(this.#name(name));
    return value;
  }

  optionalInteger(name: string): number | null {
    const text = this.optionalText(name);
    if (text === null || text === "") return null;
    if (!/^-?\d{1,15}$/.test(text)) {
      throw new StripeFault(400, `Invalid integer: ${text}`, {
        code: "parameter_invalid_integer",
        param: this.#name(name),
      });
    }
    return Number(text);
  }

  optionalDecimal(name: string): number | null {
    const text = this.optionalText(name);
    if (text === null || text === "") return null;
    if (!/^\d{1,12}(\.\d{1,12})?$/.test(text)) {
      throw new StripeFault(400, `Invalid decimal: ${text}`, { param: this.#name(name) });
    }
    return Number(text);
  }

  optionalFlag(name: string): boolean | null {
    const text = this.optionalText(name);
    if (text === null || text === "") return null;
    if (text !== "true" && text !== "false") {
      throw new StripeFault(400, `Invalid boolean: ${text}`, { param: this.#name(name) });
    }
    return text === "true";
  }

  /** The nested parameters under `name`; empty when absent. */
  under(name: string): Params {
    const value = this.#form[name];
    return new Params(isForm(value) ? value : {}, this.#name(name));
  }

  /** The entries of the list under `name`, in order. */
  list(name: string): Params[] {
    const value = this.#form[name];
    if (!isForm(value)) return [];
    return Object.entries(value).map(
      ([index, entry]) => new Params(isForm(entry) ? entry : {}, `${this.#name(name)}[${index}]`),
    );
  }

  texts(name: string): string[] {
    const value = this.#form[name];
    if (typeof value === "string") return [value];
    return isForm(value) ? Object.values(value).filter((entry) => typeof entry === "string") : [];
  }

  /** Metadata after this request: names sent empty are removed, others set. */
  metadata(present: Readonly<Record<string, string>> = {}): Record<string, string> {
    const value = this.#form.metadata;
    if (value === "") return {};
    const merged = { ...present };
    if (!isForm(value)) return merged;
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== "string")
        throw new StripeFault(400, "Metadata values must be strings.", { param: "metadata" });
      if (text === "") delete merged[name];
      else merged[name] = text;
    }
    return merged;
  }
}
