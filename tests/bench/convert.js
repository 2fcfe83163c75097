// Converts a JSON list of HTML texts from standard input to Markdown with a peer, which is named.
import { text as read } from "node:stream/consumers";
import rehypeParse from "rehype-parse";
import rehypeRemark from "rehype-remark";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";
import TurndownService from "turndown";
import { gfm } from "turndown-plugin-gfm";
import { unified } from "unified";

const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);
const remark = unified().use([rehypeParse, rehypeRemark, remarkGfm, remarkStringify]);
const peers = { turndown: (html) => turndown.turndown(html), "rehype-remark": (html) => String(remark.processSync(html)) };
process.stdout.write(JSON.stringify(JSON.parse(await read(process.stdin)).map(peers[process.argv[2]])));
