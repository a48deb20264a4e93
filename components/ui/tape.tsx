export interface TapeTrade {
  /** Net result in percent. */
  readonly resultPct: number;
}

const WIDTH = 320;
const HEIGHT = 26;
const SLOT = 8;

/** The last 40 closed trades as strokes above (won) or below (lost) a line, length = result; the count is in words too. Oldest first. */
export function Tape({ trades }: { readonly trades: readonly TapeTrade[] }) {
  const shown = trades.slice(-40);
  const won = shown.filter((trade) => trade.resultPct > 0).length;
  const lost = shown.filter((trade) => trade.resultPct < 0).length;
  const even = shown.length - won - lost;
  const largest = Math.max(0.0001, ...shown.map((trade) => Math.abs(trade.resultPct)));
  return (
    <div className="max-w-[640px]">
      <svg className="tape" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line className="zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        {shown.map((trade, at) => {
          const length = trade.resultPct === 0 ? 0 : 2.5 + 9 * (Math.abs(trade.resultPct) / largest);
          const up = trade.resultPct >= 0;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: strokes are drawn by their place
              key={at}
              className={up ? "bar-up" : "bar-down"}
              x={1.6 + at * SLOT}
              y={(up ? HEIGHT / 2 - 1 - length : HEIGHT / 2 + 1).toFixed(1)}
              width={3.7}
              height={length.toFixed(1)}
              rx={1}
            />
          );
        })}
      </svg>
      <p className="mt-1 text-caption text-ink-3">
        {shown.length === 0
          ? "No closed trade yet"
          : `Last ${shown.length === 1 ? "trade" : `${shown.length} trades`}: ${won} won, ${lost} lost${even > 0 ? `, ${even} even` : ""}`}
      </p>
    </div>
  );
}
