const MAGIC = 0x184d2204;

/** Flags of a frame, and the high bit of a block's size: it is stored as it is. */
const DICTIONARY = 0x01;
const CONTENT_CHECKSUM = 0x04;
const CONTENT_SIZE = 0x08;
const BLOCK_CHECKSUM = 0x10;
const LENGTH_BITS = 0x7fffffff;

/** A column of float64 of more bars than a file may hold. */
const BYTES_MAX = 64 * 1_048_576;

/**
 * Unpacks one LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md): Arrow's usual compression, which Node has not.
 * Checksums are not looked at; every length is, so a damaged frame is refused, never read past its end, and never more than 64 MiB.
 * @throws Error when the bytes are no such frame
 */
export function unpackLz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC) damaged("this is no frame");
  const flags = view.getUint8(4);
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  const out = new Output(bytes.length * 3);
  for (;;) {
    if (at + 4 > bytes.length) damaged("the frame ends too early");
    const size = view.getUint32(at, true);
    if (size === 0) break;
    const end = at + 4 + (size & LENGTH_BITS);
    if (end > bytes.length) damaged("the frame ends too early");
    const block = bytes.subarray(at + 4, end);
    if (size > LENGTH_BITS) out.add(block);
    else unpackBlock(block, out);
    at = end + (flags & BLOCK_CHECKSUM ? 4 : 0);
  }
  if (at + 4 + (flags & CONTENT_CHECKSUM ? 4 : 0) > bytes.length) damaged("the frame ends too early");
  return out.whole();
}

/** Sequences of literals, and of copies of what is out already. */
function unpackBlock(block: Uint8Array, out: Output): void {
  let at = 0;
  const next = (): number => {
    const byte = block[at];
    if (byte === undefined) damaged("a block ends too early");
    at += 1;
    return byte;
  };
  const extended = (base: number): number => {
    let length = base;
    if (base === 15) for (let byte = 255; byte === 255; length += byte) byte = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = extended(token >> 4);
    if (at + literals > block.length) damaged("a block ends too early");
    out.add(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return; // the last sequence has no copy
    const distance = next() | (next() << 8);
    out.repeat(distance, extended(token & 15) + 4);
  }
}

/** Bytes that grow. */
class Output {
  #bytes: Uint8Array;
  #filled = 0;

  constructor(room: number) {
    this.#bytes = new Uint8Array(Math.min(BYTES_MAX, Math.max(64, room)));
  }

  add(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Copies what lies `distance` back; where that is shorter than `length`, it runs into what it has just written. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#filled) damaged("a block copies what is not there");
    this.#reserve(length);
    const bytes = this.#bytes;
    const end = this.#filled + length;
    for (let at = this.#filled; at < end; at += 1) bytes[at] = bytes[at - distance] ?? 0;
    this.#filled = end;
  }

  whole(): Uint8Array {
    return this.#bytes.subarray(0, this.#filled);
  }

  #reserve(more: number): void {
    const wanted = this.#filled + more;
    if (wanted <= this.#bytes.length) return;
    if (wanted > BYTES_MAX) damaged(`more than ${BYTES_MAX / 1_048_576} MiB come out`);
    const larger = new Uint8Array(Math.min(BYTES_MAX, Math.max(wanted, this.#bytes.length * 2)));
    larger.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = larger;
  }
}

function damaged(what: string): never {
  throw new Error(`LZ4: ${what}`);
}
