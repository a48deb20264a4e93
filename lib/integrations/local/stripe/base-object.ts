/** What Stripe's objects have in common. Times are Unix seconds. */
export type Metadata = Record<string, string>;

export interface Base {
  id: string;
  created: number;
  livemode: false;
}
