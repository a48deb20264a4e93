import { expect, it } from "vitest";
import { passwordFault } from "./password-rules.ts";

const about = { email: "ada.lovelace@example.org", name: "Ada Lovelace" };

it.each([
  ["short", /at least 8/],
  ["a".repeat(129), /at most 128/],
  ["password", /list/],

  ["P@ssw0rd", /list/],
  ["12345678", /list/],
  ["Bitcoin2024", /list/],
  ["qwertyuiop", /list/],
  ["abababababab", /two different/],
  ["Ada Lovelace 1", /name/],
  ["ada.lovelace!", /name/],
  ["heliograph1", /name/],
  ["correct horse battery staple!", null],
  ["ümläute sind gut", null],
  [`${"a".repeat(64)} b c`, null],
])("%j", (password, fault) => {
  if (fault === null) expect(passwordFault(password, about)).toBeNull();
  else expect(passwordFault(password, about)).toMatch(fault);
});
