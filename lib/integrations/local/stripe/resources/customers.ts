import type { Call } from "../call.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import type { Customer } from "../objects.ts";

const FIELDS = ["email", "name", "description", "metadata", "phone", "preferred_locales"] as const;

export function newCustomer(
  call: Call,
  given: { email: string | null; name: string | null; description?: string | null; metadata?: Record<string, string> },
): Customer {
  const customer = call.put<"customer">({
    id: call.newId("cus", 14),
    object: "customer",
    created: call.nowSec,
    livemode: false,
    address: null,
    balance: 0,
    email: given.email,
    name: given.name,
    description: given.description ?? null,
    metadata: given.metadata ?? {},
    invoice_settings: { default_payment_method: null, custom_fields: null, footer: null, rendering_options: null },
    default_source: null,
    shipping: null,
    _card: null,
  });
  call.emit("customer.created", customer);
  return customer;
}

export const customerEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/customers",
    allowed: FIELDS,
    run: (call, params) =>
      newCustomer(call, {
        email: params.optionalText("email"),
        name: params.optionalText("name"),
        description: params.optionalText("description"),
        metadata: params.metadata(),
      }),
  },
  { method: "GET", path: "/v1/customers/:id", run: (call, _params, id) => call.get("customer", id) },
  {
    method: "POST",
    path: "/v1/customers/:id",
    allowed: FIELDS,
    run: (call, params, id) => {
      const customer = call.get("customer", id);
      customer.email = params.optionalText("email") ?? customer.email;
      customer.name = params.optionalText("name") ?? customer.name;
      customer.description = params.optionalText("description") ?? customer.description;
      customer.metadata = params.metadata(customer.metadata);
      call.put<"customer">(customer);
      call.emit("customer.updated", customer);
      return customer;
    },
  },
  listEndpoint("/v1/customers", ["email"], (call, params) => {
    const email = params.optionalText("email");
    return call.rows("customer").filter((customer) => email === null || customer.email === email);
  }),
];
