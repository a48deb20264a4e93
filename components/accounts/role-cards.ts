/** The two ways to be here, in words. */
export const ROLE_CARDS = [
  {
    value: "SUBSCRIBER",
    label: "I follow signals",
    description: "Browse, subscribe, and let a strategy trade for you on paper.",
  },
  {
    value: "PROVIDER",
    label: "I publish signals",
    description: "Sell your strategies, and do all that a subscriber can.",
  },
] as const;
