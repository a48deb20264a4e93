import { createHmac, timingSafeEqual } from "node:crypto";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** RFC 4648 base 32 without padding: how a seed is typed into an app. */
export function toBase32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("");
}

export function fromBase32(text: string): Uint8Array {
  let bits = "";
  for (const letter of text.toUpperCase()) {
    const value = BASE32.indexOf(letter);
    if (value >= 0) bits += value.toString(2).padStart(5, "0");
  }
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** The 30 s step that an instant of machine time lies in. The app's clock is the world's, so `ctx.clock` does not move it (SPEC 3). */
export function stepAt(machineMs: number): bigint {
  return BigInt(Math.floor(machineMs / STEP_MS));
}

/** The six digits of a step: RFC 6238 with SHA-1, which is what every app computes. */
export function codeOf(seed: string, step: bigint): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const mac = createHmac("sha1", fromBase32(seed)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The step that `code` belongs to, of the present one and the one before, or null. */
export function matchingStep(seed: string, code: string, machineMs: number): bigint | null {
  const present = stepAt(machineMs);
  for (const step of [present, present - 1n]) {
    const expected = Buffer.from(codeOf(seed, step));
    const given = Buffer.from(code);
    if (given.length === expected.length && timingSafeEqual(given, expected)) return step;
  }
  return null;
}

/** The address that a QR code carries to the app. */
export function otpauthUri(seed: string, account: string, issuer: string): string {
  const label = encodeURIComponent(`${issuer}:${account}`);
  return `otpauth://totp/${label}?secret=${seed}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
