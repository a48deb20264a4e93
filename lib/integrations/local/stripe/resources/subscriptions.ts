import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import { readItemChange } from "../proration.ts";
import { changePrice, endSubscription, endTrial, restartPeriod } from "../subscription-cycle.ts";
import { readTransferData } from "./checkout.ts";

const PAUSES = ["void", "keep_as_draft", "mark_uncollectible"] as const;

export const subscriptionEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/v1/subscriptions/:id", run: (call, _params, id) => call.get("subscription", id) },
  {
    method: "POST",
    path: "/v1/subscriptions/:id",
    allowed: [
      "cancel_at_period_end",
      "cancel_at",
      "pause_collection",
      "metadata",
      "cancellation_details",
      "description",
      "billing_cycle_anchor",
      "proration_behavior",
      "proration_date",
      "items",
      "trial_end",
      "payment_behavior",
      "transfer_data",
    ],
    run: (call, params, id) => {
      const subscription = call.get("subscription", id);
      if (subscription.status === "canceled") {
        throw new StripeFault(400, "A canceled subscription can only update its cancellation_details and metadata.");
      }
      const atEnd = params.optionalFlag("cancel_at_period_end");
      if (params.has("cancel_at")) {
        if (atEnd !== null)
          throw new StripeFault(400, "You may only specify one of these parameters: cancel_at_period_end, cancel_at.");
        // Sent empty it unsets the date.
        subscription.cancel_at = params.optionalInteger("cancel_at");
        subscription.canceled_at = subscription.cancel_at === null ? null : call.nowSec;
      }
      if (atEnd !== null) {
        // A date that was set by itself is not this flag's to unset.
        if (atEnd || subscription.cancel_at_period_end)
          subscription.cancel_at = atEnd ? (subscription.items.data[0]?.current_period_end ?? null) : null;
        subscription.cancel_at_period_end = atEnd;
        subscription.canceled_at = atEnd ? call.nowSec : null;
        subscription.cancellation_details.reason = atEnd ? "cancellation_requested" : null;
      }
      if (params.has("pause_collection")) {
        // Sent empty it unsets the pause.
        const asked = params.under("pause_collection").optionalText("behavior");
        const behavior = PAUSES.find((known) => known === asked);
        subscription.pause_collection = behavior === undefined ? null : { behavior, resumes_at: null };
      }
      const comment = params.under("cancellation_details").optionalText("comment");
      if (comment !== null) subscription.cancellation_details.comment = comment;
      subscription.metadata = params.metadata(subscription.metadata);
      subscription.transfer_data = readTransferData(call, params) ?? subscription.transfer_data;
      if (params.optionalText("trial_end") === "now") endTrial(call, subscription);
      const change = readItemChange(call, params, subscription);
      const orFail = params.optionalText("payment_behavior") === "error_if_incomplete";
      if (change !== null) changePrice(call, subscription, change, orFail);
      if (params.under("billing_cycle_anchor").optionalText("type") === "now") restartPeriod(call, subscription);
      call.put<"subscription">(subscription);
      call.emit("customer.subscription.updated", subscription);
      return subscription;
    },
  },
  {
    method: "DELETE",
    path: "/v1/subscriptions/:id",
    allowed: ["cancellation_details", "invoice_now", "prorate"],
    run: (call, _params, id) => {
      const subscription = call.get("subscription", id);
      if (subscription.status === "canceled") {
        throw new StripeFault(404, `No such subscription: '${id}'`, { code: "resource_missing", param: "id" });
      }
      endSubscription(call, subscription, "cancellation_requested");
      return subscription;
    },
  },
  listEndpoint("/v1/subscriptions", ["customer", "status", "price"], (call, params) => {
    const customer = params.optionalText("customer");
    const status = params.optionalText("status");
    return call
      .rows("subscription")
      .filter((subscription) => customer === null || subscription.customer === customer)
      .filter(
        (subscription) =>
          status === "all" || (status === null ? subscription.status !== "canceled" : subscription.status === status),
      );
  }),
];
