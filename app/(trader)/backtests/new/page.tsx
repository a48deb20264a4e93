import type { Metadata } from "next";
import { type FormKind, RunForm } from "@/components/backtests/run-form";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Select } from "@/components/ui/field";
import { formatDate, formatNumber, formatSymbol, symbolCoins } from "@/components/ui/format";
import { Columns, KeyValues, PageHead, Panel, RiskLine } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { type StrategyChoice, strategyChoices } from "@/lib/features/backtests/strategies";
import { quotaLeft } from "@/lib/features/backtests/within-quota";
import { listSeries } from "@/lib/features/candles/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import { estimateAction, startBacktestAction, startOptimisationAction, startWalkForwardAction } from "../actions.ts";

export const metadata: Metadata = { title: "New backtest" };

const KINDS: readonly { readonly value: FormKind; readonly label: string }[] = [
  { value: "run", label: "One run" },
  { value: "optimise", label: "Optimisation: search the parameters" },
  { value: "walkforward", label: "Walk-forward: choose on one part, trade the next" },
];

const ACTIONS: Readonly<Record<FormKind, typeof startBacktestAction>> = {
  run: startBacktestAction,
  optimise: startOptimisationAction,
  walkforward: startWalkForwardAction,
};

type Series = Awaited<ReturnType<typeof listSeries>>[number];

export default async function NewBacktestPage({
  searchParams,
}: {
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  const actor = await requireRole("SUBSCRIBER");
  const asked = await searchParams;
  const ctx = getCtx();
  const [stored, quota] = await Promise.all([listSeries(ctx.db), quotaLeft(ctx.db, ctx.clock.now(), actor.userId)]);
  const strategies = strategyChoices();
  const strategy = strategies.find(({ name }) => name === asked["strategy"]) ?? strategies[0];
  const series = stored.find((one) => keyOf(one) === asked["series"]) ?? longest(stored);
  const kind = KINDS.find(({ value }) => value === asked["kind"])?.value ?? "run";
  return (
    <>
      <PageHead
        crumbs={[{ href: "/backtests", label: "Backtests" }]}
        title="New backtest"
        lead="Orders made at a bar's close fill from the next bar on; stops before targets; costs against you."
      />
      {strategy === undefined || series === undefined ? (
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
                    ["Bars stored", formatNumber(series.bars)],
                    ["Gaps in them", series.gaps === 0 ? "none" : `${formatNumber(series.gaps)}, no fills in them`],
                    ["Candles", series.source === "generated" ? "generated, no real market" : "real"],
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
          <Panel title="Strategy and market">
            <form method="get" className="grid items-end gap-4 sm:grid-cols-2">
              <Field label="What to do">
                <Select name="kind" defaultValue={kind} options={KINDS} />
              </Field>
              <Field label="Strategy">
                <Select
                  name="strategy"
                  defaultValue={strategy.name}
                  options={strategies.map(({ name, title }) => ({ value: name, label: title }))}
                />
              </Field>
              <Field label="Market">
                <Select
                  name="series"
                  defaultValue={keyOf(series)}
                  options={stored.map((one) => ({
                    value: keyOf(one),
                    label: `${formatSymbol(one.symbol)} · ${one.timeframe} · ${one.exchange}`,
                  }))}
                />
              </Field>
              <div>
                <Button type="submit">Show</Button>
              </div>
            </form>
          </Panel>
          <RunForm
            key={`${kind} ${strategy.name} ${keyOf(series)}`}
            kind={kind}
            action={ACTIONS[kind]}
            estimate={estimateAction}
            strategy={withTyped(strategy, asked)}
            market={{ exchange: series.exchange, symbol: series.symbol, timeframe: series.timeframe }}
            firstDay={formatDate(series.fromMs)}
            lastDay={formatDate(series.toMs)}
            quote={symbolCoins(series.symbol).quote}
            swap={series.symbol.includes(":")}
          />
        </Columns>
      )}
      <RiskLine />
    </>
  );
}

/** The strategy with the values of `p.fast=12` in the address as its defaults: how a report hands its parameters over. */
function withTyped(
  strategy: StrategyChoice,
  asked: Readonly<Record<string, string | string[] | undefined>>,
): StrategyChoice {
  const parameters = Object.fromEntries(
    Object.entries(strategy.parameters).map(([name, parameter]) => {
      const given = asked[`p.${name}`];
      const read = typeof given === "string" ? readParameters({ [name]: parameter }, { [name]: given }) : null;
      const value = read?.ok === true ? read.value[name] : undefined;
      return [name, value === undefined ? parameter : ({ ...parameter, default: value } as typeof parameter)];
    }),
  );
  return { ...strategy, parameters };
}

function keyOf({ exchange, symbol, timeframe }: Pick<Series, "exchange" | "symbol" | "timeframe">): string {
  return `${exchange} ${symbol} ${timeframe}`;
}

/** Where there is most to learn from. */
function longest(stored: readonly Series[]): Series | undefined {
  return stored.reduce<Series | undefined>(
    (most, one) => (most === undefined || one.bars > most.bars ? one : most),
    undefined,
  );
}
