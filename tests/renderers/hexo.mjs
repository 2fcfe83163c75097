// Renders Markdown as Hexo does as it comes, with its guards for templates, its code blocks and hexo-renderer-marked: for
// each line of standard input, a JSON list of texts, a line with the JSON list of their pages.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const site = new URL("../../fixtures/targets/hexo/", import.meta.url);
const Hexo = createRequire(site)("hexo");
const hexo = new Hexo(site.pathname, { silent: true });
await hexo.init();

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

async function render(content) {
  try {
    return (await hexo.post.render("", { content, engine: "markdown" })).content;
  } catch (error) {
    return `<stopped>${escaped(error.message)}</stopped>`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const pages = [];
  for (const text of JSON.parse(line)) pages.push(await render(text));
  process.stdout.write(`${JSON.stringify(pages)}\n`);
}
