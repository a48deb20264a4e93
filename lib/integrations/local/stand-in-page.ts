/** Which stand-in a page belongs to, and what its strip tells everybody. */
export interface StandInName {
  readonly name: string;
  readonly strip: string;
}

/**
 * One page of a stand-in: plain HTML, no script, in the look of the product. `body` is HTML; texts in it are escaped by the caller.
 * @param wide for pages of tables
 */
export function standInPage(
  { name, strip }: StandInName,
  title: string,
  body: string,
  { wide = false }: { readonly wide?: boolean } = {},
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} · ${escapeHtml(name)}</title>
<style>
:root { color-scheme: light dark; --canvas:#f6f5f1; --surface:#fff; --ink:#15181e; --ink-2:#454a54; --ink-3:#5f646e; --line:#e4e1d9; --line-3:#858178; --accent:#15181e; --on-accent:#fff; --loss:#ad3018; --loss-wash:#fbe8e2; --wash:#ebe9e3; --focus:#946300; }
@media (prefers-color-scheme: dark) { :root { --canvas:#0e1116; --surface:#171b22; --ink:#f0eee8; --ink-2:#c3c6cc; --ink-3:#9ba0a9; --line:#2a2f38; --line-3:#757b86; --accent:#f0eee8; --on-accent:#15181e; --loss:#ff9a82; --loss-wash:#3a1d16; --wash:#22272f; --focus:#f5b521; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink); font: 16px/1.5 "Inter Variable", Inter, system-ui, sans-serif; }
.strip { background: var(--wash); color: var(--ink-2); padding: 8px 16px; text-align: center; font-size: 14px; }
main { max-width: 460px; margin: 32px auto; padding: 0 16px; } main.tables { max-width: 1100px; } main.tables form { max-width: 428px; }
a { color: inherit; } .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; } th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); white-space: nowrap; } th { color: var(--ink-3); font-weight: 550; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 24px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 24px 0 4px; }
p { margin: 0 0 12px; color: var(--ink-2); }
.figure { font-size: 32px; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--ink); margin: 8px 0 16px; }
.per { font-size: 16px; font-weight: 400; color: var(--ink-3); }
label { display: block; font-weight: 550; margin: 16px 0 4px; }
input[type=text], select { width: 100%; min-height: 44px; padding: 8px 12px; font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--line-3); border-radius: 6px; }
.hint { font-size: 14px; color: var(--ink-3); margin: 4px 0 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 20px; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; padding: 8px 16px; font: inherit; font-weight: 550; border-radius: 6px; border: 1px solid var(--line-3); background: transparent; color: var(--ink); cursor: pointer; text-decoration: none; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); flex: 1 1 200px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.fault { background: var(--loss-wash); color: var(--loss); border-radius: 6px; padding: 8px 12px; margin: 0 0 12px; }
ul { padding-left: 20px; color: var(--ink-2); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 12px 0; } dt { color: var(--ink-3); } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
code { font-family: "JetBrains Mono Variable", ui-monospace, monospace; font-size: 14px; }
</style>
</head>
<body>
<div class="strip">${escapeHtml(strip)}</div>
<main${wide ? ' class="tables"' : ""}><div class="card">
${body}
</div></main>
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
