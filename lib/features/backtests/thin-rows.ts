/** As many stretches as a wide chart has columns to tell apart. */
const STRETCHES = 600;

/** Rows of a long column that a chart needs: each stretch gives its lowest and its highest in their order, and the ends are kept. */
export function thinRows(values: Float64Array): Int32Array {
  const { length } = values;
  if (length <= 2 * STRETCHES) return Int32Array.from({ length }, (_, row) => row);
  const rows = new Set<number>([0]);
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const end = Math.floor(((stretch + 1) * length) / STRETCHES);
    let low = Math.floor((stretch * length) / STRETCHES);
    let high = low;
    for (let row = low; row < end; row++) {
      const value = values[row] ?? 0;
      if (value < (values[low] ?? 0)) low = row;
      if (value > (values[high] ?? 0)) high = row;
    }
    rows.add(Math.min(low, high)).add(Math.max(low, high));
  }
  rows.add(length - 1);
  return Int32Array.from(rows).sort();
}
