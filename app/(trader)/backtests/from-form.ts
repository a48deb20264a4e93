/**
 * What a form sends, as the API takes it: empty fields are left out, yes and no are words, the fee is typed in percent and days begin at
 * 00:00 UTC.
 */
export function fromForm(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { feePct, closeAtEnd, ...rest } = withoutEmpty(value);
  const fee = typeof feePct === "string" ? Number(feePct) / 100 : undefined;
  return {
    ...rest,
    // 0.1 % is 0.001, not 0.0010000000000000002
    ...(fee === undefined ? {} : { fee: Number.isFinite(fee) ? Number(fee.toPrecision(12)) : feePct }),
    ...(closeAtEnd === undefined ? {} : { closeAtEnd: closeAtEnd === "true" }),
  };
}

function withoutEmpty(value: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (one === "") continue;
    kept[name] = typeof one === "object" && one !== null && !Array.isArray(one) ? withoutEmpty(one) : one;
  }
  return kept;
}
