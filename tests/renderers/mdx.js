// Renders MDX as Docusaurus and Astro do, with @mdx-js/mdx, GFM and directives: for each line of standard input, a JSON
// list of texts, a line with the JSON list of their pages. What would run becomes an element that no page has, and so
// does a text that does not compile.
import { createInterface } from "node:readline";
import { evaluate } from "@mdx-js/mdx";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import * as runtime from "react/jsx-runtime";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";

const runs = (node) =>
  ["mdxjsEsm", "mdxFlowExpression", "mdxTextExpression"].includes(node.type) ||
  (/^mdxJsx/.test(node.type) && /[^a-z0-9]/.test(node.name ?? "")) ||
  (node.attributes instanceof Array &&
    node.attributes.some(({ type, value }) => type !== "mdxJsxAttribute" || value instanceof Object));

const refuse = (node) => {
  if (runs(node)) throw new Error(`${node.type} ${node.name ?? node.value}`);
  node.children?.forEach(refuse);
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

async function render(text) {
  try {
    const remarkPlugins = [remarkGfm, remarkDirective, () => refuse];
    const { default: Content } = await evaluate(text, { ...runtime, remarkPlugins });
    return renderToStaticMarkup(createElement(Content));
  } catch (error) {
    return `<stopped>${escaped(error.message)}</stopped>`;
  }
}

console.error = () => {}; // React's advice for a browser
for await (const line of createInterface({ input: process.stdin })) {
  const pages = [];
  for (const text of JSON.parse(line)) pages.push(await render(text));
  process.stdout.write(`${JSON.stringify(pages)}\n`);
}
