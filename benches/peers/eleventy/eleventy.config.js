// A site as plain as Casebook's: pages and lists. LINK_NAMES=1 links the names of terms in every page.
import names from "./content/_data/names.json" with { type: "json" };

// Words with capitals that stand together; every name is one or two of them, and the longer one counts.
const runs = /\p{Lu}[\p{L}]*(?: \p{Lu}[\p{L}]*)*/gu;
const closed = /^<(\/?)(?:a|h[1-6]|code|pre|title|nav)\b/;

// The page with links on the names in its text, but in headings, links and code.
function linked(html) {
  let depth = 0;
  return html
    .split(/(<[^>]*>)/)
    .map((piece) => {
      if (piece.startsWith("<")) {
        const tag = closed.exec(piece);
        if (tag) depth += tag[1] ? -1 : 1;
        return piece;
      }
      return depth > 0 ? piece : piece.replace(runs, linkedRun);
    })
    .join("");
}

// Words with capitals that stand together, of which some may be names.
function linkedRun(run) {
  const words = run.split(" ");
  const done = [];
  for (let at = 0; at < words.length; ) {
    const two = words.slice(at, at + 2).join(" ");
    const name = names[two] ? two : words[at];
    done.push(names[name] ? `<a href="${names[name]}">${name}</a>` : name);
    at += name === two ? 2 : 1;
  }
  return done.join(" ");
}

export default function (eleventyConfig) {
  eleventyConfig.addCollection("sources", (all) => all.getFilteredByGlob("content/sources/*.md"));
  eleventyConfig.addCollection("glossary", (all) => all.getFilteredByGlob("content/glossary/*.md"));
  eleventyConfig.addCollection("essays", (all) => all.getFilteredByGlob("content/essays/*.md"));
  eleventyConfig.addFilter("day", (date) => date.toISOString().slice(0, 10));
  if (process.env.LINK_NAMES) {
    eleventyConfig.addTransform("names", function (html) {
      return this.page.outputPath?.endsWith(".html") ? linked(html) : html;
    });
  }
}

export const config = { dir: { input: "content", output: "public" }, markdownTemplateEngine: false };
