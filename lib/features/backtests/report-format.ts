/** Text of a number in a report. Always the same digits for the same number, in every time zone and language. */
export function numberText(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const [whole = "", fraction] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function percentText(value: number | null, digits = 2): string {
  return value === null ? "–" : `${numberText(value, digits)} %`;
}

/** With its sign: a gain is told by more than colour. */
export function signedText(value: number | null, digits = 2, unit = ""): string {
  if (value === null) return "–";
  const text = numberText(value, digits);
  return `${value > 0 && /[1-9]/.test(text) ? "+" : ""}${text}${unit}`;
}

/** `2024-03-01 14:00`, UTC. */
export function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
