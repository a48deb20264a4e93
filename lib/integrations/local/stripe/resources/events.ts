import { type Endpoint, listEndpoint } from "../endpoint.ts";

/** Events of the platform, or of one connected account when the request speaks for it. */
export const eventEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/v1/events/:id", run: (call, _params, id) => call.get("event", id) },
  listEndpoint("/v1/events", ["type", "types", "delivery_success"], (call, params) => {
    const types = [...params.texts("types"), ...params.texts("type")];
    return call
      .rows("event")
      .filter((event) => (event.account ?? null) === call.account)
      .filter((event) => types.length === 0 || types.includes(event.type));
  }),
];
