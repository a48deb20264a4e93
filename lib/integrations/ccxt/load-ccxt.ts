/**
 * ccxt, loaded once a process and no earlier than somebody needs it: it costs 96 MB, and about a second in which nothing else runs. Who must not
 * stand still later calls this at the start.
 */
export async function loadCcxt() {
  const { default: ccxt } = await import("ccxt");
  return ccxt;
}
