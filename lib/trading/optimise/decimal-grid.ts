/** Digits after the point of a number as people write it: 2 for 0.05, 8 for 1e-8, 0 for 20. */
export function decimalsOf(value: number): number {
  const [digits = "", exponent = "0"] = String(value).split("e");
  const fraction = digits.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
}

/** The number `steps` steps from `origin`, without the dust of binary fractions: 0.1 + 2 × 0.1 is 0.3. */
export function gridValue(origin: number, step: number, steps: number): number {
  const decimals = Math.min(100, Math.max(decimalsOf(origin), decimalsOf(step)));
  return Number((origin + steps * step).toFixed(decimals));
}
