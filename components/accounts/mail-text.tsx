import { Fragment } from "react";

/** The text of a mail with its own links made clickable, and no others. */
export function MailText({ text, links }: { readonly text: string; readonly links: readonly string[] }) {
  const parts = links.reduce<readonly string[]>(
    (pieces, link) => pieces.flatMap((piece) => (links.includes(piece) ? [piece] : split(piece, link))),
    [text.trim()],
  );
  return (
    <p className="max-w-(--measure) whitespace-pre-line break-words">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one fixed text
        <Fragment key={at}>
          {links.includes(part) ? (
            <a className="link break-all" href={part}>
              {part}
            </a>
          ) : (
            part
          )}
        </Fragment>
      ))}
    </p>
  );
}

function split(piece: string, link: string): readonly string[] {
  const at = piece.indexOf(link);
  return at < 0 ? [piece] : [piece.slice(0, at), link, ...split(piece.slice(at + link.length), link)];
}
