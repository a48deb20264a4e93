import type { z } from "zod";
import { AppError } from "@/lib/kernel/errors";

/**
 * Reads at most `maxBytes` of a body as text, counting while it streams: a false content-length cannot fill the memory.
 * @throws AppError "too_large"
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () => new AppError("too_large", `Send at most ${maxBytes.toLocaleString("en")} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/**
 * @param absent what an empty body stands for, where none is needed; without it an empty one is refused
 * @throws AppError "unsupported_media_type", "too_large" or "malformed_json"
 */
export async function readJson(request: Request, maxBytes: number, absent?: object): Promise<unknown> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && absent === undefined) throw notJson();
  const text = await readText(request, maxBytes);
  if (absent !== undefined && text.trim() === "") return absent;
  if (type !== "application/json") throw notJson();
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("malformed_json", text.trim() === "" ? "The body is empty; send a JSON object." : undefined);
  }
}

function notJson(): AppError {
  return new AppError("unsupported_media_type", "Send the body as application/json.");
}

/** Checks `value` by `schema`; each fault stands at its field, in dotted form (`targets.0.price`). @throws AppError "invalid" */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fieldErrors: Record<string, string[]> = {};
  for (const issue of result.error.issues) {
    for (const field of fieldsOf(issue)) {
      fieldErrors[field] ??= [];
      fieldErrors[field].push(
        issue.code === "unrecognized_keys" ? "This field is not known here; leave it out." : issue.message,
      );
    }
  }
  throw new AppError("invalid", `Check ${Object.keys(fieldErrors).slice(0, 5).join(", ")}.`, { fieldErrors });
}

function fieldsOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...path, key].join("."));
  return [path.length === 0 ? "body" : path.join(".")];
}
