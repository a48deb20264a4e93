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

// Tax: what paid invoices say of it, and what each untouched payment should have left with its provider: 80 % of what is no tax.
const taxOf = (invoice) => (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
const invoices = await all("/v1/invoices");
const paid = invoices.filter(({ status }) => status === "paid");
theirKinds.taxes = paid.reduce((sum, invoice) => sum + taxOf(invoice), 0);
const invoiceOf = new Map((await all("/v1/invoice_payments")).map((row) => [row.payment.payment_intent, row.invoice]));
const byId = new Map(paid.map((invoice) => [invoice.id, invoice]));
const transfers = new Map((await all("/v1/transfers")).map((transfer) => [transfer.id, transfer]));
const charges = await all("/v1/charges");
const taxed = [];
for (const charge of charges) {
  const invoice = byId.get(invoiceOf.get(charge.payment_intent));
  const transfer = transfers.get(charge.transfer);
  if (!charge.paid || !invoice || !transfer || taxOf(invoice) === 0 || charge.amount_refunded > 0 || charge.disputed)
    continue;
  const net = charge.amount - Math.round((taxOf(invoice) * charge.amount) / invoice.total);
  const left = transfer.amount - transfer.amount_reversed - charge.application_fee_amount;
  taxed.push({ id: charge.id, left, wanted: net - Math.round(net / 5) });
}

// A plan's payments went to nobody. Transfers to affiliates come from no payment, as a provider's share after a dispute that was won does.
const ofPlans = charges.filter(({ paid, transfer }) => paid && !transfer);
const toAffiliates = [...transfers.values()].filter(({ metadata }) => metadata.affiliateTransferId);
theirKinds.plans = ofPlans.reduce((sum, { amount }) => sum + amount, 0);
theirKinds.plansRefunded = ofPlans.reduce((sum, { amount_refunded: amount }) => sum + amount, 0);
theirKinds.affiliates = toAffiliates.reduce((sum, { amount, amount_reversed: back }) => sum + amount - back, 0);

const counts = {};
for (const name of ["invoices", "refunds", "disputes"]) counts[name] = (await all(`/v1/${name}`)).length;
counts.plans = ofPlans.length;
counts.prorations = invoices.filter(
  ({ id, status, lines }) =>
    status === "paid" &&
    lines.data.some(({ proration, parent }) => proration || parent?.subscription_item_details?.proration) &&
    ofPlans.some((charge) => invoiceOf.get(charge.payment_intent) === id),
).length;
counts.affiliates = toAffiliates.length;
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
  SELECT j.kind, sum(e.amount) FILTER (WHERE e.account = 'STRIPE_BALANCE') AS moved, sum(e.amount) FILTER (WHERE e.account = 'DISPUTES') AS disputed,
    sum(e.amount) FILTER (WHERE e.account = 'TAX') AS taxed
  FROM journal_entries e JOIN journals j ON j.id = e."journalId" GROUP BY 1`);
const owed = await ask(`
  SELECT "userId", sum(amount) FILTER (WHERE account = 'STRIPE_BALANCE') AS held,
    -coalesce(sum(amount) FILTER (WHERE account IN ('PROVIDER_PAYABLE', 'PAYOUTS', 'TAX')), 0) AS owed
  FROM journal_entries WHERE "userId" IN (SELECT "userId" FROM connect_accounts) GROUP BY 1`);
const credits = await ask(`
  SELECT e."userId", sum(e.amount) AS sum FROM journal_entries e JOIN journals j ON j.id = e."journalId"
  WHERE e.account = 'PROVIDER_PAYABLE' AND j.kind = 'credit' GROUP BY 1`);
const [{ sum: affiliateSum }] = await ask(`
  SELECT coalesce(sum(e.amount), 0) AS sum FROM journal_entries e JOIN journals j ON j.id = e."journalId"
  WHERE e.account = 'AFFILIATE' AND j.kind = 'affiliate_transfer'`);
const [platformOnly] = await ask(`
  SELECT coalesce(sum(e.amount) FILTER (WHERE j.kind = 'payment'), 0) AS paid,
    -coalesce(sum(e.amount) FILTER (WHERE j.kind IN ('refund', 'refund_failed')), 0) AS back
  FROM journal_entries e JOIN journals j ON j.id = e."journalId"
  WHERE e.account = 'STRIPE_BALANCE' AND e."userId" IS NULL AND j."chargeId" IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM journals t WHERE t."chargeId" = j."chargeId" AND t.kind = 'transfer')`);
const shares = await ask(`
  SELECT p."objectId" AS id, r."shareBps" AS bps, -coalesce((
    SELECT sum(e.amount) FROM journal_entries e JOIN journals j ON j.id = e."journalId"
    WHERE j."chargeId" = p."objectId" AND e.account = 'AFFILIATE' AND e."userId" = r."affiliateId"), 0) AS share
  FROM journals p JOIN journal_entries c ON c."journalId" = p.id AND c.account = 'CUSTOMER_RECEIPTS'
    JOIN referrals r ON r."userId" = c."userId" AND p.at < r."endsAt"
  WHERE p.kind = 'payment'`);
// Tax that a provider's balance was too small for stays with him until the night: it is no difference, and he is not owed it.
const waiting = await ask(`
  SELECT j."chargeId" AS id FROM journal_entries e JOIN journals j ON j.id = e."journalId"
  WHERE e.account = 'TAX' AND e."userId" IS NOT NULL GROUP BY 1 HAVING sum(e.amount) <> 0`);
await client.end();

const ours = Object.fromEntries(balances.map(({ holder, currency, sum }) => [`${holder} ${currency}`, Number(sum)]));
const kind = (name, column = "moved") => Number(kinds.find((row) => row.kind === name)?.[column] ?? 0);
const ourKinds = {
  charges: kind("payment"),
  refunds: kind("refund") + kind("refund_failed"),
  disputes: -kind("dispute_funds", "disputed"),
  cardFees: -kind("processing_fee"),
  payouts: kind("payout") + kind("payout_failed"),
  taxes: -kind("split", "taxed") - kind("credit", "taxed"),
  plans: Number(platformOnly.paid),
  plansRefunded: Number(platformOnly.back),
  affiliates: Number(affiliateSum),
};

const differences = [];
if (Number(total) !== 0) differences.push(`all entries sum to ${total}`);
for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)]))
  if ((ours[name] ?? 0) !== (theirs[name] ?? 0))
    differences.push(`balance ${name}: ours ${ours[name] ?? 0}, theirs ${theirs[name] ?? 0}`);
for (const name of Object.keys(theirKinds))
  if (ourKinds[name] !== theirKinds[name])
    differences.push(`${name}: ours ${ourKinds[name]}, theirs ${theirKinds[name]}`);
const short = new Set(waiting.map(({ id }) => id));
for (const { id, left, wanted } of taxed)
  if (left !== wanted && !short.has(id)) differences.push(`taxed ${id}: ${left} with its provider, ${wanted} are his`);
counts.taxed = taxed.length;
counts.taxWaiting = short.size;
// Of an untouched payment for a plan the affiliate who brought its payer has his part of what is no tax.
const untouched = new Map(
  ofPlans.filter((each) => each.amount_refunded === 0 && !each.disputed).map((each) => [each.id, each]),
);
counts.shared = 0;
for (const { id, bps, share } of shares) {
  const charge = untouched.get(id);
  const invoice = charge && byId.get(invoiceOf.get(charge.payment_intent));
  if (!invoice) continue;
  const wanted = Math.round(((charge.amount - (taxOf(invoice) * charge.amount) / invoice.total) * bps) / 10_000);
  if (Number(share) !== wanted) differences.push(`affiliate's part of ${id}: ours ${share}, his ${wanted}`);
  counts.shared += 1;
}
// A credit for time not used is owed to a subscriber and has moved nothing yet: it alone may stand between what is owed and what is held.
const credited = Object.fromEntries(credits.map(({ userId, sum }) => [userId, Number(sum)]));
for (const { userId, held, owed: due } of owed)
  if (Number(held ?? 0) !== Number(due) + (credited[userId] ?? 0))
    differences.push(`provider ${userId}: owed ${due}, held ${held}`);

process.stdout.write(
  `${JSON.stringify({ counts: { ...counts, movements: movements.length }, sums: theirKinds, differences })}\n`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
