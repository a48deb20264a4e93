/**
 * Runs in the page, before its own scripts: notes when "Run backtest" was pressed, and looks frame by frame whether its report is drawn. It
 * stands alone: only its text is sent to the browser. Times are of the wall clock, so that it does not matter whether the page is another document.
 */
export function watchReport(): void {
  const clickedKey = "bench-clicked";
  addEventListener(
    "click",
    ({ target, timeStamp }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button?.textContent?.includes("Run backtest") === true)
        sessionStorage.setItem(clickedKey, String(performance.timeOrigin + timeStamp));
    },
    { capture: true },
  );
  const hasLine = (canvas: HTMLCanvasElement): boolean => {
    const pixels =
      canvas.width > 0 ? canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data : [];
    return pixels?.some((value) => value !== 0) === true;
  };
  const isDrawn = (): boolean => {
    if (!location.pathname.startsWith("/backtests/bkt_")) return false;
    if (![...document.querySelectorAll("h2")].some((head) => head.textContent?.startsWith("Key figures") === true))
      return false;
    const widest = [...document.querySelectorAll<HTMLCanvasElement>("#equity canvas")].toSorted(
      (a, b) => b.width * b.height - a.width * a.height,
    );
    return widest.slice(0, 2).some(hasLine); // the library lays one canvas over the other
  };
  const look = (): void => {
    const clicked = sessionStorage.getItem(clickedKey);
    if (clicked !== null && isDrawn()) {
      sessionStorage.removeItem(clickedKey);
      // in the frame after the next the drawn one has left
      requestAnimationFrame(() =>
        sessionStorage.setItem("bench-took", String(performance.timeOrigin + performance.now() - Number(clicked))),
      );
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
