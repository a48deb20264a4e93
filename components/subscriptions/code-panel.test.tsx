import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { FormAction } from "@/components/ui/form-state";
import { CodePanel } from "./code-panel.tsx";

const act: FormAction = async () => ({ status: "done", message: "" });

it("tells the last day of a code as its provider gave it", () => {
  const code = {
    id: "cod_1",
    code: "EARLY20",
    discount: "20 % off the first payment",
    uses: 0,
    usesMax: null,
    expiresAt: "2026-02-01T00:00:00.000Z", // the end of 31 January
    ended: false,
  };
  const html = renderToStaticMarkup(<CodePanel strategyId="str_1" codes={[code]} add={act} end={act} />);
  expect(html).toContain("last day 2026-01-31 (UTC)");
});
