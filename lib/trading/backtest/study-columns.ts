import { ta } from "../indicators/catalogue.ts";
import type { Study } from "../indicators/study.ts";
import type { Bars } from "../market/bars.ts";
import type { Columns, ParameterValues, Strategy } from "../strategies/strategy.ts";
import { giveColumns, takeColumn } from "./column-pool.ts";

/** Gives the columns of a study over one run of bars, in the order of its lines. Whoever reads them never writes to them. */
export interface StudyColumns {
  readonly bars: Bars;
  of(study: Study): readonly Float64Array[];
  /** Lets go of what was not used for longest, until the rest fits into the room. */
  trim(): void;
  /** Lets go of everything: no column that came from here is read any more. */
  close(): void;
}

/** Room for columns that parameter sets share: 64 MiB. */
const BYTES_MAX = 64 * 2 ** 20;

/**
 * Computes each study once, by its key, and keeps it while there is room: parameter sets that share an indicator share its columns. Memory
 * of what was let go is used again, so a sweep allocates no more than the room and what one set needs.
 */
export function createStudyColumns(bars: Bars, bytesMax = BYTES_MAX): StudyColumns {
  const kept = new Map<string, readonly Float64Array[]>();
  const room = Math.floor(bytesMax / (8 * Math.max(1, bars.length)));
  let held = 0;
  return {
    bars,
    of(study) {
      const known = kept.get(study.key);
      const columns = known ?? study.lines.map(() => takeColumn(bars.length));
      if (known === undefined) {
        study.fill(bars, columns);
        held += columns.length;
      }
      // a Map keeps the order of insertion: put back at the end, it is the last to go
      kept.delete(study.key);
      kept.set(study.key, columns);
      return columns;
    },
    trim() {
      for (const [key, columns] of kept) {
        if (held <= room) return;
        kept.delete(key);
        held -= columns.length;
        giveColumns(columns);
      }
    },
    close() {
      for (const columns of kept.values()) giveColumns(columns);
      kept.clear();
      held = 0;
    },
  };
}

/**
 * All lines that a strategy asks for with these parameters: "fast" for a study of one line, "macd.signal" for a line of several. They are
 * valid until the next set is prepared from the same `studies`.
 */
export function prepareColumns(strategy: Strategy, parameters: ParameterValues, studies: StudyColumns): Columns {
  studies.trim();
  const lines: Record<string, Float64Array> = {};
  for (const [name, study] of Object.entries(strategy.studies(parameters, ta))) {
    const columns = studies.of(study);
    for (const [k, line] of study.lines.entries()) {
      const column = columns[k];
      if (column !== undefined) lines[study.lines.length === 1 ? name : `${name}.${line}`] = column;
    }
  }
  return { bars: studies.bars, lines };
}
