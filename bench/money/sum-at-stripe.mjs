// The other side of the books: what the payment service says moved, summed by nobody of ours. It shares no code with the product: plain HTTP to
// the service, plain SQL to the ledger. Usage: node sum-at-stripe.mjs STRIPE_URL DATABASE_URL SECRET_KEY; prints JSON, ends with 1 where cents differ.
import pg from "pg";

const [stripeUrl, databaseUrl, secretKey] = process.argv.slice(2);

async function all(path, account) {
  const rows = [];
  for (let after = ""; ; ) {
    const answer = await fetch(`${stripeUrl}${path}?limit=100${after}`, {
      headers: { authorization: `Bearer ${secretKey}`, ...(account ? { "stripe-account": account } : {}) },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const page = await answer.json();
    rows.push(...page.data);
    if (!page.has_more) return rows;
    after = `&starting_after=${rows.at(-1).id}`;
  }
}

const sums = (rows, keyOf, amountOf) => {
  const found = {};
  for (const row of rows) found[keyOf(row)] = (found[keyOf(row)] ?? 0) + amountOf(row);
  return found;
};

// Theirs: every balance transaction of the platform and of each connected account.
const accounts = (await all("/v1/accounts")).map(({ id }) => id);
const movements = [];
for (const account of [null, ...accounts])
  for (const row of await all("/v1/balance_transactions", account))
    movements.push({ ...row, holder: account ?? "platform" });
const theirs = sums(
  movements,
  (row) => `${row.holder} ${row.currency.toUpperCase()}`,
  (row) => row.net,
);
const ofPlatform = movements.filter((row) => row.holder === "platform");
const theirKinds = {
  charges:
    sums(
      ofPlatform,
      (row) => row.type,
      (row) => row.amount,
    ).charge ?? 0,
  refunds:
    sums(
      ofPlatform,
      (row) => row.type,
      (row) => row.amount,
    ).refund ?? 0,
  disputes:
    sums(
      ofPlatform,
      (row) => row.type,
      (row) => row.amount,
    ).adjustment ?? 0,
  cardFees:
    sums(
      ofPlatform.filter((row) => row.type === "charge"),
      () => "all",
      (row) => row.fee,
    ).all ?? 0,
  payouts:
    sums(
      movements.filter((row) => row.holder !== "platform" && row.type.startsWith("payout")),
      () => "all",
      (row) => row.amount,
    ).all ?? 0,
};

const counts = {};
for (const name of ["invoices", "refunds", "disputes"]) counts[name] = (await all(`/v1/${name}`)).length;
counts.payouts = movements.filter((row) => row.type === "payout").length;

// Ours: the ledger.
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
const ask = async (sql) => (await client.query(sql)).rows;
const [{ total }] = await ask("SELECT coalesce(sum(amount), 0) AS total FROM journal_entries");
const balances = await ask(`
  SELECT coalesce(c."stripeAccountId", CASE WHEN e."userId" IS NULL THEN 'platform' ELSE e."userId" END) AS holder, j.currency, sum(e.amount) AS sum
  FROM journal_entries e JOIN journals j ON j.id = e."journalId" LEFT JOIN connect_accounts c ON c."userId" = e."userId"
  WHERE e.account = 'STRIPE_BALANCE' GROUP BY 1, 2`);
const kinds = await ask(`
  SELECT j.kind, sum(e.amount) FILTER (WHERE e.account = 'STRIPE_BALANCE') AS moved, sum(e.amount) FILTER (WHERE e.account = 'DISPUTES') AS disputed
  FROM journal_entries e JOIN journals j ON j.id = e."journalId" GROUP BY 1`);
const owed = await ask(`
  SELECT "userId", sum(amount) FILTER (WHERE account = 'STRIPE_BALANCE') AS held,
    -coalesce(sum(amount) FILTER (WHERE account IN ('PROVIDER_PAYABLE', 'PAYOUTS')), 0) AS owed
  FROM journal_entries WHERE "userId" IN (SELECT "userId" FROM connect_accounts) GROUP BY 1`);
const credits = await ask(`
  SELECT e."userId", sum(e.amount) AS sum FROM journal_entries e JOIN journals j ON j.id = e."journalId"
  WHERE e.account = 'PROVIDER_PAYABLE' AND j.kind = 'credit' GROUP BY 1`);
await client.end();

const ours = Object.fromEntries(balances.map(({ holder, currency, sum }) => [`${holder} ${currency}`, Number(sum)]));
const kind = (name, column = "moved") => Number(kinds.find((row) => row.kind === name)?.[column] ?? 0);
const ourKinds = {
  charges: kind("payment"),
  refunds: kind("refund") + kind("refund_failed"),
  disputes: -kind("dispute_funds", "disputed"),
  cardFees: -kind("processing_fee"),
  payouts: kind("payout") + kind("payout_failed"),
};

const differences = [];
if (Number(total) !== 0) differences.push(`all entries sum to ${total}`);
for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)]))
  if ((ours[name] ?? 0) !== (theirs[name] ?? 0))
    differences.push(`balance ${name}: ours ${ours[name] ?? 0}, theirs ${theirs[name] ?? 0}`);
for (const name of Object.keys(theirKinds))
  if (ourKinds[name] !== theirKinds[name])
    differences.push(`${name}: ours ${ourKinds[name]}, theirs ${theirKinds[name]}`);
// A credit for time not used is owed to a subscriber and has moved nothing yet: it alone may stand between what is owed and what is held.
const credited = Object.fromEntries(credits.map(({ userId, sum }) => [userId, Number(sum)]));
for (const { userId, held, owed: due } of owed)
  if (Number(held ?? 0) !== Number(due) + (credited[userId] ?? 0))
    differences.push(`provider ${userId}: owed ${due}, held ${held}`);

process.stdout.write(
  `${JSON.stringify({ counts: { ...counts, movements: movements.length }, sums: theirKinds, differences })}\n`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
