/** An object or a list that the reader stands in. */
type Frame =
  | { readonly names: Set<string>; name: string; beforeName: boolean }
  | { readonly names: null; index: number };

/**
 * Names that stand twice in one object of `text`, in dotted form (`targets.0.price`), at most `max` of them. JSON.parse keeps the last and says
 * nothing, while another reader on the way (a proxy, a log) may have gone by the first: what was meant cannot be known.
 * @param text valid JSON: call it after JSON.parse
 */
export function repeatedNames(text: string, max: number): string[] {
  const found = new Set<string>();
  const open: Frame[] = [];
  for (let at = 0; at < text.length && found.size < max; at += 1) {
    const frame = open.at(-1);
    switch (text[at]) {
      case "{":
        open.push({ names: new Set(), name: "", beforeName: true });
        break;
      case "[":
        open.push({ names: null, index: 0 });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (frame?.names === null) frame.index += 1;
        else if (frame !== undefined) frame.beforeName = true;
        break;
      case '"': {
        const end = closingQuote(text, at);
        if (frame !== undefined && frame.names !== null && frame.beforeName) {
          frame.name = JSON.parse(text.slice(at, end + 1)); // `"\u0061"` is the name `a`
          frame.beforeName = false;
          if (frame.names.has(frame.name)) found.add(pathOf(open));
          frame.names.add(frame.name);
        }
        at = end;
        break;
      }
    }
  }
  return [...found];
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

function pathOf(open: readonly Frame[]): string {
  return open.map((frame) => (frame.names === null ? frame.index : frame.name)).join(".");
}
