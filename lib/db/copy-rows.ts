import type { Pool, Submittable } from "pg";

/** A value as PostgreSQL's wire has it (integers big-endian, text UTF-8, bytea plain); null is SQL's NULL. */
export type RawValue = Buffer | null;

const SIGNATURE_BYTES = 11;
const HEADER_BYTES = SIGNATURE_BYTES + 4;

/**
 * Reads a query by `COPY … TO STDOUT (FORMAT binary)`: bytea arrives as it is, where a usual query sends it as hex, twice the bytes and
 * then a text to decode. `onRow` gets one row after the other; its buffers are the connection's own and are overwritten after it returns,
 * so it copies what it keeps. COPY takes no parameters: quote values with pg's escapeLiteral.
 * @throws what the server answers, or what `onRow` threw once the rest has been read
 */
export async function copyRows(pool: Pool, select: string, onRow: (row: readonly RawValue[]) => void): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      client.query(new CopyOut(`COPY (${select}) TO STDOUT (FORMAT binary)`, onRow, resolve, reject));
    });
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  } finally {
    // an answer of the server leaves the connection usable; anything else may not
    client.release(failure !== undefined && !("code" in failure) ? failure : undefined);
  }
}

/** What pg's client calls on a query that runs. One CopyData message holds one row; the first one begins with the file header. */
class CopyOut implements Submittable {
  #begun = false;
  #fault: unknown = null;

  constructor(
    private readonly text: string,
    private readonly onRow: (row: readonly RawValue[]) => void,
    private readonly resolve: () => void,
    private readonly reject: (fault: unknown) => void,
  ) {}

  submit(connection: { query(text: string): void }): void {
    connection.query(this.text);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#fault !== null) return;
    try {
      const start = this.#begun ? 0 : HEADER_BYTES + 4 + chunk.readUInt32BE(HEADER_BYTES);
      this.#begun = true;
      if (start < chunk.length) this.#row(chunk, start);
    } catch (fault) {
      this.#fault = fault;
    }
  }

  #row(chunk: Buffer, start: number): void {
    const fields = chunk.readInt16BE(start);
    if (fields < 0) return; // the trailer
    const row: RawValue[] = [];
    let at = start + 2;
    for (let field = 0; field < fields; field += 1) {
      const length = chunk.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : chunk.subarray(at, at + length));
      at += Math.max(0, length);
    }
    this.onRow(row);
  }

  handleCommandComplete(): void {}

  handleError(fault: unknown): void {
    this.#fault = fault;
    this.reject(fault);
  }

  handleReadyForQuery(): void {
    if (this.#fault === null) this.resolve();
    else this.reject(this.#fault);
  }
}
