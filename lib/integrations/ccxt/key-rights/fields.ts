/** Fields of an answer that nobody has checked yet. */

export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

/** true, "true", 1 and "1" are yes, their opposites no; anything else is `otherwise`. */
export function flag(value: unknown, name: string, otherwise: boolean): boolean {
  const said = String(field(value, name)).toLowerCase();
  return said === "true" || said === "1" ? true : said === "false" || said === "0" ? false : otherwise;
}

/** A list of texts; a single text counts as one, anything else as none. */
export function texts(value: unknown, name: string): readonly string[] {
  const said = field(value, name);
  if (typeof said === "string") return said === "" ? [] : [said];
  return Array.isArray(said) ? said.filter((item): item is string => typeof item === "string") : [];
}
