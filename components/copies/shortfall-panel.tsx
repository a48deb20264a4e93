import { Amount } from "@/components/ui/figures";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { ShortfallView } from "@/lib/features/copies/live/read-shortfall";

const PARTS = [
  ["delay", "Delay: the market moved before your order left"],
  ["spread", "Spread: from the middle to the touch"],
  ["impact", "Impact: the book behind the touch, and what moved under way"],
  ["fee", "Fees"],
  ["rounding", "Rounding and bounds: wanted and not done"],
] as const;

/** What a live copy has less than the signal at its own prices and without costs, by cause. The parts sum to the gap; below 0 it has more. */
export function ShortfallPanel({ shortfall, unit }: { readonly shortfall: ShortfallView; readonly unit: string }) {
  return (
    <Panel
      title="Shortfall against the signal"
      sub={
        <span className="text-caption text-ink-3">
          The signal at the prices of its record, whole and without costs, less what your account has. Minus: you have
          more.
        </span>
      }
    >
      <KeyValues
        rows={[
          ...PARTS.map(([part, label]) => [label, <Part key={part} value={shortfall[part]} unit={unit} />] as const),
          [<b key="all">Together</b>, <Part key="gap" value={shortfall.gap} unit={unit} />],
        ]}
      />
    </Panel>
  );
}

function Part({ value, unit }: { readonly value: string; readonly unit: string }) {
  return <Amount value={value} unit={unit} digits={4} />;
}
