const WIDTH = 300;
const HEIGHT = 64;
/** A single day is a bar, not a slab. */
const BAR_MAX = 8;

/** Signed bars around a zero line, one a value: days of P&L. Drawn only; its figures stand in the summary beside it. */
export function DayBars({ values }: { readonly values: readonly number[] }) {
  const largest = Math.max(1e-12, ...values.map(Math.abs));
  const slot = WIDTH / Math.max(1, values.length);
  const width = Math.min(BAR_MAX, slot * 0.6);
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line className="zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {values.map((value, at) => {
        const length = value === 0 ? 2 : Math.max(1.5, (Math.abs(value) / largest) * (HEIGHT / 2 - 2));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bars are drawn by their place
            key={at}
            className={value > 0 ? "bar-up" : value < 0 ? "bar-down" : "bar-nil"}
            x={at * slot + (slot - width) / 2}
            y={value < 0 ? HEIGHT / 2 : HEIGHT / 2 - length}
            width={width}
            height={length}
          />
        );
      })}
    </svg>
  );
}

/** How often each range occurred; bins left to right. `split` is the bin index from which values are gains. */
export function Histogram({ counts, split }: { readonly counts: readonly number[]; readonly split?: number }) {
  const largest = Math.max(1, ...counts);
  const slot = WIDTH / Math.max(1, counts.length);
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, at) => {
        const height = (count / largest) * (HEIGHT - 2);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins are drawn by their place
            key={at}
            className={split === undefined ? "bar-a" : at >= split ? "bar-up" : "bar-down"}
            x={at * slot + slot * 0.08}
            y={HEIGHT - height}
            width={slot * 0.84}
            height={height}
          />
        );
      })}
      <line className="zero" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
    </svg>
  );
}
