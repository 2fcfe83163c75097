// Renders a JSON list of Markdown texts from standard input as a real markdown-it does, in the dialect that is named.
import { readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";
import abbr from "markdown-it-abbr";
import attrs from "markdown-it-attrs";
import { full as emoji } from "markdown-it-emoji";
import footnote from "markdown-it-footnote";
import mark from "markdown-it-mark";

const dialects = {
  commonmark: () => new MarkdownIt("commonmark"),
  "markdown-it": () => new MarkdownIt({ html: true }).use(footnote),
  // Eleventy's own: @11ty/eleventy, src/Engines/Markdown.js
  "eleventy-default": () => new MarkdownIt({ html: true }).disable("code"),
  // The first user's: eleventy-excellent 4.1.2, src/_config/plugins/markdown.js
  eleventy: () =>
    new MarkdownIt({ html: true, breaks: true, linkify: true, typographer: true })
      .disable("code")
      .use(attrs)
      .use(emoji)
      .use(footnote)
      .use(mark)
      .use(abbr),
};
const md = dialects[process.argv[2]]();
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((text) => md.render(text))));
