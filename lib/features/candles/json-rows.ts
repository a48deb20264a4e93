import { isSpace, textOf } from "./text-bytes.ts";

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;

const NOT_JSON = "it is not valid JSON";

/** Where the cells of a row lie: [from, to) without the brackets. */
export interface RowPlace {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the rows of a JSON array of flat arrays block by block, without making values of them. What stands in the place of a row and is
 * none is told as null.
 */
export class JsonRows {
  #state: "start" | "first" | "row" | "after" | "end" = "start";

  /**
   * @param onRow is told each row that is whole in `bytes`
   * @returns index from which bytes are to be given again with the next ones, or what is wrong, in words
   */
  read(bytes: Uint8Array, last: boolean, onRow: (cells: RowPlace | null) => void): number | string {
    let at = 0;
    for (;;) {
      while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
      const byte = bytes[at];
      if (byte === undefined)
        return !last || this.#state === "end" ? at : `${NOT_JSON}: it ends before its last bracket`;
      switch (this.#state) {
        case "start":
          this.#state = "first";
          at += 1;
          break;
        case "end":
          return `${NOT_JSON}: something follows its last bracket`;
        case "after":
          if (byte !== COMMA && byte !== CLOSE) return `${NOT_JSON}: a comma is missing between bars`;
          this.#state = byte === COMMA ? "row" : "end";
          at += 1;
          break;
        default: {
          if (this.#state === "first" && byte === CLOSE) {
            this.#state = "end";
            at += 1;
            break;
          }
          const to = byte === OPEN ? bytes.indexOf(CLOSE, at) : scalarEnd(bytes, at);
          if (to < 0) return last ? `${NOT_JSON}: it ends inside a bar` : at;
          if (to === at) return `${NOT_JSON}: a bar is missing between two commas`;
          onRow(byte === OPEN ? { from: at + 1, to } : null);
          this.#state = "after";
          at = byte === OPEN ? to + 1 : to;
        }
      }
    }
  }

  /** The values of a row, for one that is not six plain numbers. */
  cellsOf(bytes: Uint8Array, from: number, to: number): readonly unknown[] {
    const text = textOf(bytes, from, to);
    try {
      const cells: unknown = JSON.parse(`[${text}]`);
      return Array.isArray(cells) ? cells : [];
    } catch {
      return text.split(","); // NaN, Infinity: the faulty cell is named by the caller
    }
  }
}

/** End of something that is no array: the next comma or bracket; -1 when it lies in the next block. */
function scalarEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) if (bytes[at] === COMMA || bytes[at] === CLOSE) return at;
  return -1;
}
