import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { AdminDelivery } from "@/lib/features/deliveries/admin-queries";
import { CHANNEL_WORDS } from "@/lib/kernel/channel-kind";
import { STATE_TONES, STATE_WORDS } from "./delivery-words.ts";

/** Deliveries for an admin: where to, what became of them, and again. What they say is their reader's. */
export function DeliveryTable({
  items,
  kinds,
  resend,
}: {
  readonly items: readonly AdminDelivery[];
  /** What each kind of message is called. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly resend: FormAction;
}) {
  return (
    <Table
      label="Deliveries"
      minWidth={920}
      head={
        <>
          <Th>State</Th>
          <Th>Channel</Th>
          <Th>Kind</Th>
          <Th>Made</Th>
          <Th num>Tries</Th>
          <Th>Why</Th>
          <Th hidden>Again</Th>
        </>
      }
    >
      {items.map((item) => (
        <tr key={item.id}>
          <Td>
            <Badge tone={STATE_TONES[item.state]}>{STATE_WORDS[item.state]}</Badge>
            {item.state === "QUEUED" && (
              <span className="block text-caption text-ink-3">
                due <When at={item.dueAt} />
              </span>
            )}
          </Td>
          <Td>
            {CHANNEL_WORDS[item.kind]}
            <Link className="link block font-mono text-caption" href={`/admin/deliveries?channel=${item.channelId}`}>
              {item.channelId.slice(0, 14)}…
            </Link>
          </Td>
          <Td>{kinds[item.event] ?? item.event}</Td>
          <Td>
            <When at={item.at} />
          </Td>
          <Td num>{item.attempts}</Td>
          <Td className="text-caption text-ink-2">{item.reason ?? ""}</Td>
          <Td>
            {(item.state === "DEAD" || item.state === "FAILED") && (
              <Form action={resend}>
                <input type="hidden" name="deliveryId" value={item.id} />
                <SubmitButton variant="default" size="sm" aria-label={`Send again: ${item.id}`}>
                  Send again
                </SubmitButton>
              </Form>
            )}
          </Td>
        </tr>
      ))}
    </Table>
  );
}
