import type { FirstSteps } from "@/lib/features/copies/first-steps-queries";

/** What the app reads of two features: how far the reader has come, and whether a backtest of his has finished. */
export interface ChecklistSteps extends FirstSteps {
  readonly ranBacktest: boolean;
}

export interface ChecklistRow {
  readonly id: string;
  readonly label: string;
  readonly done: boolean;
  readonly hint?: string;
  readonly href?: string;
  readonly act?: string;
}

/** The first-run checklist's lines, in the order in which they are taken. Empty once all are done: the list is kept until then. */
export function checklistRows(steps: ChecklistSteps): readonly ChecklistRow[] {
  const follow = steps.followId === null ? "/strategies" : `/follows/${steps.followId}`;
  const rows: readonly ChecklistRow[] = [
    { id: "email", label: "Confirm e-mail", done: steps.emailConfirmed, href: "/verify", act: "Confirm" },
    {
      id: "totp",
      label: "Turn on second factor",
      done: steps.secondFactor,
      href: "/settings/security",
      act: "Turn on",
    },
    {
      id: "follow",
      label: "Follow one strategy on paper",
      done: steps.followsOnPaper,
      href: follow,
      act: steps.followId === null ? "Browse" : "Follow",
    },
    { id: "signal", label: "See its first signal", done: steps.sawSignal, href: "/signals", act: "Signals" },
    { id: "backtest", label: "Run a backtest", done: steps.ranBacktest, href: "/backtests/new", act: "New backtest" },
    {
      id: "key",
      label: "Add a trade-only key",
      done: steps.hasKey,
      hint: "Only for live trading: it may read and trade, never withdraw",
      href: "/settings/keys",
      act: "Add a key",
    },
    {
      id: "valid",
      label: "Have the key confirmed by its exchange",
      done: steps.hasValidKey,
      href: "/settings/keys",
      act: "Check it",
    },
    { id: "days", label: "Seven days on paper", done: steps.paperDone, hint: paperHint(steps) },
    {
      id: "live",
      label: "Go live with the smallest size",
      done: steps.wentLive,
      ...(steps.liveOffered ? {} : { hint: "Live trading is switched off on this server" }),
      ...(steps.liveOffered && steps.followId !== null ? { href: `${follow}/live`, act: "Conditions" } : {}),
    },
  ];
  const left = rows.filter((row) => !row.done && (row.id !== "live" || steps.liveOffered));
  return left.length === 0 ? [] : rows;
}

function paperHint({ paperDays, paperFillDays, paperDone }: ChecklistSteps): string {
  if (paperDone) return `Traded on ${paperFillDays} days`;
  if (paperFillDays === 0) return "They begin with your first paper trade; trades on 3 of them are needed";
  const days = `${paperFillDays} of 3 days with a trade`;
  return paperDays >= 7
    ? `Seven days have passed; ${days}`
    : `Day ${paperDays + 1} of 7, counted from your first paper trade; ${days}`;
}
