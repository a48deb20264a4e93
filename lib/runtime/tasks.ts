import type { TaskList } from "graphile-worker";
import type { EventHandler } from "@/lib/events/handler";
import { batchHandler, handler } from "@/lib/events/handler";
import { announceTrialEnds } from "@/lib/features/accounts/announce-trial-ends";
import { onMailRequested } from "@/lib/features/accounts/on-mail-requested";
import { pruneAccounts } from "@/lib/features/accounts/prune-accounts";
import { requestReset } from "@/lib/features/accounts/request-reset";
import { watchAudit } from "@/lib/features/accounts/watch-audit";
import { onKillSwitchChanged } from "@/lib/features/admin/on-kill-switch-changed";
import { onOperationsAlarm } from "@/lib/features/admin/on-operations-alarm";
import { AlertTeller } from "@/lib/features/admin/tell-alerts";
import { watchOperations } from "@/lib/features/admin/watch-operations";
import { pruneResults } from "@/lib/features/backtests/prune-results";
import { NEXT_RUN_JOB } from "@/lib/features/backtests/start-backtest";
import { CANDLE_JOB } from "@/lib/features/candles/candle-job";
import { onIntentsChanged } from "@/lib/features/compliance/on-intents-changed";
import { onLimitsRaised } from "@/lib/features/compliance/on-limits-raised";
import { markDayEnd } from "@/lib/features/copies/mark-day-end";
import { onFollowChanged } from "@/lib/features/copies/on-follow-changed";
import { onSignalEvents as copySignalEvents } from "@/lib/features/copies/on-signal-event";
import { createLiquidationWatch } from "@/lib/features/copies/watch-liquidations";
import { addMailChannels } from "@/lib/features/deliveries/add-mail-channels";
import { tellDailyPnl } from "@/lib/features/deliveries/daily-pnl";
import { escalate } from "@/lib/features/deliveries/escalate";
import { onUserChanged } from "@/lib/features/deliveries/on-user-changed";
import { pruneWebhookCalls } from "@/lib/features/deliveries/prune-webhook-calls";
import { turnOffFailing } from "@/lib/features/deliveries/turn-off-failing";
import { checkKey } from "@/lib/features/exchange-keys/check-key";
import { checkKeysDaily } from "@/lib/features/exchange-keys/check-keys-daily";
import { pruneIntake } from "@/lib/features/intake/prune-intake";
import { tellSilence } from "@/lib/features/intake/tell-silence";
import {
  onExchangeKeyChanged,
  onSessionRevoked,
  onSubscriptionChanged,
} from "@/lib/features/notifications/on-account-event";
import { onAccountManaged } from "@/lib/features/notifications/on-account-managed";
import { onAffiliatePaid } from "@/lib/features/notifications/on-affiliate-paid";
import { onChannelOff } from "@/lib/features/notifications/on-channel-off";
import { onCopyChanged } from "@/lib/features/notifications/on-copy-changed";
import { onExchangeHealth } from "@/lib/features/notifications/on-exchange-health";
import { onIntakeAlarm } from "@/lib/features/notifications/on-intake-alarm";
import { onIntentChanged } from "@/lib/features/notifications/on-intent-changed";
import { onConnectChanged, onDisputeChanged, onPayoutChanged } from "@/lib/features/notifications/on-money-event";
import { onPlanChanged } from "@/lib/features/notifications/on-plan-changed";
import { onPositionForced, onPositionNotHeld } from "@/lib/features/notifications/on-position-gone";
import { onPriceOffered } from "@/lib/features/notifications/on-price-offered";
import { onSessionFailed } from "@/lib/features/notifications/on-session-failed";
import { onSessionMissed } from "@/lib/features/notifications/on-session-missed";
import { onSignalEvents } from "@/lib/features/notifications/on-signal-event";
import { onStopRemoved } from "@/lib/features/notifications/on-stop-removed";
import { onTrialEnding } from "@/lib/features/notifications/on-trial-ending";
import { onUnlisted } from "@/lib/features/notifications/on-unlisted";
import { onUserStopped } from "@/lib/features/notifications/on-user-stopped";
import { tellUnknownOrders } from "@/lib/features/notifications/tell-unknown-orders";
import { watchExchanges } from "@/lib/features/orders/watch-exchanges";
import { signMovedHeads } from "@/lib/features/signals/ledger";
import { publishSandboxSignals } from "@/lib/features/signals/sandbox-signals";
import { createSignalWatch, expireSignals } from "@/lib/features/signals/watch-signals";
import { checkChangedSessions, checkParity, PARITY_JOB } from "@/lib/features/trading-sessions/check-parity";
import { pruneCandles } from "@/lib/features/trading-sessions/prune-candles";
import { invariant } from "@/lib/kernel/errors";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { alertPosts } from "./alert-posts.ts";
import { candleTask } from "./candle-task.ts";
import type { Settings } from "./env.ts";
import { marketTask } from "./market-task.ts";
import { moneySchedules, sweepAtStart } from "./money-schedules.ts";
import { readReadiness } from "./readiness.ts";
import { dropExpired, makeAhead, retentionOf } from "./retention.ts";
import { pause, type Schedule } from "./schedules.ts";
import { tradingSessions } from "./trading-sessions.ts";
import { telegramTask } from "./worker/telegram.ts";

