import Link from "next/link";
import { RefreshWhile } from "@/components/candles/refresh-while";
import { reasonWords } from "@/components/orders/reason-words";
import { StatusBadge } from "@/components/ui/badge";
import { formatAmount, formatPrice, formatQty, formatSymbol, symbolCoins } from "@/components/ui/format";
import { When } from "@/components/ui/when";
import type { AskedTrade } from "@/lib/features/trades/queries";

const UNDER_WAY: ReadonlySet<string> = new Set(["PLANNED", "SENDING", "ACCEPTED", "PARTIAL", "UNKNOWN"]);

/** What was asked for by hand lately and what became of it; asks anew each second while one is under way. */
export function RequestList({ requests }: { readonly requests: readonly AskedTrade[] }) {
  const active = requests.some(
    ({ state, order }) => state === "WAITING" || (order !== null && UNDER_WAY.has(order.state)),
  );
  return (
    <>
      <RefreshWhile active={active} />
      <ul aria-label="Asked for by hand" className="divide-y divide-line">
        {requests.map((request) => (
          <li key={request.id} data-request={request.id} className="py-3">
            <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <span className="font-[550]">{asked(request)}</span>
              <State request={request} />
              <span className="text-caption text-ink-3">
                <When at={request.createdAt} />
              </span>
            </div>
            <p className="mt-0.5 text-dense text-ink-2">
              <Outcome request={request} />
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function asked({ symbol, test, amount, quantity }: AskedTrade): string {
  const { base, quote } = symbolCoins(symbol);
  if (test) return `Test buy of ${formatSymbol(symbol)}`;
  const size = amount === null ? formatQty(quantity ?? "0", { unit: base }) : formatAmount(amount, { unit: quote });
  return amount === null ? `Buy ${size}` : `Buy ${formatSymbol(symbol)} for ${size}`;
}

/** UNKNOWN is said as it is: nobody knows yet, and nothing is sent twice. */
function State({ request: { state, order } }: { readonly request: AskedTrade }) {
  if (state === "WAITING") return <StatusBadge status="PENDING" label="Waiting" />;
  if (state === "REFUSED") return <StatusBadge status="REJECTED" label="Not sent" />;
  return <StatusBadge status={order?.state ?? "PENDING"} />;
}

function Outcome({ request }: { readonly request: AskedTrade }) {
  const { symbol, state, reason, order } = request;
  const { base, quote } = symbolCoins(symbol);
  if (state === "WAITING") return "The worker that holds your account plans it within a second or two.";
  if (state === "REFUSED") return reason ?? "It was not sent.";
  if (order === null) return "Its order is planned.";
  if (order.filled === "0") return order.reason === null ? "Nothing is bought yet." : reasonWords(order.reason);
  const bought = `Bought ${formatQty(order.filled, { unit: base })} at ${formatPrice(order.price ?? "0")}, ${formatAmount(order.amount, { unit: quote })}, fee ${formatAmount(order.fee, { unit: quote })}.`;
  return (
    <>
      {bought}{" "}
      {order.positionId !== null && (
        <Link href={`/positions/${order.positionId}`} className="link">
          Open the position
        </Link>
      )}
    </>
  );
}
