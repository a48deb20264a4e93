import type { VenueCall } from "./protocol.ts";

/** The query and the fields of a JSON body, each as text. */
export function jsonParams(call: VenueCall): Readonly<Record<string, string>> {
  const query = Object.fromEntries(new URLSearchParams(call.query));
  if (call.body === "") return query;
  try {
    const body = JSON.parse(call.body) as Record<string, unknown>;
    const texts = Object.entries(body).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]);
    return { ...query, ...Object.fromEntries(texts) };
  } catch {
    return query;
  }
}
