import { renderToStaticMarkup, renderToString } from "react-dom/server";
import { afterEach, expect, it } from "vitest";
import { ReaderZone, ZoneName } from "./reader-zone.tsx";
import { When, type WhenProps } from "./when.tsx";

const AT = "2026-01-31T23:05:09.250Z";
const machine = process.env.TZ;

afterEach(() => onMachineIn(machine));

/** The zone of the machine that renders: a server's and a browser's differ. */
function onMachineIn(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

/** What a reader in `zone` gets: title and text. */
function seen(zone: string, props: Partial<WhenProps>): (string | undefined)[] {
  const html = renderToStaticMarkup(
    <ReaderZone zone={zone}>
      <When at={AT} {...props} />
    </ReaderZone>,
  );
  return [/title="([^"]*)"/.exec(html)?.[1], />([^<]*)</.exec(html)?.[1]];
}

it.each<[string, Partial<WhenProps>, string]>([
  ["Europe/Berlin", { as: "exact" }, "2026-02-01 00:05:09 Europe/Berlin"],
  ["Europe/Berlin", { as: "datetime" }, "2026-02-01 00:05:09"],
  ["Europe/Berlin", { as: "date" }, "2026-02-01"],
  ["Europe/Berlin", {}, "2026-02-01"],
  ["America/New_York", { as: "exact" }, "2026-01-31 18:05:09 America/New York"],
  ["Pacific/Kiritimati", { as: "datetime" }, "2026-02-01 13:05:09"],
  ["UTC", { as: "exact" }, "2026-01-31 23:05:09 UTC"],
])("shows a reader in %s with %j: %s", (zone, props, expected) => {
  expect(seen(zone, props)[1]).toBe(expected);
});

it("tells both times in the title, that of the text first", () => {
  const [utc, berlin] = ["2026-01-31 23:05:09 UTC", "2026-02-01 00:05:09 Europe/Berlin"];
  expect(seen("Europe/Berlin", { as: "date" })[0]).toBe(`${berlin} · ${utc}`);
  expect(seen("Europe/Berlin", { as: "date", utc: true })).toEqual([`${utc} · ${berlin}`, "2026-01-31"]);
  expect(seen("UTC", { as: "date" })[0]).toBe(utc);
});

it("is the same on a server and in a browser, whatever zones these are in", () => {
  const page = () =>
    renderToString(
      <ReaderZone zone="Australia/Lord_Howe">
        <ZoneName />
        {(["auto", "date", "datetime", "exact"] as const).map((as) => (
          <When key={as} at={AT} as={as} />
        ))}
        <When at={AT} as="exact" utc />
      </ReaderZone>,
    );
  const made = ["UTC", "America/Los_Angeles", "Asia/Tokyo"].map((zone) => {
    onMachineIn(zone);
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    return page();
  });
  expect(new Set(made).size).toBe(1);
  expect(made[0]).toContain("2026-02-01 10:05:09 Australia/Lord Howe");
});

it("is in UTC, and says so, for a guest and for a zone that the browser does not know", () => {
  expect(renderToStaticMarkup(<When at={AT} as="exact" />)).toContain(">2026-01-31 23:05:09 UTC</time>");
  expect(seen("Mars/Olympus_Mons", { as: "exact" })[1]).toBe("2026-01-31 23:05:09 UTC");
  expect(renderToStaticMarkup(<ZoneName />)).toBe("UTC");
});
