import type { Metadata } from "next";
import { FORM_KINDS, GroundForm } from "@/components/backtests/ground-form";
import { type FormKind, RunForm } from "@/components/backtests/run-form";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Columns, KeyValues, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { strategyChoices } from "@/lib/features/backtests/strategies";
import { quotaLeft } from "@/lib/features/backtests/within-quota";
import { listSeries } from "@/lib/features/candles/queries";
import { PLAN_NAMES } from "@/lib/kernel/platform-plan";
import { getCtx } from "@/lib/runtime/ctx";
import {
  estimateAction,
  startBacktestAction,
  startBatchAction,
  startOptimisationAction,
  startWalkForwardAction,
} from "../actions.ts";
import { type Asked, givenOf, withTyped } from "./asked.ts";
import { batchGround, seriesGround } from "./ground.ts";

export const metadata: Metadata = { title: "New backtest" };

const ACTIONS: Readonly<Record<FormKind, typeof startBacktestAction>> = {
  run: startBacktestAction,
  batch: startBatchAction,
  optimise: startOptimisationAction,
  walkforward: startWalkForwardAction,
};

export default async function NewBacktestPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const actor = await requireRole("SUBSCRIBER");
  const asked = await searchParams;
  const ctx = getCtx();
  const [stored, quota] = await Promise.all([listSeries(ctx.db), quotaLeft(ctx.db, ctx.clock.now(), actor.userId)]);
  const strategies = strategyChoices();
  const strategy = strategies.find(({ name }) => name === asked["strategy"]) ?? strategies[0];
  const kind = FORM_KINDS.find(({ value }) => value === asked["kind"])?.value ?? "run";
  const ground = kind === "batch" ? batchGround(stored, asked) : seriesGround(stored, asked);
  return (
    <>
      <PageHead
        crumbs={[{ href: "/backtests", label: "Backtests" }]}
        title="New backtest"
        lead="Orders made at a bar's close fill from the next bar on; stops before targets; costs against you."
      />
      {strategy === undefined || ground === null ? (
        <Panel label="No candles">
          <EmptyState title="No candles are stored" level={2}>
            An admin can import or download them: <code>npm run candles</code>.
          </EmptyState>
        </Panel>
      ) : (
        <Columns
          side={
            <>
              <Panel title="What it takes">
                <KeyValues
                  rows={[
                    ...ground.facts,
                    ["Plan", PLAN_NAMES[quota.plan]],
                    ["Left today", `${formatNumber(quota.runsLeft)} of ${formatNumber(quota.runsPerDay)} runs`],
                    ["Before you", quota.waiting === 0 ? "nothing" : `${formatNumber(quota.waiting)} of yours wait`],
                  ]}
                />
              </Panel>
              <Panel title={strategy.title}>
                <p className="text-ink-2">{strategy.description}</p>
              </Panel>
            </>
          }
        >
          <GroundForm
            kind={kind}
            strategy={strategy.name}
            strategies={strategies.map(({ name, title }) => ({ value: name, label: title }))}
            place={ground.place}
          />
          <RunForm
            key={`${kind} ${strategy.name} ${ground.key}`}
            kind={kind}
            action={ACTIONS[kind]}
            estimate={estimateAction}
            strategy={withTyped(strategy, asked)}
            {...ground.form}
            given={givenOf(asked)}
          />
        </Columns>
      )}
      <RiskLine />
    </>
  );
}
