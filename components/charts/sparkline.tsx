import { cx } from "@/components/ui/cx";
import { EVIDENCE, type EvidenceClass } from "@/components/ui/evidence";
import { extentOf, stepPath, thin } from "./series.ts";

const WIDTH = 320;
const HEIGHT = 52;

/** A small stepped line with the dot of sun at its end. Decoration of figures that stand beside it: hidden from readers. */
export function Sparkline({
  values,
  base,
  evidence,
}: {
  readonly values: readonly number[] /** Where it started, drawn as a dotted line. */;
  readonly base?: number;
  readonly evidence?: EvidenceClass;
}) {
  const shown = thin(values, 160);
  const extent = extentOf(base === undefined ? shown : [...shown, base]);
  const { path, endX, endY } = stepPath(shown, WIDTH, HEIGHT, 5, extent);
  const zero = base === undefined ? null : 5 + (1 - (base - extent.low) / (extent.high - extent.low)) * (HEIGHT - 10);
  return (
    <div className="relative" aria-hidden="true">
      <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {zero !== null && <line className="zero" x1="0" x2={WIDTH} y1={zero} y2={zero} />}
        {path !== "" && (
          <path className={cx("ln", evidence !== undefined && `ln-${EVIDENCE[evidence].slug}`)} d={path} />
        )}
      </svg>
      {shown.length > 0 && (
        <i className="flash-dot" style={{ left: `${(endX / WIDTH) * 100}%`, top: `${(endY / HEIGHT) * 100}%` }} />
      )}
    </div>
  );
}
