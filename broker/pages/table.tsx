import type { Child } from "hono/jsx";

/** A table that scrolls by itself where the page is narrow; `children` are its rows. */
export const Table = ({ heads, children }: { readonly heads: readonly string[]; readonly children: Child }) => (
  <div class="table">
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
