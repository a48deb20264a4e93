/** Everything a report needs to be read, light or dark, on paper or a phone. No font, script or picture from elsewhere. */
export const REPORT_STYLE = `:root{color-scheme:light dark;--ink:#15181e;--ink2:#5f646e;--paper:#f6f5f1;--card:#fff;--line:#e4e1d9;--profit:#0a7346;--loss:#ad3018;--g:10,115,70;--l:173,48,24}
@media (prefers-color-scheme:dark){:root{--ink:#eceae4;--ink2:#a3a7af;--paper:#0f1115;--card:#171a20;--line:#2a2e36;--profit:#4fc48e;--loss:#f08a6e;--g:79,196,142;--l:240,138,110}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1040px;padding:24px 16px 48px;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:32px 0 8px}
p{margin:4px 0}.note{color:var(--ink2)}
.risk{border-left:3px solid var(--loss);padding:4px 12px;margin:12px 0}
figure,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:0 0 16px;padding:12px 16px;overflow-x:auto}
figcaption,caption{text-align:left;font-weight:600;margin-bottom:6px}
.key{font-weight:400;color:var(--ink2);margin-left:12px}.key::before{content:"";display:inline-block;width:18px;margin:0 6px 3px 0;border-top:2px solid var(--ink)}
.key.dashed::before{border-top-style:dashed;border-color:var(--ink2)}.key.loss::before{border-color:var(--loss)}
.summary{color:var(--ink2);font-size:12px}
svg{width:100%;min-width:560px;height:auto;display:block}
.line{fill:none;stroke:var(--ink);stroke-width:1.5}.line.dashed{stroke:var(--ink2);stroke-dasharray:5 4}.line.loss{stroke:var(--loss)}
.area{fill:var(--ink);opacity:.06}.area.loss{fill:var(--loss);opacity:.14}
.grid{stroke:var(--line)}.axis{fill:var(--ink2);font-size:11px}
.bar.plain{fill:var(--ink2)}.bar.profit{fill:var(--profit)}.bar.loss{fill:var(--loss)}
table{border-collapse:collapse;width:100%}
th,td{padding:3px 8px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th[scope=row],.facts td,.facts th{text-align:left}.facts td{white-space:normal;overflow-wrap:anywhere;min-width:14ch}
.two{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(300px,1fr))}
.g1{background:rgba(var(--g),.12)}.g2{background:rgba(var(--g),.24)}.g3{background:rgba(var(--g),.38)}.g4{background:rgba(var(--g),.52)}
.l1{background:rgba(var(--l),.12)}.l2{background:rgba(var(--l),.24)}.l3{background:rgba(var(--l),.38)}.l4{background:rgba(var(--l),.52)}
@media print{body{background:#fff;max-width:none}figure,.card{break-inside:avoid}}`;
