import { amountText } from "@/lib/kernel/money";
import type { StatementLine } from "./statement-queries.ts";

/** What a line is, for people and their tax advisers. */
const WORDS: Readonly<Record<string, string>> = {
  split: "payment",
  transfer_reversal: "taken back",
  fee_refund: "platform fee given back",
  dispute_return: "dispute won",
  credit: "credit",
  refund: "platform fee given back",
  refund_failed: "refund sent back by the bank",
};

const HEADS = ["at", "what", "id", "charge", "currency", "gross", "fee", "net", "strategy"] as const;

/** A provider's statement as RFC 4180. The strategy's name comes last, since a person wrote it. */
export function statementCsv(lines: readonly StatementLine[]): string {
  const rows = lines.map(({ at, kind, objectId, chargeId, currency, gross, fee, net, strategy }) =>
    [
      at,
      WORDS[kind] ?? kind,
      objectId,
      chargeId ?? "",
      currency,
      ...[gross, fee, net].map((amount) => amountText(amount, currency)),
      safeText(strategy ?? ""),
    ]
      .map(quoted)
      .join(","),
  );
  return [HEADS.join(","), ...rows, ""].join("\r\n");
}

/** A spreadsheet runs a cell that begins like a formula; an apostrophe keeps it text. */
function safeText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
