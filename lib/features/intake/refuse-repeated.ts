import { cutText } from "@/lib/kernel/cut-text";
import { refuse } from "@/lib/kernel/result";

/** Of "buy" and "sell" under one name nobody can say which was meant, and two readers of the same text may differ. */
export function refuseRepeated(names: readonly string[]) {
  const [first = "body"] = names;
  const said = (name: string): string => `${cutText(name, 60)} stands twice in the message; send it once.`;
  return refuse("invalid", said(first), Object.fromEntries(names.map((name) => [cutText(name, 60), [said(name)]])));
}
