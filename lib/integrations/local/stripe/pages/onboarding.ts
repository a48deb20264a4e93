import type { Engine } from "../engine.ts";
import { completeOnboarding } from "../resources/accounts.ts";
import { escapeHtml, htmlPage } from "./layout.ts";
import type { PageAnswer } from "./pages.ts";

export function onboardingPage(engine: Engine, id: string): PageAnswer {
  return engine.run((call) => {
    const link = call.get("account_link", id);
    if (link._used || link.expires_at < call.nowSec) return { goTo: link._refreshUrl };
    const account = call.get("account", link._account);
    return {
      status: 200,
      html: htmlPage(
        "Set up payouts",
        `<h1>Set up payouts</h1>
<p>Stripe would now ask who you are and where to send your money. Here one press answers it all.</p>
<dl><dt>Account</dt><dd>${escapeHtml(account.id)}</dd><dt>E-mail</dt><dd>${escapeHtml(account.email ?? "not given")}</dd><dt>Country</dt><dd>${escapeHtml(account.country)}</dd></dl>
${account.details_submitted ? "<p>Everything was given already.</p>" : ""}
<form method="post"><div class="row"><button class="main" name="action" value="complete">Complete the set-up</button><button name="action" value="leave">Leave for now</button></div></form>`,
      ),
    };
  });
}

export function postOnboarding(engine: Engine, id: string, form: URLSearchParams): PageAnswer {
  return engine.run((call) => {
    const link = call.get("account_link", id);
    if (link._used || link.expires_at < call.nowSec) return { goTo: link._refreshUrl };
    if (form.get("action") === "complete") completeOnboarding(call, link._account);
    link._used = true;
    call.put<"account_link">(link);
    return { goTo: link._returnUrl };
  });
}
