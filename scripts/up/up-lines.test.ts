import { expect, it } from "vitest";
import { upLines } from "./up-lines.ts";

const sandbox = { payments: true, mail: true, market: true, venueUrl: undefined };
const settings = { NEXTAUTH_URL: "http://localhost:3000", sandbox };
const file = {
  file: "/srv/.data/sandbox.json",
  baseUrl: settings.NEXTAUTH_URL,
  databaseUrl: "postgres://",
  users: [{ role: "ADMIN" as const, email: "admin@sandbox.test", password: "word" }],
};

it("ends with where it is served, the sign-ins, the mail and how to stop it", () => {
  expect(upLines("served", settings, file)).toEqual([
    "",
    "Heliograph is served at http://localhost:3000",
    "Sandbox sign-ins (also in /srv/.data/sandbox.json):",
    "  ADMIN       admin@sandbox.test               word",
    "Its mail is at http://localhost:3000/dev/mailbox.",
    "Stop with Ctrl-C.",
  ]);
});

it("says how to stop it only where this terminal serves, and of mail only where it is shown", () => {
  expect(upLines("served already", settings, file).at(-1)).toBe("Its mail is at http://localhost:3000/dev/mailbox.");
  expect(upLines("ready", settings, file).at(-1)).toContain("admin@sandbox.test");
  const ownMail = { ...settings, sandbox: { ...sandbox, mail: false } };
  expect(upLines("served", ownMail, file).join("\n")).not.toContain("mailbox");
  expect(upLines("served", ownMail, null)).toEqual([
    "",
    "Heliograph is served at http://localhost:3000",
    "Stop with Ctrl-C.",
  ]);
});
