const WIDTH = 600;
const HEIGHT = 220;

export interface BandRow {
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** How far apart many possible ways lie: nine of ten inside the pale band, half of them inside the darker one, the middle one as a line. */
export function Bands({ rows, base }: { readonly rows: readonly BandRow[]; readonly base: number }) {
  const low = Math.min(base, ...rows.map((row) => row.p5));
  const high = Math.max(base, ...rows.map((row) => row.p95));
  const x = (at: number): string => ((at / Math.max(1, rows.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number): string =>
    ((1 - (value - low) / Math.max(1e-12, high - low)) * (HEIGHT - 8) + 4).toFixed(1);
  const line = (of: keyof BandRow): string => rows.map((row, at) => `${x(at)} ${y(row[of])}`).join("L");
  const area = (lower: keyof BandRow, upper: keyof BandRow): string =>
    `M${line(upper)}L${rows
      .map((row, at) => `${x(at)} ${y(row[lower])}`)
      .reverse()
      .join("L")}Z`;
  return (
    <svg
      className="block w-full"
      style={{ height: HEIGHT }}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={area("p5", "p95")} fill="var(--surface-2)" />
      <path d={area("p25", "p75")} fill="var(--surface-3)" />
      <line x1="0" x2={WIDTH} y1={y(base)} y2={y(base)} stroke="var(--line-2)" vectorEffect="non-scaling-stroke" />
      <path
        d={`M${line("p50")}`}
        fill="none"
        stroke="var(--chart-line)"
        strokeWidth="1.6"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
