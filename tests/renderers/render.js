// Renders Markdown as a real markdown-it does, in the dialect that is named: for each line of standard input, a JSON list
// of texts, a line with the JSON list of their pages.
import { createInterface } from "node:readline";
import MarkdownIt from "markdown-it";
import footnote from "markdown-it-footnote";

const dialects = {
  commonmark: () => new MarkdownIt("commonmark"),
  "markdown-it": () => new MarkdownIt({ html: true }).use(footnote),
  // Eleventy's own: @11ty/eleventy, src/Engines/Markdown.js
  "eleventy-default": () => new MarkdownIt({ html: true }).disable("code"),
  // The first user's, with all plugins.
  eleventy: async () => (await import("../../fixtures/targets/eleventy/markdown.js")).markdown,
};
const md = await dialects[process.argv[2]]();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map((text) => md.render(text)))}\n`);
}
