import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Price, QuoteAmount } from "./figures.tsx";

const drawn = (price: Parameters<typeof Price>[0]): string => renderToStaticMarkup(<Price {...price} />);

describe("a price", () => {
  it("has its tick's digits, and keeps what goes beyond them", () => {
    expect(drawn({ value: "42931.9", tick: "0.01" })).toBe('<span class="num">42,931.90</span>');
    expect(drawn({ value: "42931.9055", tick: "0.01" })).toBe('<span class="num">42,931.9055</span>');
  });

  it("that is an average is rounded to the tick, and whole in its title", () => {
    expect(drawn({ value: "42931.905512", tick: "0.01", average: true })).toBe(
      '<span class="num" title="42,931.905512">42,931.91</span>',
    );
    expect(drawn({ value: "0.000012345", tick: "0.00000001", average: true })).toBe(
      '<span class="num" title="0.000012345">0.00001235</span>',
    );
  });

  it("has no title where nothing was cut, and shows whole where the tick is not known", () => {
    expect(drawn({ value: "42931.9", tick: "0.01", average: true })).toBe('<span class="num">42,931.90</span>');
    expect(drawn({ value: "42931.905512", average: true })).toBe('<span class="num">42,931.905512</span>');
  });
});

describe("an amount in the coin that a symbol is priced in", () => {
  const shown = (amount: Parameters<typeof QuoteAmount>[0]): string =>
    renderToStaticMarkup(<QuoteAmount {...amount} />)
      .replace(/<[^>]*>/g, "")
      .replaceAll("\u00a0", " ");

  it("names that coin, unless it is named beside it", () => {
    expect(shown({ symbol: "BTC/USDT", value: "1.234" })).toBe("1.23 USDT");
    expect(shown({ symbol: "BTC/TRY", value: "-200", delta: true })).toBe("▼−200.00 TRY");
    expect(shown({ symbol: "ETH/USDC:USDC", value: "0.12345", bare: true, digits: 4 })).toBe("0.1235");
  });

  it("shows a result in Bitcoin to the satoshi, and not as nothing", () => {
    expect(shown({ symbol: "ETH/BTC", value: "-0.00012", delta: true })).toBe("▼−0.00012000 BTC");
  });
});
