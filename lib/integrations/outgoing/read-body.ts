import type { Readable } from "node:stream";

export const BODY_BYTES_MAX = 64 * 1024;

/** The first 64 KB of an answer as UTF-8; what follows is not read. */
export async function readBody(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString("utf8");
}
