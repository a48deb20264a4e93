import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { Price, Recurring } from "../objects.ts";

const INTERVALS = ["day", "week", "month", "year"] as const;

/** Products and prices. */
export const catalogueEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/products",
    allowed: ["id", "name", "description", "active", "metadata", "images", "url", "tax_code"],
    run: (call, params) => {
      const id = params.optionalText("id") ?? call.newId("prod", 14);
      if (call.find("product", id) !== null) {
        throw new StripeFault(400, `Product already exists with ID ${id}.`, {
          code: "resource_already_exists",
          param: "id",
        });
      }
      const product = call.put<"product">({
        id,
        object: "product",
        created: call.nowSec,
        livemode: false,
        active: params.optionalFlag("active") ?? true,
        name: params.text("name"),
        description: params.optionalText("description"),
        metadata: params.metadata(),
        default_price: null,
        images: params.texts("images"),
        type: "service",
        updated: call.nowSec,
        url: null,
      });
      call.emit("product.created", product);
      return product;
    },
  },
  { method: "GET", path: "/v1/products/:id", run: (call, _params, id) => call.get("product", id) },
  {
    method: "POST",
    path: "/v1/products/:id",
    allowed: ["name", "description", "active", "metadata", "url"],
    run: (call, params, id) => {
      const product = call.get("product", id);
      product.name = params.optionalText("name") ?? product.name;
      product.description = params.optionalText("description") ?? product.description;
      product.active = params.optionalFlag("active") ?? product.active;
      product.metadata = params.metadata(product.metadata);
      product.updated = call.nowSec;
      call.put<"product">(product);
      call.emit("product.updated", product);
      return product;
    },
  },
  listEndpoint("/v1/products", ["active", "ids"], (call, params) => {
    const active = params.optionalFlag("active");
    return call.rows("product").filter((product) => active === null || product.active === active);
  }),
  {
    method: "POST",
    path: "/v1/prices",
    allowed: [
      "currency",
      "unit_amount",
      "product",
      "recurring",
      "metadata",
      "lookup_key",
      "nickname",
      "active",
      "tax_behavior",
      "transfer_lookup_key",
    ],
    run: (call, params) => {
      const lookupKey = params.optionalText("lookup_key");
      const holder = call.all("price", (price) => lookupKey !== null && price.lookup_key === lookupKey)[0];
      // An archived price holds its key too.
      if (holder !== undefined && params.optionalFlag("transfer_lookup_key") === true)
        call.put<"price">({ ...holder, lookup_key: null });
      else if (holder !== undefined) {
        throw new StripeFault(400, `A price (\`${lookupKey}\`) already uses that lookup key.`, { param: "lookup_key" });
      }
      const amount = params.integer("unit_amount");
      if (amount < 0) throw new StripeFault(400, "Invalid non-negative integer", { param: "unit_amount" });
      const price: Price = {
        id: call.newId("price"),
        object: "price",
        created: call.nowSec,
        livemode: false,
        active: params.optionalFlag("active") ?? true,
        billing_scheme: "per_unit",
        currency: params.text("currency").toLowerCase(),
        lookup_key: lookupKey,
        metadata: params.metadata(),
        nickname: params.optionalText("nickname"),
        product: call.get("product", params.text("product")).id,
        recurring: params.has("recurring") ? readRecurring(params.under("recurring")) : null,
        tax_behavior: readTaxBehaviour(params) ?? "unspecified",
        tiers_mode: null,
        type: params.has("recurring") ? "recurring" : "one_time",
        unit_amount: amount,
        unit_amount_decimal: String(amount),
      };
      call.put<"price">(price);
      call.emit("price.created", price);
      return price;
    },
  },
  { method: "GET", path: "/v1/prices/:id", run: (call, _params, id) => call.get("price", id) },
  {
    method: "POST",
    path: "/v1/prices/:id",
    allowed: ["active", "metadata", "nickname", "lookup_key", "tax_behavior", "transfer_lookup_key"],
    run: (call, params, id) => {
      const price = call.get("price", id);
      price.active = params.optionalFlag("active") ?? price.active;
      price.metadata = params.metadata(price.metadata);
      const tax = readTaxBehaviour(params);
      if (tax !== null && price.tax_behavior !== "unspecified" && price.tax_behavior !== tax)
        throw new StripeFault(400, "You cannot change `tax_behavior` once it is set.", { param: "tax_behavior" });
      price.tax_behavior = tax ?? price.tax_behavior;
      call.put<"price">(price);
      call.emit("price.updated", price);
      return price;
    },
  },
  listEndpoint("/v1/prices", ["active", "product", "lookup_keys", "currency", "type"], (call, params) => {
    const active = params.optionalFlag("active");
    const product = params.optionalText("product");
    const keys = params.texts("lookup_keys");
    return call
      .rows("price")
      .filter((price) => active === null || price.active === active)
      .filter((price) => product === null || price.product === product)
      .filter((price) => keys.length === 0 || (price.lookup_key !== null && keys.includes(price.lookup_key)));
  }),
];

function readTaxBehaviour(params: Params): Price["tax_behavior"] | null {
  const asked = params.optionalText("tax_behavior");
  if (asked === null || asked === "exclusive" || asked === "unspecified") return asked;
  throw new StripeFault(400, "This stand-in knows prices without tax only: `exclusive`.", { param: "tax_behavior" });
}

function readRecurring(params: {
  text(name: string): string;
  optionalInteger(name: string): number | null;
}): Recurring {
  const asked = params.text("interval");
  const interval = INTERVALS.find((known) => known === asked);
  if (interval === undefined)
    throw new StripeFault(400, `Invalid recurring[interval]: ${asked}`, { param: "recurring[interval]" });
  return {
    interval,
    interval_count: params.optionalInteger("interval_count") ?? 1,
    usage_type: "licensed",
    trial_period_days: null,
    meter: null,
  };
}
