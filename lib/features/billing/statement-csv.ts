import { csvCell, csvWords } from "@/lib/kernel/csv";
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
    ]
      .map(csvCell)
      .concat(csvWords(strategy ?? ""))
      .join(","),
  );
  return [HEADS.join(","), ...rows, ""].join("\r\n");
}
