import { Price, Qty } from "@/components/ui/figures";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatSymbol, symbolCoins } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { DriftView } from "@/lib/features/orders/drift-queries";
import { exchangeName } from "@/lib/kernel/exchange-name";

const CHOICES = [
  { decision: "ADOPTED", label: "Count it in" },
  { decision: "IGNORED", label: "Leave it alone" },
  { decision: "CLOSED", label: "Count it in and close" },
] as const;

/** Trades that the user made by hand in what we trade for him: nothing happens to one until he says what it is. */
export function DriftPanel({ trades, decide }: { readonly trades: readonly DriftView[]; readonly decide: FormAction }) {
  return (
    <Panel
      title="Made by hand"
      sub={
        <span className="text-caption text-ink-3">
          Your account shows trades that we did not send. Counted in, one belongs to the position and is protected and
          left with it; left alone, it stays yours.
        </span>
      }
      flush
    >
      <ul className="divide-y divide-line">
        {trades.map((trade) => (
          <li
            key={`${trade.keyId} ${trade.symbol} ${trade.tradeId}`}
            className="flex flex-wrap items-center gap-3 py-3"
          >
            <div className="min-w-0 flex-[1_1_260px]">
              <p>
                <b className="font-semibold">{trade.side === "BUY" ? "Bought" : "Sold"}</b>{" "}
                <Qty value={trade.qty} unit={symbolCoins(trade.symbol).base} /> at <Price value={trade.price} />
              </p>
              <p className="text-caption text-ink-3">
                {formatSymbol(trade.symbol)} · {exchangeName(trade.exchange)} · <When at={trade.at} as="exact" />
              </p>
            </div>
            <Form action={decide} message="top" aria-label={`Decide about trade ${trade.tradeId}`}>
              <input type="hidden" name="keyId" value={trade.keyId} />
              <input type="hidden" name="symbol" value={trade.symbol} />
              <input type="hidden" name="tradeId" value={trade.tradeId} />
              <div className="flex flex-wrap gap-2">
                {CHOICES.map(({ decision, label }) => (
                  <SubmitButton key={decision} variant="default" size="sm" name="decision" value={decision}>
                    {label}
                  </SubmitButton>
                ))}
              </div>
            </Form>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
