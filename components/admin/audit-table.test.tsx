import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { AuditView } from "@/lib/features/accounts/audit-queries";
import { AuditTable } from "./audit-table.tsx";

const entry: AuditView = {
  id: "aud_1",
  seq: "1",
  at: new Date(Date.UTC(2026, 0, 1)),
  actor: null,
  action: "plan.changed",
  subject: "user",
  subjectId: "usr_1",
  detail: { to: null, from: "TRIAL" },
  ip: "",
  hash: "",
};

/** The words of who and of the detail. */
const told = (changes: Partial<AuditView>): (string | undefined)[] => {
  const cells = renderToStaticMarkup(<AuditTable items={[{ ...entry, ...changes }]} />).split("<td");
  return [cells[3], cells[6]].map((cell) => cell?.replace(/^[^>]*>/, "").replaceAll(/(<[^>]*>)+/g, "|"));
};

it("tells who did it by address, by the name of a program, or as the system", () => {
  expect(told({ actor: { id: "usr_2", email: "ada@example.test" } })[0]).toBe("ada@example.test|");
  expect(told({ actor: { id: "client-admin", email: null } })[0]).toBe("client-admin|");
  expect(told({})[0]).toBe("the system|");
});

it("tells the detail as names with their values, in the order of the names", () => {
  expect(told({})[1]).toBe("|from: TRIAL|to: none|");
  expect(told({ detail: { amount: 3_333, by: "REQUEST" } })[1]).toBe("|amount: 3333|by: REQUEST|");
});
