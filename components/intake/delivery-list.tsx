import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { DeliveryView } from "@/lib/features/intake/queries";

const OUTCOMES: Readonly<Record<string, string>> = {
  OPENED: "Opened",
  ADDED: "Added",
  REDUCED: "Part closed",
  CLOSED: "Closed",
  REVERSED: "Turned",
  CANCELLED: "Cancelled",
  NOTHING: "Nothing to do",
  REPEATED: "Repeat",
  REFUSED: "Refused",
};

const STYLES: Readonly<Record<string, string>> = {
  tradingview: "TradingView",
  "3commas": "3Commas style",
  traderspost: "TradersPost style",
  text: "Plain text",
};

/** The last hundred messages, newest first: what came, what was done, and why not. */
export function DeliveryList({ deliveries }: { readonly deliveries: readonly DeliveryView[] }) {
  return (
    <Panel
      title="Last messages"
      sub={
        <p className="text-ink-2">The last 100, accepted or refused. Secrets are masked before anything is stored.</p>
      }
      flush
    >
      {deliveries.length === 0 ? (
        <EmptyState title="No message yet">Send a test, or wait for your alert to fire.</EmptyState>
      ) : (
        <ul className="divide-y divide-line" aria-label="Last messages">
          {deliveries.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Delivery({ delivery }: { readonly delivery: DeliveryView }) {
  const { outcome, status, test, reason, fieldErrors, signalId, style, ip, tookMs, body, contentType } = delivery;
  const faults = Object.entries(fieldErrors ?? {});
  const saidAtField = faults.some(([, said]) => said.join(" ") === reason);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={outcome === "REFUSED" ? "bad" : outcome === "NOTHING" || outcome === "REPEATED" ? "line" : "ok"}>
          {OUTCOMES[outcome] ?? outcome}
        </Badge>
        {test && <Badge tone="line">Test</Badge>}
        <span className="text-caption text-ink-3">
          <When at={Date.parse(delivery.receivedAt)} /> · {status} · {STYLES[style ?? ""] ?? "Not read"} · {ip} ·{" "}
          {tookMs} ms
        </span>
      </div>
      <p className="mt-1 break-words">
        {!saidAtField && `${reason} `}
        {signalId !== null && !test && (
          <Link className="link" href={`/signals/${signalId}`}>
            Show the signal
          </Link>
        )}
      </p>
      {faults.length > 0 && (
        <ul className="mt-1 text-dense text-ink-2">
          {faults.map(([field, said]) => (
            <li key={field} className="break-words">
              <code>{field}</code>: {said.join(" ")}
            </li>
          ))}
        </ul>
      )}
      <details className="mt-1">
        <summary className="link cursor-pointer text-dense">Show the message</summary>
        <p className="mt-2 text-caption text-ink-3">{contentType === "" ? "No content type" : contentType}</p>
        <pre className="code-block mt-1 whitespace-pre-wrap break-all">{body === "" ? "(not kept)" : body}</pre>
      </details>
    </li>
  );
}
