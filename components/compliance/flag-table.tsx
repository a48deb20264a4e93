import { Badge } from "@/components/ui/badge";
import type { FormAction } from "@/components/ui/form-state";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { FlagView } from "@/lib/features/compliance/queries";
import { FLAG_WORDS } from "./flag-words.ts";
import { ReviewFlag } from "./review-flag.tsx";

/** Flags with their reasons and what was decided. */
export function FlagTable({ items, review }: { readonly items: readonly FlagView[]; readonly review: FormAction }) {
  return (
    <Table
      label="Flagged trading"
      minWidth={860}
      head={
        <>
          <Th>When</Th>
          <Th>What</Th>
          <Th>Account</Th>
          <Th>Why</Th>
          <Th>Decided</Th>
        </>
      }
    >
      {items.map(({ id, kind, user, reason, at, review: decided }) => (
        <tr key={id}>
          <Td>
            <When at={Date.parse(at)} />
          </Td>
          <Td>{FLAG_WORDS[kind]}</Td>
          <Td>
            {user.email}
            <span className="block text-caption text-ink-3">
              {user.identityVerified ? "identity verified" : "no identity"}
            </span>
          </Td>
          <Td>{reason}</Td>
          <Td>
            {decided === null ? (
              <Badge tone="warn">Open</Badge>
            ) : (
              <>
                <Badge tone={decided.verdict === "CLEARED" ? "ok" : "bad"}>
                  {decided.verdict === "CLEARED" ? "Cleared" : "Reported"}
                </Badge>
                <span className="block text-caption text-ink-3">
                  {decided.note} ({decided.by})
                </span>
              </>
            )}
            <ReviewFlag flagId={id} title={`${FLAG_WORDS[kind]}: ${user.email}`} reason={reason} action={review} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
