import Link from "next/link";
import { TRIES_MAX } from "@/lib/features/deliveries/backoff";
import type { Guide } from "./guides.tsx";

const CALL = `webhook-id: dlv_4f0c…            the same at each repeat
webhook-timestamp: 1795262400    seconds
webhook-signature: v1,base64…    one for each secret

{ "type": "signal.changed", "version": 1, "timestamp": "…",
  "data": { "title": "…", "body": "…", "link": "…", "signal": { … } } }`;

const CHECK = `import { createHmac, timingSafeEqual } from "node:crypto";

function isOurs(secret, headers, rawBody) {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures } = headers;
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const wanted = createHmac("sha256", key).update(\`\${id}.\${at}.\${rawBody}\`).digest();
  return signatures.split(" ").some((one) => {
    const given = Buffer.from(one.replace("v1,", ""), "base64");
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}`;

export const WEBHOOK_GUIDE: Guide = {
  slug: "webhooks",
  title: "Receive webhooks",
  lead: "Every message as signed JSON at a server of yours.",
  body: (
    <>
      <p>
        Add an address under <Link href="/settings/notifications">Settings, Notifications</Link>. Its secret is shown
        once. Calls follow the Standard Webhooks rules, so their libraries check them; so do these few lines.
      </p>
      <pre className="code-block">{CALL}</pre>
      <h2>Check the signature</h2>
      <p>Over the body as it came, before it is parsed. Act once per webhook-id: a message may come twice.</p>
      <pre className="code-block">{CHECK}</pre>
      <h2>What it tells</h2>
      <p>
        <code>signal.changed</code>, <code>copy.changed</code> and <code>trading.failed</code> carry the signal as{" "}
        <code>GET /api/signals/:id</code> answers you at that moment. Others are <code>billing.changed</code>,{" "}
        <code>security.notice</code>, <code>pnl.daily</code>, <code>system.notice</code>, <code>digest</code> and{" "}
        <code>test</code>; admins also get <code>operations.alert</code>. New fields and types may come: ignore what you
        do not know.
      </p>
      <h2>What to answer</h2>
      <ul>
        <li>2xx within 5 seconds: taken.</li>
        <li>429, or 503 with Retry-After: we wait as long as you say.</li>
        <li>410: the webhook is turned off.</li>
        <li>
          Anything else, or nothing: up to {TRIES_MAX} tries, from 5 seconds to an hour apart, in some three and a half
          hours. Redirects are not followed.
        </li>
      </ul>
      <p>
        What took nothing for five days is turned off, and you are told. The log keeps every call for 30 days; what
        failed can be sent again, one or all. After a new secret is made, both sign for 24 hours.
      </p>
    </>
  ),
};
