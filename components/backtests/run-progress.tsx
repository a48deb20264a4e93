"use client";

import { useEffect, useState } from "react";
import { EquityChart } from "@/components/charts/equity-chart";
import { live } from "@/components/live/live";
import { StatusBadge } from "@/components/ui/badge";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatAmount, formatDate, formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Progress } from "@/components/ui/progress";
import { useRefresh } from "@/components/ui/use-refresh";
import type { BacktestProgress, EvidenceClass, RunStatus } from "@/lib/features/backtests/backtest";
import { readBacktest } from "./read-backtest.ts";
import { parameterWords, percentDone, progressWords, timeLeftWords } from "./words.ts";

/** Progress comes by the socket; this only heals what it lost. */
const REFRESH_MS = 5_000;

export interface RunProgressProps {
  readonly id: string;
  readonly title: string;
  readonly status: RunStatus;
  readonly progress: BacktestProgress;
  readonly queuePlace: number | null;
  readonly cancelRequested: boolean;
  readonly evidence: EvidenceClass;
  /** What its money is counted in. */
  readonly unit: string;
  readonly cancel: FormAction;
  /** Its runs stand in a table below, which is asked for anew with each of them that begins or ends. */
  readonly isBatch?: boolean | undefined;
}

/** A run on its way: place in the queue, bar, time left, the equity as it grows. When it ends the page is asked for anew. */
export function RunProgress(props: RunProgressProps) {
  const { id, title, cancelRequested, evidence, unit, cancel, isBatch = false } = props;
  const refresh = useRefresh();
  const [now, setNow] = useState({ status: props.status, progress: props.progress });
  const [cancelling, setCancelling] = useState(cancelRequested);

  useEffect(() => {
    const client = live();
    const stops = [
      client.onBacktest((message) => {
        if (message.id !== id) return;
        const { status, progress } = readBacktest(message);
        setNow({ status, progress });
        if (isBatch || (status !== "QUEUED" && status !== "RUNNING")) refresh();
      }),
      // what came while the socket was away is read from the page itself
      client.onStatus((status) => status === "live" && refresh()),
    ];
    // A short run ends between the page's answer and this line: the page is asked once more, and now and then for as long as it waits.
    refresh();
    const timer = setInterval(() => refresh(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, [id, isBatch, refresh]);

  // a page that was asked for anew knows better than what was heard before
  useEffect(() => setNow({ status: props.status, progress: props.progress }), [props.status, props.progress]);

  const { status, progress } = now;
  const percent = percentDone(progress);
  useEffect(() => {
    const before = document.title;
    document.title = `${percent} % · ${title}`;
    return () => {
      document.title = before;
    };
  }, [percent, title]);

  const left = timeLeftWords(progress);
  return (
    <div className="stack">
      <Panel
        label="Progress"
        title={progressWords(progress, status === "QUEUED" ? props.queuePlace : null)}
        sub={progress.at === null ? undefined : <span className="text-ink-2">{formatDate(progress.at)}</span>}
        aside={
          <>
            {left !== null && <span className="num">{left}</span>}
            <StatusBadge status={status} {...(status === "RUNNING" ? { label: "Running" } : {})} />
          </>
        }
      >
        <Progress label={`${title}, progress`} value={percent} text={`${percent} %`} />
        {progress.best !== null && (
          <p className="mt-3 text-dense text-ink-2">
            Best so far {formatNumber(progress.best.value, 2)} with {parameterWords(progress.best.parameters)}.
          </p>
        )}
        <div className="mt-4">
          {cancelling ? (
            <Notice>Cancelling. It stops within a second; nothing of it is kept but this line.</Notice>
          ) : (
            <Form action={cancel} onDone={() => setCancelling(true)}>
              <input type="hidden" name="id" value={id} />
              <SubmitButton variant="default" pendingText="Cancelling…">
                Cancel {title.split(" ")[0]?.toLowerCase()}
              </SubmitButton>
            </Form>
          )}
        </div>
      </Panel>
      {progress.preview.length > 1 && (
        <Panel label="Equity so far">
          <EquityChart
            title={`Equity so far, ${unit}`}
            unit={unit}
            series={[
              {
                id: "preview",
                name: "So far",
                evidence,
                points: progress.preview.map(([time, value]) => ({ time, value })),
              },
            ]}
            summary={`Now ${formatAmount(String(progress.preview.at(-1)?.[1] ?? 0), { unit })}.`}
          />
        </Panel>
      )}
      <Panel title="You can leave this page">
        <p className="text-ink-2">
          The run goes on, and a notice appears wherever you are. This address finds it again.
        </p>
      </Panel>
    </div>
  );
}
