import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { formatDuration } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { getCtx } from "@/lib/runtime/ctx";
import { type Readiness, readReadiness } from "@/lib/runtime/readiness";
import { PRICE_STALE_SEC } from "@/lib/runtime/system-state";

export const metadata: Metadata = { title: "Status", description: "Whether each part of Heliograph works now." };

const SAYS = {
  ready: { tone: "ok", title: "All parts work." },
  degraded: { tone: "warn", title: "A part does not work as it should." },
  down: { tone: "bad", title: "Signals cannot be handled now." },
} as const;

export default async function StatusPage() {
  const ctx = getCtx();
  const { status, parts } = await readReadiness(ctx);
  const rows = rowsOf(parts).sort((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <div className="wrap pt-10">
      <PageHead
        title="Status"
        lead={
          <>
            As measured at <When at={ctx.clock.now()} as="exact" />, worst first.
          </>
        }
      />
      <Notice tone={SAYS[status].tone} title={SAYS[status].title} className="mb-5">
        {status === "degraded" && "What is named below waits and is made up for; nothing acknowledged is lost."}
        {status === "down" && "The site can be read. Publishing and copying wait until this is mended."}
      </Notice>
      <Panel title="Parts">
        <ul className="list">
          {rows.map((row) => (
            <li key={row.name} className="grid-cols-[minmax(0,1fr)_auto]">
              <div>
                <b>{row.name}</b>
                <p className="text-ink-2">{row.detail}</p>
              </div>
              <Badge tone={row.ok ? "ok" : "bad"}>{row.ok ? "Works" : "Does not work"}</Badge>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function rowsOf(parts: Readiness["parts"]): { name: string; ok: boolean; detail: string }[] {
  const { database, worker, prices, feeds, redis, outbox, handlers } = parts;
  const age = (seconds: number | null): string =>
    seconds === null ? "never" : `${formatDuration(seconds * 1_000)} ago`;
  return [
    { name: "Database", ok: database.ok, detail: database.ok ? "Answers." : "Does not answer." },
    { name: "Worker", ok: worker.ok, detail: `Last sign of life: ${age(worker.heartbeatAgeSec)}.` },
    { name: "Website and sockets", ok: true, detail: "This page was made just now." },
    { name: "Prices", ok: prices.ok, detail: `Last price: ${age(prices.ageSec)}.` },
    ...Object.entries(feeds.ageSec).map(([venue, sec]) => ({
      name: `Feed of ${exchangeName(venue)}`,
      ok: sec <= PRICE_STALE_SEC,
      detail:
        sec <= PRICE_STALE_SEC
          ? `Last price: ${age(sec)}.`
          : `Stale: its last price came ${age(sec)}. Nothing is traded on it.`,
    })),
    ...(redis.used
      ? [
          {
            name: "Redis",
            ok: redis.ok,
            detail: redis.ok
              ? "Answers."
              : "Does not answer. Signals arrive all the same; limits are stricter meanwhile.",
          },
        ]
      : []),
    {
      name: "Delivery",
      ok: outbox.ok,
      detail:
        outbox.lagEvents === 0
          ? "Nothing waits."
          : `${outbox.lagEvents} events wait, the oldest for ${formatDuration(outbox.lagSec * 1_000)}.`,
    },
    {
      name: "Handlers",
      ok: handlers.ok,
      detail:
        handlers.waiting + handlers.dead === 0
          ? "All events are handled."
          : `${handlers.waiting} to be tried again, ${handlers.dead} need a person.`,
    },
  ];
}
