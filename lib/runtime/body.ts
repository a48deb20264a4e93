import type { z } from "zod";
import { AppError } from "@/lib/kernel/errors";
import { repeatedNames } from "@/lib/kernel/repeated-names";

/** What reading a body needs: a web Request, or what the front server has read of one already (hot-routes.ts). */
export interface SentBody {
  readonly headers: Pick<Headers, "get">;
  readonly body: ReadableStream<Uint8Array> | Buffer<ArrayBuffer> | null;
}

/**
 * Reads at most `maxBytes` of a body, counting while it streams: a false content-length cannot fill the memory.
 * @param words what the sender of a larger one reads
 * @throws AppError "too_large", or "bad_request" where the sender hung up before it was whole
 */
export async function readBytes(
  request: SentBody,
  maxBytes: number,
  words = `Send at most ${maxBytes.toLocaleString("en")} bytes.`,
): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () => new AppError("too_large", words);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(request.body)) {
    if (request.body.length > maxBytes) throw tooLarge();
    return request.body;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("bad_request", "The body did not arrive whole.");
  }
  return Buffer.concat(chunks);
}

/**
 * The same as text.
 * @throws AppError "too_large", or "malformed_json" for bytes that are no UTF-8
 */
export async function readText(request: SentBody, maxBytes: number): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("malformed_json", "The body is not text in UTF-8.");
  }
}

/**
 * @param absent what an empty body stands for, where none is needed; without it an empty one is refused
 * @throws AppError "unsupported_media_type", "too_large", "malformed_json", or "invalid" for a name that stands twice in one object
 */
export async function readJson(request: SentBody, maxBytes: number, absent?: object): Promise<unknown> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && absent === undefined) throw notJson();
  const text = await readText(request, maxBytes);
  if (absent !== undefined && text.trim() === "") return absent;
  if (type !== "application/json") throw notJson();
  const value = parsed(text);
  refuseRepeated(repeatedNames(text, FAULTS_MAX));
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("malformed_json", text.trim() === "" ? "The body is empty; send a JSON object." : undefined);
  }
}

/**
 * The query's fields, each once: of `limit=5&limit=500` nobody can say which was meant.
 * @throws AppError "invalid"
 */
export function readQuery(query: URLSearchParams): Record<string, string> {
  const seen = new Set<string>();
  const twice = [...query.keys()].filter((name) => seen.size === seen.add(name).size);
  refuseRepeated([...new Set(twice)].slice(0, FAULTS_MAX));
  return Object.fromEntries(query);
}

/** @throws AppError "invalid" */
function refuseRepeated(names: readonly string[]): void {
  if (names.length > 0)
    throw refusal(new Map(names.map((name) => [shortened(name), ["This field stands twice; send it once."]])));
}

function refusal(faults: ReadonlyMap<string, readonly string[]>): AppError {
  return new AppError("invalid", checkFields([...faults.keys()]), {
    fieldErrors: Object.fromEntries([...faults].map(([name, said]) => [name, [...said]])),
  });
}

/** What a program is told of the fields that were refused, by the names of the API. */
export function checkFields(names: readonly string[]): string {
  return `Check ${names.slice(0, 5).join(", ")}.`;
}

function shortened(field: string): string {
  return field.length > FIELD_NAME_MAX ? `${field.slice(0, FIELD_NAME_MAX)}…` : field;
}

function notJson(): AppError {
  return new AppError("unsupported_media_type", "Send the body as application/json.");
}

/** More faults than a person would read; a body of 1 MB can hold a hundred thousand unknown fields. */
const FAULTS_MAX = 100;
const FIELD_NAME_MAX = 200;
/** Fields of a body with all that is in it; no schema of ours takes a tenth of them. */
const FIELDS_MAX = 20_000;

/**
 * Checks `value` by `schema`; each fault stands at its field, in dotted form (`targets.0.price`). Texts that Postgres or JSON cannot hold are
 * refused here, once for all schemas.
 * @throws AppError "invalid"
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const unfit = unfitTexts(value); // first: it counts the fields, each of which costs a schema many times what it costs here
  const result = unfit.length < FAULTS_MAX ? schema.safeParse(value, { error: plainWords }) : null;
  if (result?.success === true && unfit.length === 0) return result.data;
  // A map, since a field may be called `constructor` or `__proto__`.
  const faults = new Map<string, string[]>();
  const add = (field: string, message: string): void => {
    const name = shortened(field);
    if (faults.size < FAULTS_MAX || faults.has(name)) faults.set(name, [...(faults.get(name) ?? []), message]);
  };
  for (const field of unfit) add(field, "This holds a character that cannot be stored (NUL, or half of a pair).");
  for (const issue of result?.error?.issues ?? []) {
    const message = issue.code === "unrecognized_keys" ? "This field is not known here; leave it out." : issue.message;
    for (const field of fieldsOf(issue)) add(field, message);
  }
  throw refusal(faults);
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What is said of a field whose schema has no words of its own for another kind of value; undefined: zod's. */
function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "This field is missing.";
  const kind = KINDS[issue.expected];
  return kind === undefined ? undefined : `It must be ${kind}.`;
}

function fieldsOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...path, key].join("."));
  return [path.length === 0 ? "body" : path.join(".")];
}

/** Postgres holds no NUL and UTF-8 no lone surrogate; JSON and forms carry both. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/**
 * Where `value` has such a text, as a value or as a name. By a list of its own and not by recursion: JSON nests deeper than the stack.
 * @throws AppError "invalid" for more fields than anybody sends
 */
function unfitTexts(value: unknown): string[] {
  const unfit: string[] = [];
  let fields = 0;
  const open: { field: string; value: unknown }[] = [{ field: "", value }];
  for (let next = open.pop(); next !== undefined && unfit.length < FAULTS_MAX; next = open.pop()) {
    if (typeof next.value === "string" && !isStorable(next.value)) unfit.push(next.field === "" ? "body" : next.field);
    if (typeof next.value !== "object" || next.value === null) continue;
    if (!Array.isArray(next.value)) fields += Object.keys(next.value).length;
    if (fields > FIELDS_MAX)
      throw refusal(new Map([["body", [`Send at most ${FIELDS_MAX.toLocaleString("en")} fields.`]]]));
    for (const [name, inner] of Object.entries(next.value)) {
      const field = next.field === "" ? name : `${next.field}.${name}`;
      if (!isStorable(name)) unfit.push(field);
      open.push({ field, value: inner });
    }
  }
  return unfit;
}