/** Work that one worker at a time does without end: the market feed and what watches it. It ends soon after `signal` is aborted. */
export interface LeasedTask {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** Notices of signals may come this much later than the signals themselves, so that many are written at once (at most 250 ms are allowed). */
const NOTIFY_GATHER_MS = 50;

/** What trades is judged this much later, many at once: nobody waits for it. */
const COMPLIANCE_GATHER_MS = 500;

/** After which events the worker does what. A name is a cursor in the database: add, never rename. */
export function eventHandlers(ctx: Ctx): readonly EventHandler[] {
  return [
    handler("mail", ["mail.requested"], (event) => onMailRequested(ctx, event)),
    handler("password-reset", ["password.reset_requested"], (event) => requestReset(ctx, event.email)),
    batchHandler("copies", ["signal.event"], (events) => copySignalEvents(ctx, events)),
    handler("paper-accounts", ["follow.changed"], (event) => onFollowChanged(ctx, event)),
    batchHandler("notify-signal", ["signal.event"], (events) => onSignalEvents(ctx, events), NOTIFY_GATHER_MS),
    handler("notify-copy", ["copy.changed"], (event) => onCopyChanged(ctx, event)),
    handler("notify-subscription", ["subscription.changed"], (event, at) => onSubscriptionChanged(ctx, event, at)),
    handler("notify-intake", ["intake.alarm"], (event, at) => onIntakeAlarm(ctx, event, at)),
    handler("exchange-key-checks", ["exchange_key.check_requested"], (event) => checkKey(ctx, event.keyId)),
    handler("notify-exchange-key", ["exchange_key.changed"], (event, at) => onExchangeKeyChanged(ctx, event, at)),
    handler("notify-security", ["session.revoked"], (event, at) => onSessionRevoked(ctx, event, at)),
    handler("notify-managed", ["account.managed"], (event, at) => onAccountManaged(ctx, event, at)),
    handler("notify-payout", ["payout.changed"], (event, at) => onPayoutChanged(ctx, event, at)),
    handler("notify-dispute", ["dispute.changed"], (event, at) => onDisputeChanged(ctx, event, at)),
    handler("notify-price", ["price.offered"], (event, at) => onPriceOffered(ctx, event, at)),
    handler("notify-plan", ["plan.changed"], (event, at) => onPlanChanged(ctx, event, at)),
    handler("notify-affiliate", ["affiliate.paid"], (event, at) => onAffiliatePaid(ctx, event, at)),
    handler("notify-trial", ["trial.ending"], (event, at) => onTrialEnding(ctx, event, at)),
    handler("notify-connect", ["connect.changed"], (event, at) => onConnectChanged(ctx, event, at)),
    handler("notify-trading-session", ["trading_session.failed"], (event, at) => onSessionFailed(ctx, event, at)),
    handler("notify-user-stopped", ["kill_switch.changed"], (event) => onUserStopped(ctx, event)),
    handler("notify-session-missed", ["trading_session.missed"], (event, at) => onSessionMissed(ctx, event, at)),
    handler("notify-stop-removed", ["position.stop_removed"], (event) => onStopRemoved(ctx, event)),
    handler("notify-position-forced", ["position.forced"], (event, at) => onPositionForced(ctx, event, at)),
    handler("notify-position-not-held", ["position.not_held"], (event, at) => onPositionNotHeld(ctx, event, at)),
    handler("notify-unlisted", ["position.unlisted"], (event) => onUnlisted(ctx, event)),
    handler("notify-order", ["intent.changed"], (event, at) => onIntentChanged(ctx, event, at)),
    handler("notify-exchange-health", ["exchange.health"], (event, at) => onExchangeHealth(ctx, event, at)),
    handler("admin-kill-switch", ["kill_switch.changed"], (event, at) => onKillSwitchChanged(ctx, event, at)),
    batchHandler("compliance", ["intent.changed"], (events) => onIntentsChanged(ctx, events), COMPLIANCE_GATHER_MS),
    handler("compliance-limits", ["limits.raised"], (event, { at }) => onLimitsRaised(ctx, event, at)),
    handler("admin-alarms", ["operations.alarm"], (event, at) => onOperationsAlarm(ctx, event, at)),
    handler("notify-channel", ["channel.off"], (event, at) => onChannelOff(ctx, event, at)),
    handler("mail-channel", ["user.changed"], (event) => onUserChanged(ctx, event)),
  ];
}

/** What comes back by itself, by ctx.clock. */
export function schedules(ctx: Ctx, settings: Settings): readonly Schedule[] {
  const alerts = new AlertTeller(ctx, alertPosts(ctx, settings));
  return [
    { name: "accounts.prune", everyMs: 3_600_000, run: async () => void (await pruneAccounts(ctx)) },
    { name: "exchange-keys.check", everyMs: 900_000, run: (signal) => checkKeysDaily(ctx, signal) },
    { name: "backtests.prune", everyMs: 3_600_000, run: async () => void (await pruneResults(ctx)) },
    { name: "partitions.ahead", everyMs: 3_600_000, run: () => makeAhead(ctx) },
    { name: "partitions.expired", everyMs: 3_600_000, run: () => dropExpired(ctx, retentionOf(settings)) },
    { name: "trading-sessions.prune", everyMs: 3_600_000, run: async () => void (await pruneCandles(ctx)) },
    // Each hour asks whether a night has passed since the last check.
    {
      name: "trading-sessions.parity",
      everyMs: 3_600_000,
      run: async (signal) => void (await checkChangedSessions(ctx, signal)),
    },
    { name: "intake.prune", everyMs: 3_600_000, run: () => pruneIntake(ctx) },
    { name: "intake.silence", everyMs: 30_000, run: async () => void (await tellSilence(ctx)) },
    ...moneySchedules(ctx),
    { name: "signals.expired", everyMs: 1_000, run: async () => void (await expireSignals(ctx)) },
    { name: "paper.day-end", everyMs: 60_000, run: async (signal) => void (await markDayEnd(ctx, signal)) },
    { name: "deliveries.pnl", everyMs: 60_000, run: async () => void (await tellDailyPnl(ctx)) },
    { name: "channels.mail", everyMs: 600_000, run: async () => void (await addMailChannels(ctx)) },
    { name: "deliveries.escalate", everyMs: 1_000, run: async () => void (await escalate(ctx)) },
    { name: "alerts.watch", everyMs: 15_000, run: async () => watchOperations(ctx, (await readReadiness(ctx)).parts) },
    { name: "exchanges.health", everyMs: 5_000, run: () => watchExchanges(ctx) },
    { name: "orders.unknown", everyMs: 5_000, run: async () => void (await tellUnknownOrders(ctx)) },
    { name: "alerts.tell", everyMs: 2_000, run: () => alerts.tell() },
    { name: "deliveries.failing", everyMs: 60_000, run: async () => void (await turnOffFailing(ctx)) },
    { name: "trials.ending", everyMs: 3_600_000, run: async () => void (await announceTrialEnds(ctx)) },
    { name: "webhook-calls.prune", everyMs: 3_600_000, run: () => pruneWebhookCalls(ctx) },
    { name: "sandbox.signal", everyMs: 5_000, run: async () => void (await publishSandboxSignals(ctx)) },
    { name: "ledger.heads", everyMs: 3_600_000, run: async () => void (await signMovedHeads(ctx)) },
    { name: "audit.verify", everyMs: DAY_MS, run: () => watchAudit(ctx) },
  ];
}

export function leasedTasks(ctx: Ctx, settings: Settings): readonly LeasedTask[] {
  const sessions = tradingSessions(ctx, settings);
  return [
    marketTask(ctx, settings, [createSignalWatch(ctx), createLiquidationWatch(ctx), ...sessions.watchers]),
    sessions.task,
    ...telegramTask(ctx, settings),
    {
      // Whoever takes the lead looks once at what came while nobody did; the schedule goes on from there.
      name: "stripe.sweep-at-start",
      run: async (signal) => {
        await sweepAtStart(ctx);
        await pause(2 ** 31 - 1, signal);
      },
    },
  ];
}

/** Jobs of the queue (lib/events/add-job.ts): long work that a transaction asked for. */
export function queueTasks(ctx: Ctx, settings: Settings, backtests: { wake(): void }): TaskList {
  return {
    [CANDLE_JOB]: candleTask(ctx, settings),
    [PARITY_JOB]: async (payload) => void (await checkParity(ctx, idOf(payload))),
    // The doorbell: which run is next the rows decide, and a run outlasts the job that rang for it.
    [NEXT_RUN_JOB]: () => backtests.wake(),
  };
}

function idOf(payload: unknown): string {
  const id: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "id") : undefined;
  invariant(typeof id === "string", "a job about a row names its id");
  return id;
}
