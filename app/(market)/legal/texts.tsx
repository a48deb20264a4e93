import type { ReactNode } from "react";

export interface LegalText {
  readonly slug: string;
  readonly title: string;
  readonly body: ReactNode;
}

export const LEGAL: readonly LegalText[] = [
  {
    slug: "terms",
    title: "Terms",
    body: (
      <>
        <h2>What this is</h2>
        <p>
          Heliograph is a place where providers publish trading signals and subscribers read and copy them. Heliograph
          gives no investment advice and manages no money. A signal is its provider's opinion.
        </p>
        <h2>Subscriptions</h2>
        <p>
          A subscription runs by the month and is paid in advance. You may cancel at any time; access then lasts to the
          end of what was paid. A price rises for you only when you have agreed to it.
        </p>
        <h2>Providers</h2>
        <p>
          A published signal is kept for good and cannot be changed. A provider keeps the right to stop publishing; a
          closed strategy stays in the archive. Of each payment 80 % goes to the provider; refunds and disputes take
          back both parts in proportion.
        </p>
        <h2>What you may not do</h2>
        <p>
          Pass signals on that you pay for, publish signals for markets you manipulate, or open accounts to write
          reviews of your own strategies.
        </p>
        <h2>What we owe you</h2>
        <p>
          To write down what was sent when it was sent, to deliver it as fast as we can, and to say so when we could
          not. We do not owe you a profit.
        </p>
      </>
    ),
  },
  {
    slug: "privacy",
    title: "Privacy",
    body: (
      <>
        <h2>What we keep</h2>
        <p>
          Your address, name, role and the hash of your password; the devices you are signed in on with their address
          and browser; what you subscribe to, follow and copied; what you publish. Cards are kept by Stripe, not by us.
        </p>
        <h2>What others see</h2>
        <p>
          Of a provider: name, page, strategies and their record. Of a subscriber: nothing, but the name beside a review
          he wrote. Providers see counts of their subscribers only.
        </p>
        <h2>What is loaded</h2>
        <p>
          Our pages load nothing from elsewhere: no fonts, no counters, no advertising. The cookies are your session,
          how you like to see things and, for 30 days, whose link you came by.
        </p>
        <h2>Your part</h2>
        <p>
          Under Settings, Data, you may take all of it with you as a file, or close the account. Signals that you
          published stay in the record under your provider name, since others rely on them.
        </p>
      </>
    ),
  },
  {
    slug: "risk",
    title: "Risk notice",
    body: (
      <>
        <p>
          <b>
            Past results, simulated or live, do not tell what comes next. You can lose all the money you trade with.
          </b>
        </p>
        <ul>
          <li>
            Crypto markets move by tens of percent in hours. A stop is filled at the price that is there, which may be
            far beyond it.
          </li>
          <li>With leverage you may lose your stake within minutes. A perpetual also costs funding.</li>
          <li>A provider may be wrong, may be lucky for a long time, or may stop.</li>
          <li>Copies are later than signals. Between the two the price moves, most when it matters.</li>
          <li>Exchanges fail, halt and go bankrupt. Only trade where you could bear that.</li>
          <li>A figure of few trades or few months says very little, however good it looks. We say so beside it.</li>
          <li>Paper results leave out what your own orders do to the market.</li>
        </ul>
        <p>Trade only what you can lose. If you need this money, do not trade it.</p>
      </>
    ),
  },
  {
    slug: "licences",
    title: "Licences",
    body: (
      <>
        <p>Heliograph is published under the MIT licence. What it stands on:</p>
        <ul>
          <li>Inter and JetBrains Mono, fonts under the SIL Open Font Licence 1.1</li>
          <li>Lucide icons, ISC licence</li>
          <li>
            <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
              Lightweight Charts
            </a>{" "}
            by TradingView, Apache licence 2.0
          </li>
          <li>Next.js, React, Radix UI, Tailwind CSS, Zod, Prisma, decimal.js, socket.io, Stripe's SDK: MIT licence</li>
          <li>Node.js: MIT licence; PostgreSQL: PostgreSQL licence</li>
        </ul>
        <p>Each package's own licence text lies in its folder below node_modules.</p>
      </>
    ),
  },
];
