/** What Stripe Tax adds to other objects; conventions as in objects.ts. */
export interface Address {
  country: string;
  state: string | null;
  city: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
}

/** Rows from before there was tax have none: it is off. */
export interface AutomaticTax {
  enabled: boolean;
  liability: { type: "self" } | null;
  disabled_reason: string | null;
  status?: "complete" | "requires_location_inputs" | null;
}
