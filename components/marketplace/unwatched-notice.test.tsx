import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { UnwatchedNotice } from "./unwatched-notice.tsx";

const text = (named: number) =>
  renderToStaticMarkup(<UnwatchedNotice named={named} max={350} />).replace(/<[^>]+>/g, "");

it("says nothing to whose pairs are all watched, and how many are not to whom names more", () => {
  expect(text(350)).toBe("");
  expect(text(1_400)).toContain("Prices of 1,050 of your pairs are not watched.");
  expect(text(1_400)).toContain("name 1,400 pairs, counted at each exchange; 350 are watched");
});
