import type { Engine } from "../engine.ts";
import { StripeFault } from "../fault.ts";
import { bankPage, postBank } from "./bank.ts";
import { checkoutPage, postCheckout } from "./checkout.ts";
import { invoicePage, invoicePdf } from "./invoice.ts";
import { htmlPage } from "./layout.ts";
import { onboardingPage, postOnboarding } from "./onboarding.ts";
import { portalPage, postPortal } from "./portal.ts";

/** What a page answers: HTML, the address to go to, or a document. */
export type PageAnswer =
  | { readonly status: number; readonly html: string }
  | { readonly goTo: string }
  | { readonly pdf: Buffer };

interface Page {
  readonly path: RegExp;
  readonly show: (engine: Engine, id: string) => PageAnswer;
  readonly post?: (engine: Engine, id: string, form: URLSearchParams) => PageAnswer;
}

const PAGES: readonly Page[] = [
  { path: /^\/c\/pay\/(\w+)$/, show: checkoutPage, post: postCheckout },
  { path: /^\/p\/session\/(\w+)$/, show: portalPage, post: postPortal },
  { path: /^\/setup\/(\w+)$/, show: onboardingPage, post: postOnboarding },
  { path: /^\/i\/(\w+)$/, show: invoicePage },
  { path: /^\/i\/(\w+)\/pdf$/, show: invoicePdf },
  { path: /^\/(bank)$/, show: bankPage, post: postBank },
];

/** The pages that a person clicks through, or null when the path is none of them. */
export function answerPage(engine: Engine, method: string, path: string, body: string): PageAnswer | null {
  for (const page of PAGES) {
    const id = page.path.exec(path)?.[1];
    if (id === undefined) continue;
    try {
      if (method === "GET") return page.show(engine, id);
      if (method === "POST" && page.post !== undefined) return page.post(engine, id, new URLSearchParams(body));
      return { status: 405, html: htmlPage("Not offered", "<h1>This is not offered here</h1>") };
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error;
      return {
        status: error.status,
        html: htmlPage(
          "Not found",
          "<h1>This page is no longer there</h1><p>The link is used up or wrong. Go back to the shop and start again.</p>",
        ),
      };
    }
  }
  return null;
}
