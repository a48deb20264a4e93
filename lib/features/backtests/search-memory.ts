import type { SweepAnswer } from "@/lib/ports/compute";
import type { Search, SearchState } from "@/lib/trading/optimise/search";
import type { Trial } from "@/lib/trading/optimise/trial";

/** What is kept of a trial besides its figures: a row of an answer's columns, which stay as they came. */
interface Returns {
  readonly sharpe: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Where a search stood, as JSON: figures are in the search's own state, returns here. */
export interface SavedSearch {
  readonly search: SearchState;
  readonly blockLength: number;
  /** In the order of the search's tried sets; NaN is null. */
  readonly returns: readonly (readonly [
    index: number,
    sharpe: number | null,
    sums: readonly number[],
    squares: readonly number[],
  ])[];
}

/** The returns of all trials, for the question of luck at the end, by their index in the space. */
export class SearchMemory {
  readonly #returns = new Map<number, Returns>();
  #blockLength: number;

  constructor(saved?: SavedSearch) {
    this.#blockLength = saved?.blockLength ?? 0;
    for (const [index, sharpe, sums, squares] of saved?.returns ?? [])
      this.#returns.set(index, {
        sharpe: sharpe ?? Number.NaN,
        sums: Float64Array.from(sums),
        squares: Float64Array.from(squares),
      });
  }

  keep(trials: readonly Trial[], answer: SweepAnswer): void {
    const { sharpes, sums, squares, blockLength } = answer;
    const blocks = sums.length / Math.max(1, trials.length);
    this.#blockLength = blockLength;
    for (const [row, { index }] of trials.entries()) {
      const part = (column: Float64Array): Float64Array => column.subarray(row * blocks, (row + 1) * blocks);
      this.#returns.set(index, { sharpe: sharpes[row] ?? Number.NaN, sums: part(sums), squares: part(squares) });
    }
  }

  /** Columns of all trials in the order of their index, so that the answer never depends on which thread was faster. */
  columns(): { sharpes: Float64Array; sums: Float64Array; squares: Float64Array; blockLength: number } {
    const rows = [...this.#returns].sort(([a], [b]) => a - b).map(([, row]) => row);
    return {
      sharpes: Float64Array.from(rows, ({ sharpe }) => sharpe),
      sums: joined(rows.map(({ sums }) => sums)),
      squares: joined(rows.map(({ squares }) => squares)),
      blockLength: this.#blockLength,
    };
  }

  save(search: Search): SavedSearch {
    return {
      search: search.state(),
      blockLength: this.#blockLength,
      returns: [...this.#returns].map(([index, { sharpe, sums, squares }]) => [
        index,
        Number.isNaN(sharpe) ? null : sharpe,
        [...sums],
        [...squares],
      ]),
    };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
