// Renders Markdown as Astro or Docusaurus do, with remark and the plugins that each has by itself: for each line of
// standard input, a JSON list of texts, a line with the JSON list of their pages.
import { createInterface } from "node:readline";
import rehypeRaw from "rehype-raw";
import rehypeStringify from "rehype-stringify";
import remarkDirective from "remark-directive";
import remarkEmoji from "remark-emoji";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import remarkSmartypants from "remark-smartypants";
import { unified } from "unified";
import { EXIT, visit } from "unist-util-visit";

// @docusaurus/mdx-loader 3: a first heading of the first level is the title, which a blog shows elsewhere.
const withoutTitle = () => (tree) =>
  visit(tree, ["heading", "thematicBreak"], (node, index, parent) => {
    if (node.depth === 1) parent.children.splice(index, 1);
    return EXIT;
  });

// An id at the end of a heading.
const withIds = () => (tree) =>
  visit(tree, "heading", (node) => {
    const last = node.children.at(-1);
    const match = last?.type === "text" && last.value.match(/\s*\{#((?:.(?!\{#|\}))*.)\}$/);
    if (!match) return;
    last.value = last.value.slice(0, match.index);
    node.data = { hProperties: { id: match[1] } };
  });

// What looks like the name of a directive is text again.
const withText = () => (tree) =>
  visit(tree, "textDirective", (node) => {
    if (node.children.length || Object.keys(node.attributes).length) return;
    Object.assign(node, { type: "text", value: `:${node.name}` });
  });

const plugins = {
  astro: [remarkGfm, remarkSmartypants],
  docusaurus: [remarkDirective, withoutTitle, withIds, remarkEmoji, remarkGfm, withText],
};
const processor = unified()
  .use(remarkParse)
  .use(plugins[process.argv[2]])
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeStringify, { allowDangerousHtml: true });

for await (const line of createInterface({ input: process.stdin })) {
  const pages = [];
  for (const text of JSON.parse(line)) pages.push(String(await processor.process(text)));
  process.stdout.write(`${JSON.stringify(pages)}\n`);
}
