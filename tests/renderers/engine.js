// Runs a JSON list of texts from standard input through a real template engine, which is named: "nunjucks" or "liquidjs".
import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";
import nunjucks from "nunjucks";

const liquid = new Liquid();
const environment = new nunjucks.Environment(null, { autoescape: true }); // as Eleventy has it
const engines = {
  nunjucks: (text) => environment.renderString(text, {}),
  liquidjs: (text) => liquid.parseAndRenderSync(text, {}),
};
const run = (text) => {
  try {
    return engines[process.argv[2]](text);
  } catch (error) {
    return `error: ${error.message}`;
  }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(run)));
