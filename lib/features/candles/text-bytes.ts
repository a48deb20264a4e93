export const NEWLINE = 10;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Bytes that `beginning` needs to see a byte order mark whole. */
export const BEGINNING_BYTES = BYTE_ORDER_MARK.length;

/** White space of CSV and JSON. */
export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === NEWLINE || byte === 13;
}

export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isSpace(bytes[at] ?? 0)) return false;
  return true;
}

export function markLength(bytes: Uint8Array): number {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
}

/** Whether the byte order mark is that of UTF-16, as spreadsheets save "Unicode text". */
export function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Index of the first byte that is neither byte order mark nor white space. */
export function beginning(bytes: Uint8Array): number {
  let at = markLength(bytes);
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

/** Bytes [from, to) as text. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}
