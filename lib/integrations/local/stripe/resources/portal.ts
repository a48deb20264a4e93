import type { Endpoint } from "../endpoint.ts";

export const portalEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/billing_portal/sessions",
    allowed: ["customer", "return_url", "configuration", "flow_data", "locale"],
    run: (call, params) => {
      const customer = call.get("customer", params.text("customer"));
      const id = call.newId("bps");
      return call.put<"billing_portal.session">({
        id,
        object: "billing_portal.session",
        created: call.nowSec,
        livemode: false,
        configuration: "bpc_standin",
        customer: customer.id,
        flow: null,
        locale: null,
        on_behalf_of: null,
        return_url: params.optionalText("return_url"),
        url: `${call.baseUrl}/p/session/${id}`,
      });
    },
  },
];
