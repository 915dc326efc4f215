// Pictures of each type of page, for eyes; run by hand.
//
//     node tests/browser/shots.mjs SITE OUTDIR
//
// OUTDIR/TYPE-WIDTH-SCHEME.png is the first screen, …-full.png the whole page, source.pdf the source as printed.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { answerFor, browser, each, onDisk, pagesOf, statedAddress } from "./site.mjs";

const [folder, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: node shots.mjs SITE OUTDIR");
  process.exit(2);
}
const site = resolve(folder);
const pages = pagesOf(site);
mkdirSync(out, { recursive: true });

// The first page of each type.
const TYPES = {
  index: /^index\.html$/, source: /^sources\/[^/]+\.html$/, record: /^sources\/[^/]+\/record\.html$/,
  questions: /^questions\.html$/, glossary: /^glossary\.html$/, entry: /^glossary\/[^/]+\.html$/, question: /^questions\/[^/]+\.html$/,
  essay: /^essays\/[^/]+\.html$/, packet: /^packets\/[^/]+\.html$/, timeline: /^timeline\.html$/, changes: /^changes\.html$/, matrix: /^matrix\.html$/, search: /^search\.html$/,
  bibliography: /^bibliography\.html$/, colophon: /^colophon\.html$/, 404: /^404\.html$/,
};
const SIZES = [{ width: 360, height: 720 }, { width: 820, height: 1180 }, { width: 1440, height: 900 }];

const { context, close } = await browser({ offline: true });
const address = await statedAddress(context, site);
let count = 0;
await each(Object.entries(TYPES), async ([type, pattern]) => {
  const name = pages.find((page) => pattern.test(page));
  if (!name) return console.log(`${type}: no such page`);
  const page = await context.newPage();
  if (address) await answerFor(page, site, address);
  for (const size of SIZES) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      // Loaded anew, because a reader does not arrive by resizing.
      await page.goto(onDisk(site, name));
      const path = join(out, `${type}-${size.width}-${colorScheme}`);
      await page.screenshot({ path: `${path}.png` });
      await page.screenshot({ path: `${path}-full.png`, fullPage: true });
      count += 2;
    }
  }
  if (type === "source") await page.pdf({ path: join(out, "source.pdf"), format: "A4", preferCSSPageSize: true });
  await page.close();
});
await close();
console.log(`${count} pictures in ${out}`);
process.exit(); // and with it the browser
