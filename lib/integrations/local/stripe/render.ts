import { type Call, withoutHidden } from "./call.ts";
import { StripeFault } from "./fault.ts";
import { KIND_BY_PREFIX, type Kind, type Tables } from "./objects.ts";

type Rendered = Record<string, unknown>;

/** The JSON of a stored row or an object made for the answer, with the asked `expand` paths followed. */
export function render(call: Call, object: object, expand: readonly string[]): Rendered {
  const rendered = plainOf(call, object);
  if (Array.isArray(rendered.data))
    rendered.data = rendered.data.map((entry) => (isRendered(entry) ? plainOf(call, entry) : entry));
  for (const path of expand) follow(call, rendered, path.split("."), path);
  return rendered;
}

/** A list in Stripe's shape. */
export function listOf(
  url: string,
  rows: readonly object[],
  hasMore = false,
): { object: "list"; url: string; has_more: boolean; data: object[] } {
  return { object: "list", url, has_more: hasMore, data: [...rows] };
}

function follow(call: Call, node: unknown, path: readonly string[], whole: string): void {
  const [field, ...rest] = path;
  if (field === undefined || !isRendered(node)) return;
  if (field === "data" && Array.isArray(node.data)) {
    node.data = node.data.map((entry) => (isRendered(entry) ? plainOf(call, entry) : entry));
    for (const entry of node.data as unknown[]) follow(call, entry, rest, whole);
    return;
  }
  let value = node[field];
  if (value === undefined) {
    value = includable(call, node, field);
    if (value === undefined) {
      throw new StripeFault(400, `This property cannot be expanded (${whole}).`, { param: "expand" });
    }
  }
  if (typeof value === "string") {
    const row = rowById(call, value);
    if (row === null && value.startsWith("pm_")) return; // of a folder that is older than kept cards
    if (row === null) throw new StripeFault(400, `This property cannot be expanded (${whole}).`, { param: "expand" });
    value = plainOf(call, row);
  }
  node[field] = value;
  follow(call, value, rest, whole);
}

/** Fields that are left out unless asked for. */
function includable(call: Call, node: Rendered, field: string): unknown {
  const id = String(node.id);
  if (node.object === "invoice" && field === "payments") {
    return listOf(
      `/v1/invoice_payments?invoice=${id}`,
      call
        .rows("invoice_payment")
        .filter((payment) => payment.invoice === id)
        .map((payment) => plainOf(call, payment)),
    );
  }
  if (node.object === "charge" && field === "refunds") {
    return listOf(
      `/v1/charges/${id}/refunds`,
      call
        .rows("refund")
        .filter((refund) => refund.charge === id)
        .reverse()
        .map((refund) => plainOf(call, refund)),
    );
  }
  if (node.object === "checkout.session" && field === "line_items") {
    const session = call.get("checkout.session", id);
    return listOf(
      `/v1/checkout/sessions/${id}/line_items`,
      session._lines.map((line) => {
        const price = call.get("price", line.price);
        const amount = price.unit_amount * line.quantity;
        return {
          id: `li_${line.price}`,
          object: "item",
          amount_total: amount,
          amount_subtotal: amount,
          currency: price.currency,
          price,
          quantity: line.quantity,
        };
      }),
    );
  }
  return undefined;
}

/** A row as it leaves the server: hidden fields gone, the lists it always carries and what depends on the hour filled in. */
function plainOf(call: Call, object: object): Rendered {
  const plain: Rendered = withoutHidden(object);
  const id = String(plain.id);
  if (plain.object === "transfer") {
    const reversals = call
      .rows("transfer_reversal")
      .filter((reversal) => reversal.transfer === id)
      .reverse();
    plain.reversals = listOf(`/v1/transfers/${id}/reversals`, reversals);
  }
  if (plain.object === "dispute") {
    plain.balance_transactions = call
      .get("dispute", id)
      ._movements.map((each) => plainOf(call, call.get("balance_transaction", each)));
  }
  if (plain.object === "invoice") {
    // Rows of a folder that is older than these fields.
    plain.starting_balance ??= 0;
    plain.ending_balance ??= 0;
  }
  if (plain.object === "application_fee") {
    const refunds = call
      .rows("fee_refund")
      .filter((refund) => refund.fee === id)
      .reverse();
    plain.refunds = listOf(`/v1/application_fees/${id}/refunds`, refunds);
  }
  if (plain.object === "balance_transaction") {
    plain.status = Number(plain.available_on) <= call.nowSec ? "available" : "pending";
  }
  return plain;
}

function rowById(call: Call, id: string): Tables[Kind] | null {
  const kind = KIND_BY_PREFIX[id.slice(0, id.lastIndexOf("_"))];
  return kind === undefined ? null : call.find(kind, id);
}

function isRendered(value: unknown): value is Rendered {
  return typeof value === "object" && value !== null;
}
