import Link from "next/link";
import type { ReactNode } from "react";
import { WEBHOOK_GUIDE } from "./webhook-guide.tsx";

export interface Guide {
  readonly slug: string;
  readonly title: string;
  readonly lead: string;
  readonly body: ReactNode;
}

/** Short and true: a guide says what this version does, and nothing it does not. */
export const GUIDES: readonly Guide[] = [
  {
    slug: "follow-on-paper",
    title: "Follow on paper",
    lead: "From a strategy's page to a copy that you can watch, without a key and without money.",
    body: (
      <>
        <ol>
          <li>
            Open a strategy and press <b>Subscribe</b>. A free one opens at once; a paid one leads to Stripe's payment
            page and opens when the payment is confirmed.
          </li>
          <li>
            Under Subscriptions press <b>Follow settings</b>, choose <b>Paper</b> and a size: a fixed amount, a part of
            your equity, a risk at the stop, or units. The preview shows what the last ten signals would have come to.
          </li>
          <li>
            From then on each new signal is entered for you at the ask (a short at the bid), if it is young enough and
            the price has not run away. The provider sets both limits.
          </li>
          <li>
            Stops, targets and the provider's own close end it. Each copy says what it did and, when it did nothing,
            why.
          </li>
        </ol>
        <h2>What is counted</h2>
        <p>
          The taker fee on both sides, the spread at your entry, and amounts rounded down to what the exchange takes. A
          stop or a close is filled at the bid (ask for a short), a target at its own price. Signals that were sent
          before you subscribed are not copied. A copy of a perpetual takes no more leverage than lets its stop come
          before its margin is used up; where the stop is taken back and that happens all the same, it is liquidated, as
          an exchange would. The funding of perpetuals is not counted, on paper or in the results of live trades.
        </p>
        <h2>When you stop paying</h2>
        <p>New signals stop. You still get the exits of what was opened while you paid.</p>
      </>
    ),
  },
  {
    slug: "check-the-record",
    title: "Check the record",
    lead: "What the chain of signals proves, and how to check it yourself.",
    body: (
      <>
        <p>
          Everything that happens to a signal is an event: OPEN, ENTER, AMEND, ADD, REDUCE, CLOSE, CANCEL, EXPIRE. Each
          event is written once, with our time of receipt and the market's bid and ask at that moment, and carries a
          hash over itself and the hash before it. The database refuses to change or remove one.
        </p>
        <h2>In your browser</h2>
        <p>
          The Ledger tab of a strategy downloads its chain and checks every hash and number in your browser. Guests get
          events 24 hours late, subscribers at once.
        </p>
        <h2>What a chain cannot prove</h2>
        <p>
          That nobody rebuilt it as a whole. For that, keep a head: the signed last number and hash that come with each
          download. Later, give the page your old head; it says whether the chain is unchanged since then. The key that
          signs heads is at <code>/.well-known/heliograph-ledger.json</code>.
        </p>
        <h2>On your own machine</h2>
        <pre className="code-block">
          {
            "curl -H 'Accept: application/x-ndjson' …/api/strategies/ID/ledger > chain.ndjson\nnpm run ledger -- verify chain.ndjson --head head.json"
          }
        </pre>
      </>
    ),
  },
  {
    slug: "how-evidence-works",
    title: "How evidence works",
    lead: "Why every figure here names its class, its period and its number of trades.",
    body: (
      <>
        <p>A return alone says nothing. Heliograph keeps five classes apart and never adds them up:</p>
        <ul>
          <li>
            <b>In-sample</b>: tuned on these very candles.
          </li>
          <li>
            <b>Out-of-sample</b>: candles the tuning never saw.
          </li>
          <li>
            <b>Paper</b>: live prices, pretend money, fees and slippage counted.
          </li>
          <li>
            <b>Live provider</b>: the signals themselves, priced at what you could have got when they were sent.
          </li>
          <li>
            <b>Live followers</b>: what people who copied them really received.
          </li>
        </ul>
        <h2>How a live figure is made</h2>
        <p>
          From closed signals only, at the prices of the chain, less the taker fee on both sides. The return of a
          strategy is each trade with the whole stake, one after the other. The worst drawdown is the deepest fall below
          an earlier high after any trade. Nothing is annualised before it has lasted a year, and what cannot be
          computed is a dash, not a zero.
        </p>
        <h2>What stands beside it</h2>
        <p>
          Under 180 days or 30 trades a card says that it is too short to judge, and it is ranked behind the others.
          Closed strategies stay in the archive and on their provider's page.
        </p>
      </>
    ),
  },
  {
    slug: "paper-sessions",
    title: "Paper sessions",
    lead: "A strategy on the market as it runs, candle by candle, with pretend money.",
    body: (
      <>
        <p>
          A backtest says what rules would have done. A session shows what they do from now on. Start one under{" "}
          <Link href="/sessions">Sessions</Link>: choose a strategy, a market and the size, and press Start on paper.
        </p>
        <h2>When it trades</h2>
        <p>
          Only when a candle closes. The first one is the candle that runs when you start; what it decides at a close
          fills from the next candle on, with fee and slippage against you. A price in between shows what the account is
          worth at that moment and changes nothing else. Indicators begin with the first candle, so an average of 50
          candles is silent for 50 candles.
        </p>
        <h2>When something breaks</h2>
        <p>
          After an outage, ours or the exchange's, the candles that closed meanwhile are taken in their order, each
          once. A candle that never was is a gap: the log names it, and nothing fills in it.
        </p>
        <h2>Whether you can believe it</h2>
        <p>
          Each night the candles of a session go through the backtest. Both must make the same trades, to eight
          decimals; the page shows the share that is the same and every difference. You can ask for it at any time with
          Check now.
        </p>
        <h2>When you stop it</h2>
        <p>
          It takes no more candles and cannot go on. What it holds is not sold: it stays in the record at the last
          close.
        </p>
      </>
    ),
  },
  {
    slug: "sell-signals",
    title: "Sell signals",
    lead: "From an account to the first signal that somebody pays for.",
    body: (
      <>
        <ol>
          <li>Create an account as a provider and confirm your address.</li>
          <li>
            Make a strategy. A free one is open at once. A paid one stays a draft until your payouts are set up at
            Stripe, under <Link href="/provider/earnings">Earnings</Link>.
          </li>
          <li>
            Publish a signal: pair, side, entry, stop and one to six targets. For a long the stop stands below the entry
            and the targets above. You see whom it reaches before you press.
          </li>
          <li>
            A published signal cannot be edited. You may amend its stop and targets, close it, or cancel it while it is
            pending; each is an event.
          </li>
        </ol>
        <h2>What you get</h2>
        <p>80 % of each payment. The platform keeps 20 % and pays the card's processing out of its part.</p>
        <h2>What is measured</h2>
        <p>
          What a follower could get, not what you claim: the ask when we received your signal, the fee, the stop before
          the target in one tick.
        </p>
      </>
    ),
  },
  {
    slug: "use-the-api",
    title: "Use the API",
    lead: "Sign in from a program, and get each signal the moment it is sent.",
    body: (
      <>
        <p>
          Make a named token under Settings, API tokens, with the scopes it needs, and send it as{" "}
          <code>Authorization: Bearer …</code>. It is shown once. Or sign in by <code>POST /api/auth/login</code> for an
          access token of 15 minutes.
        </p>
        <pre className="code-block">
          {
            "curl -H \"Authorization: Bearer $TOKEN\" '…/api/strategies?limit=20'\ncurl -H \"Authorization: Bearer $TOKEN\" '…/api/signals'"
          }
        </pre>
        <h2>Rules</h2>
        <ul>
          <li>Lists come as {"{ items, nextCursor }"}; give the cursor back to go on.</li>
          <li>Money is in minor units with its currency; prices and quantities are texts, so that no digit is lost.</li>
          <li>A refusal is application/problem+json with a code, and the faults by field.</li>
          <li>
            100 requests a minute an address, 1,000 an hour an account on a trial, more on a plan, unless whoever runs
            this server set others; 429 says when to come back.
          </li>
          <li>
            Publishing takes an <code>Idempotency-Key</code>: a repeat answers with the first one's signal.
          </li>
        </ul>
        <h2>At once</h2>
        <p>
          Open a socket.io connection on <code>/ws</code> (websocket only) with your token, send{" "}
          <code>subscribe_signals</code> with the last <code>seq</code> you have, and you get what you missed, then each
          event as it comes.
        </p>
        <p>
          All endpoints are in the <Link href="/docs/api">API reference</Link>.
        </p>
      </>
    ),
  },
  WEBHOOK_GUIDE,
];
