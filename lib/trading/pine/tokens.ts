import { PineFault } from "./fault.ts";

/** `name` holds its dots, as `ta.sma`. `newline` ends a statement; `indent` and `dedent` frame a block. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "op" | "newline" | "indent" | "dedent" | "end";
  readonly text: string;
  readonly line: number;
}

/** A block stands four blanks, or a tab, further in; any other depth goes on with the line before. */
const STEP = 4;
const TOKEN =
  /[ \t]+|\/\/.*|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#[0-9A-Fa-f]{6,8}\b)|(?<op>=>|:=|==|!=|<=|>=|[+\-*/%]=|[-+*/%<>=?:()[\],])/y;
const KINDS = ["number", "name", "string", "op"] as const;

/** @throws PineFault at a character that no token begins with, and at indents that fit no block */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let level = 0;
  for (const [row, source] of text.split(/\r\n|\r|\n/).entries()) {
    const line = row + 1;
    const found = lineTokens(row === 0 ? source.replace(/^\uFEFF/, "") : source, line);
    if (found.length === 0) continue;
    const width = widthOf(source);
    if (tokens.length > 0 && depth === 0 && width % STEP === 0) {
      tokens.push({ kind: "newline", text: "", line });
      const next = width / STEP;
      if (next > level + 1) throw new PineFault(line, "it stands too far in for a block");
      for (; level < next; level += 1) tokens.push({ kind: "indent", text: "", line });
      for (; level > next; level -= 1) tokens.push({ kind: "dedent", text: "", line });
    }
    for (const token of found) {
      if (token.kind === "op" && "([".includes(token.text)) depth += 1;
      if (token.kind === "op" && ")]".includes(token.text)) depth -= 1;
      if (depth < 0) throw new PineFault(line, `${token.text} closes nothing`);
      tokens.push(token);
    }
  }
  const line = (tokens.at(-1)?.line ?? 0) + 1;
  tokens.push({ kind: "newline", text: "", line });
  for (; level > 0; level -= 1) tokens.push({ kind: "dedent", text: "", line });
  tokens.push({ kind: "end", text: "the end of the script", line });
  return tokens;
}

function lineTokens(source: string, line: number): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) throw new PineFault(line, `${JSON.stringify(source.slice(at, at + 12))} cannot be read`);
    const kind = KINDS.find((name) => groups[name] !== undefined);
    if (kind === undefined) continue;
    const raw = groups[kind] ?? "";
    const isQuoted = kind === "string" && !raw.startsWith("#");
    tokens.push({ kind, text: isQuoted ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw, line });
  }
  return tokens;
}

function widthOf(source: string): number {
  const [blanks = ""] = /^[\uFEFF \t]*/.exec(source) ?? [];
  return blanks.replace(/\uFEFF/g, "").replace(/\t/g, " ".repeat(STEP)).length;
}
