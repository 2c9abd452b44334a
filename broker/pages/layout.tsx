import type { Child } from "hono/jsx";
import { VERSION } from "../../src/version.ts";

/** Builds a link below the broker's base URL from path segments; each segment is encoded. */
export type Link = (...segments: readonly string[]) => string;

/** Links below a base URL, which may carry a path of its own (`https://host/tally`). */
export const linkFrom =
  (base: string): Link =>
  (...segments) =>
    `${base.replace(/\/+$/, "")}/${segments.map(encodeURIComponent).join("/")}`;

interface LayoutProps {
  readonly title: string;
  readonly link: Link;
  /** The way here, without the page itself. */
  readonly trail?: readonly { readonly name: string; readonly href: string }[];
  readonly children: Child;
}

/** The frame of every page. Needs no script. */
export const Layout = ({ title, link, trail = [], children }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title} · Tallystick</title>
      <link rel="stylesheet" href={link("assets", "style.css")} />
      <link rel="icon" href="data:," />
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div>
          <a class="brand" href={link()}>
            Tallystick
          </a>
          {trail.length > 0 && (
            <nav aria-label="Where this is">
              <ol>
                {trail.map(({ name, href }) => (
                  <li>
                    <a href={href}>{name}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
        </div>
      </header>
      <main id="main">{children}</main>
      <footer>Tallystick {VERSION}: every “no” carries its proof, every “yes” says what it rests on.</footer>
    </body>
  </html>
);
