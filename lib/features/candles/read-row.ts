const COMMA = 44;
const POINT = 46;
const SPACE = 32;
const RETURN = 13;
const ZERO = 48;

/** Up to here a power of ten is an exact float64. */
const EXACT_POWERS = 22;
const POWERS = Array.from({ length: EXACT_POWERS + 1 }, (_, power) => Number(`1e${power}`));

/**
 * Reads six plain decimal numbers from bytes, separated by commas and ended by `stop` (a carriage return before it is skipped), into
 * `into`. Each is the double nearest to its text: digits as a whole number below 2^53, divided by an exact power of ten, is rounded once.
 * @returns the index after `stop`; -1 for anything that is not that plain (signs, exponents, more digits, other cells), to be read slowly
 */
export function readRow(bytes: Uint8Array, from: number, stop: number, into: Float64Array): number {
  let cell = 0;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (byte === COMMA || byte === stop) {
      if (digits === 0 || decimals === 0 || decimals > EXACT_POWERS || mantissa > Number.MAX_SAFE_INTEGER) return -1;
      into[cell] = decimals > 0 ? mantissa / (POWERS[decimals] ?? 1) : mantissa;
      cell += 1;
      if (byte === stop) return cell === 6 ? at + 1 : -1;
      if (cell === 6) return -1;
      mantissa = 0;
      digits = 0;
      decimals = -1;
    } else if (byte === POINT && digits > 0 && decimals < 0) decimals = 0;
    else if (!(byte === RETURN && bytes[at + 1] === stop) && !(byte === SPACE && digits === 0)) return -1;
  }
  return -1;
}
