"use client";

import { useTheme } from "next-themes";
import { useState, useSyncExternalStore } from "react";
import { keepAppearance } from "@/components/shell/appearance";
import { RadioCards } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";

const noChange = (): (() => void) => () => undefined;

/** Theme, colours of profit and loss, density. Each takes effect at once; nothing is sent. */
export function AppearanceForm({ pnl, density }: { readonly pnl: string; readonly density: string }) {
  const { theme, setTheme } = useTheme();
  // The server cannot know the theme: it lies in this browser. Until then no choice is marked.
  const inBrowser = useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
  const [colours, setColours] = useState(pnl);
  const [rows, setRows] = useState(density);
  return (
    <>
      <Panel title="Theme">
        <RadioCards
          legend="Theme"
          hideLegend
          name="theme"
          value={inBrowser ? (theme ?? "system") : ""}
          onChange={setTheme}
          options={[
            { value: "system", label: "As the system", description: "Follows your device through the day." },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Panel>
      <Panel title="Profit and loss">
        <RadioCards
          legend="Colours of profit and loss"
          hideLegend
          name="pnl"
          value={colours}
          onChange={(value) => {
            setColours(value);
            keepAppearance("pnl", value);
          }}
          options={[
            { value: "", label: "Green and red", description: "With sign and arrow beside each figure." },
            { value: "safe", label: "Blue and orange", description: "Told apart with any colour vision." },
          ]}
        />
      </Panel>
      <Panel title="Density">
        <RadioCards
          legend="Height of rows"
          hideLegend
          name="density"
          value={rows}
          onChange={(value) => {
            setRows(value);
            keepAppearance("density", value);
          }}
          options={[
            { value: "", label: "Comfortable" },
            { value: "compact", label: "Compact", description: "More rows on a screen." },
          ]}
        />
      </Panel>
    </>
  );
}
