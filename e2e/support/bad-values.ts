/** A bad value as it stands in a JSON text: `1e400`, and nests deeper than the stack, are no values of ours to serialise. */
export interface BadValue {
  readonly called: string;
  readonly json: string;
}

const named = (called: string, json: string): BadValue => ({ called, json });
const text = (value: string, called = value): BadValue =>
  named(`text ${JSON.stringify(called)}`, JSON.stringify(value));
const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** What no field takes, whatever it is. */
export const NEVER: readonly BadValue[] = [
  named("an object", '{"unexpected":{"deeper":{}}}'),
  named("a list of lists", "[[]]"),
  named("10,000 lists in each other", deep(10_000)),
  named("10,000 objects in each other", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
  named("infinity", "1e400"),
  text("x".repeat(10_000), "10,000 characters"),
  text("a longer text with \0 in it"),
  text("a longer text with \ud800 in it"),
  text("\udfff half of a pair"),
];

const NEGATIVE = [named("a negative number", "-1"), named("a huge number", "1e308")];

/** What a field of this example's kind does not take. */
const WRONG: Readonly<Record<Kind, readonly BadValue[]>> = {
  free: [],
  text: [named("a number", "7"), named("a switch", "true"), named("nothing", "null"), ...NEGATIVE],
  number: [
    ...["", " ", "NaN", "Infinity", "-Infinity", "1e400", "1e3", "-1", "+1", "0x10", "1,5", "١٢", "one"].map((one) =>
      text(one),
    ),
    ...NEGATIVE,
    named("a switch", "true"),
    named("nothing", "null"),
    named("a list of one", "[3]"),
  ],
  switch: [text("true"), named("a number", "1"), named("nothing", "null"), ...NEGATIVE],
  list: [named("an object", "{}"), named("a number", "7"), named("a switch", "true"), named("an empty list", "[]")],
  object: [text("x"), named("a number", "7"), named("a list", "[]"), named("a switch", "false"), ...NEGATIVE],
};

/** What a field may take or not: whatever comes is an answer, never a failure. */
export const MAYBE: readonly BadValue[] = [
  ...["", "0", "'; DROP TABLE users; --", "<script>alert(1)</script>", "__proto__", "constructor", "🜂‮"].map((one) =>
    text(one),
  ),
  named("zero", "0"),
  named("a tiny number", "1e-300"),
  text("9".repeat(18), "18 nines"),
  text("9".repeat(40), "40 nines"),
  text("0.000000000000000001"),
];

type Kind = "free" | "text" | "number" | "switch" | "list" | "object";

/** @param free whether the field is one that the sender names himself (a parameter, an indicator): any plain value goes there */
export function wrongFor(example: unknown, free: boolean): readonly BadValue[] {
  return WRONG[free ? "free" : kindOf(example)];
}

function kindOf(example: unknown): Kind {
  if (Array.isArray(example)) return "list";
  if (typeof example === "boolean") return "switch";
  if (typeof example === "object") return "object";
  return /^\d+(\.\d+)?$/.test(String(example)) ? "number" : "text";
}

/** Bodies that are no JSON object at all, with what is answered. */
export const BODIES: readonly (BadValue & { readonly status: number; readonly code: string })[] = [
  ...["{", '{"a":}', '{"a":1,}', "{'a':1}", "undefined", "NaN", '{"a":NaN}', '{"a":-Infinity}', "{}{}", "\0"].map(
    (json) => ({ called: `the text ${JSON.stringify(json)}`, json, status: 400, code: "malformed_json" }),
  ),
  ...["null", "[]", "[{}]", '"text"', "7", "true"].map((json) => ({
    called: json,
    json,
    status: 422,
    code: "invalid",
  })),
  { called: "10,000 lists in each other", json: deep(10_000), status: 422, code: "invalid" },
];

/** Fields that none has; two of them stand on every object's prototype. */
export const UNKNOWN_FIELDS = ["surprise", "__proto__", "constructor", "toString"] as const;

/** Values of a query's field that none takes. */
export const BAD_QUERY_TEXTS: readonly string[] = ["\0", "x".repeat(3_000)];

/** What a whole number, a time, a word of a list or a cursor in a query cannot be. */
export const NO_NUMBER = [
  "",
  "NaN",
  "Infinity",
  "-1",
  "0",
  "1.5",
  "1e1",
  "0x10",
  " 5",
  "1e400",
  "99999999999999999999",
];
export const NO_WORD = ["", "null", "<script>", "'; --", "__proto__", "🜂"];
export const NO_CURSOR = ["garbage", "-1", "MQ", "__proto__", "🜂", `${Buffer.from("9e99.x").toString("base64url")}`];

/** Names that nothing has, as they stand in a path. */
export const BAD_IDS: readonly string[] = [
  "nope",
  "0",
  "-1",
  "str_00000000000000000000000000",
  "%00",
  "sig_%00%00%00%00%00%00%00%00",
  "%27%3B%20DROP%20TABLE%20users%3B--",
  "%3Cscript%3E",
  "__proto__",
  "constructor",
  "%2e%2e%2fusers",
  "%F0%9F%9C%82",
  "x".repeat(5_000),
];

/** No UTF-8: no path at all. */
export const UNREADABLE_IDS: readonly string[] = ["%E0%A4%A", "%ED%A0%80", "%ff", "%"];
