import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, it, vi } from "vitest";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import LoginPage from "./page.tsx";

vi.mock("../../viewer.ts", () => ({ viewer: () => Promise.resolve(null) }));
vi.mock("../actions.ts", () => ({ signInAction: () => Promise.resolve({ status: "idle" }) }));

beforeAll(() => setAuthSettings({ secret: "a secret of this test, long enough for it" }));

const page = async (error: string): Promise<string> =>
  renderToStaticMarkup(await LoginPage({ searchParams: Promise.resolve({ error }) }));

it.each(["Callback", "constructor", "toString", "__proto__", "<b>"])(
  "says of an error that is none of ours that the sign-in did not finish: %s",
  async (error) => {
    expect(await page(error)).toContain("The sign-in elsewhere did not finish.");
  },
);

it("leads who is not joined to an unconfirmed account to the mail that gives it to him", async () => {
  expect(await page("OAuthAccountNotLinked")).toContain("Forgot your password?”: that confirms it.");
});
