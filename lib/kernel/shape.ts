import type { Json } from "./canonical-json.ts";
import { invariant } from "./errors.ts";

/**
 * Reads what we wrote ourselves and got back without its type: a JSON column, a message of our own socket. What people and programs send is
 * checked by zod, which names every fault in words and is too heavy for a browser's bundle.
 * @param at where the value stands, for the error
 * @throws AppError "invariant" on a value of another shape
 */
export type Reader<T> = (value: unknown, at?: string) => T;

const PLACE = "the value";

export const text: Reader<string> = (value, at = PLACE) => {
  invariant(typeof value === "string", `${at} is no text`);
  return value;
};

export const number: Reader<number> = (value, at = PLACE) => {
  invariant(typeof value === "number" && Number.isFinite(value), `${at} is no number`);
  return value;
};

export const flag: Reader<boolean> = (value, at = PLACE) => {
  invariant(typeof value === "boolean", `${at} is neither true nor false`);
  return value;
};

export const json: Reader<Json> = (value, at = PLACE) => {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return number(value, at);
  return Array.isArray(value) ? listOf(json)(value, at) : recordOf(json)(value, at);
};

export function oneOf<const W extends string>(...words: readonly W[]): Reader<W> {
  return (value, at = PLACE) => {
    const found = words.find((word) => word === value);
    invariant(found !== undefined, `${at} is none of ${words.join(", ")}`);
    return found;
  };
}

/** Absent counts as null: what was written before a field came into being reads on. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null || value === undefined ? null : read(value, at));
}

export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined ? undefined : read(value, at));
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, at = PLACE) => {
    invariant(Array.isArray(value), `${at} is no list`);
    return value.map((one, index) => read(one, `${at}.${index}`));
  };
}

export function recordOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value, at = PLACE) =>
    Object.fromEntries(Object.entries(objectOf(value, at)).map(([name, one]) => [name, read(one, `${at}.${name}`)]));
}

/** An object of these fields; others are left out, and so are optional ones that are absent. */
export function shape<T extends object>(fields: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  const readers = Object.entries<Reader<unknown>>(fields);
  return (value, at = PLACE) => {
    const given = objectOf(value, at);
    const read: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      const one = reader(Object.hasOwn(given, name) ? given[name] : undefined, `${at}.${name}`);
      if (one !== undefined) read[name] = one;
    }
    return read as T;
  };
}

/** Of a union whose members are told apart by the word in `field`. */
export function byWord<T extends object>(field: string, members: Readonly<Record<string, Reader<T>>>): Reader<T> {
  return (value, at = PLACE) => {
    const word = text(objectOf(value, at)[field], `${at}.${field}`);
    const read = Object.hasOwn(members, word) ? members[word] : undefined;
    invariant(read !== undefined, `${at}.${field} is none of ${Object.keys(members).join(", ")}`);
    return read(value, at);
  };
}

/** Of a union whose members are told apart by which field they have. */
export function byField<T extends object>(members: Readonly<Record<string, Reader<T>>>): Reader<T> {
  return (value, at = PLACE) => {
    const given = objectOf(value, at);
    const found = Object.entries(members).find(([field]) => Object.hasOwn(given, field));
    invariant(found !== undefined, `${at} has none of ${Object.keys(members).join(", ")}`);
    return found[1](value, at);
  };
}

function objectOf(value: unknown, at: string): Record<string, unknown> {
  invariant(typeof value === "object" && value !== null && !Array.isArray(value), `${at} is no object`);
  return value as Record<string, unknown>;
}
