import type { VenueCode } from "../venue.ts";

/** Reads `code` (or another field) and the message beside it. null where there is none or it says that all is well. */
export function codeIn(json: unknown, codeNames: readonly string[], textNames: readonly string[]): VenueCode | null {
  if (typeof json !== "object" || json === null) return null;
  const code = textOf(json, codeNames);
  if (code === null || /^0*$/.test(code) || code === "200") return null;
  return { code, text: textOf(json, textNames) ?? "" };
}

function textOf(json: object, names: readonly string[]): string | null {
  for (const name of names) {
    const value: unknown = Reflect.get(json, name);
    if (typeof value === "string" || typeof value === "number") return String(value);
  }
  return null;
}

/** A text in an entry as the venue sent it; null where there is none or it is empty. */
export function textIn(info: unknown, name: string): string | null {
  return typeof info === "object" && info !== null ? textOf(info, [name]) || null : null;
}
