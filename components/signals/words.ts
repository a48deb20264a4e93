import { formatPercent, formatPrice, plural } from "@/components/ui/format";

/** An event of the chain as screens get it. */
export interface EventRow {
  readonly seq: number;
  readonly type: string;
  readonly signalId: string;
  readonly receivedAt: string;
  readonly market: unknown;
  readonly body: unknown;
}

const STOP_CAUSES: Readonly<Record<string, string>> = {
  trailing: "Trailing stop moved",
  breakEven: "Stop moved to entry",
  provider: "Amended by the provider",
};

const EXIT_CAUSES: Readonly<Record<string, string>> = {
  stop: "Closed by the stop",
  provider: "Closed by the provider",
  expiry: "Closed at expiry",
};

/** What an event says, in a few words. */
export function eventTitle({ type, body }: EventRow): string {
  const cause = text(body, "cause") ?? "";
  const target = number(body, "target");
  switch (type) {
    case "OPEN":
      return text(body, "entryPrice") === null ? "Published, waiting for entry" : "Published and open";
    case "ENTER":
      return "Entered";
    case "AMEND":
      return STOP_CAUSES[cause] ?? "Amended";
    case "ADD":
      return "Added to by the provider";
    case "REDUCE":
      return target === null ? "Part closed by the provider" : `Target ${target} hit`;
    case "CLOSE":
      return target === null ? (EXIT_CAUSES[cause] ?? "Closed") : `Target ${target} hit, all closed`;
    case "CANCEL":
      return "Cancelled before entry";
    case "EXPIRE":
      return "Expired before entry";
    default:
      return type;
  }
}

/** The figures of an event in one sentence; empty where the title says all. */
export function eventDetail({ type, body }: EventRow, tick?: string): string {
  const price = text(body, type === "OPEN" ? "entryPrice" : "price");
  const fraction = text(body, "fraction");
  const parts: string[] = [];
  if (price !== null) parts.push(`${type === "OPEN" || type === "ENTER" ? "entry" : "at"} ${formatPrice(price, tick)}`);
  if (fraction !== null) parts.push(`${formatPercent(Number(fraction) * 100)} of the first size`);
  const stop = text(body, "stopLoss");
  if (stop !== null) parts.push(`stop ${formatPrice(stop, tick)}`);
  const targets = member(body, "targets");
  if (Array.isArray(targets)) parts.push(plural(targets.length, "target"));
  return parts.join(" · ");
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function text(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === "string" ? found : null;
}

function number(value: unknown, name: string): number | null {
  const found = member(value, name);
  return typeof found === "number" ? found : null;
}

export const SIDE_WORDS = { LONG: "Long", SHORT: "Short" } as const;
