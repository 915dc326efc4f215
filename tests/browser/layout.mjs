// How pages of the default theme lie on the screen and on paper: what begins on the first screen, what is cut off, what lies
// over something else. `check(page, problems)` counts one check.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, each, onDisk } from "./site.mjs";

/** What WCAG 1.4.12 lets readers set, who must lose nothing by it. */
const SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";

/** What can be measured on a page: texts over texts in drawings, figures across the tops of bars, cells out of sight. */
const faults = (page) => page.evaluate(() => {
  const problems = [];
  const box = (element) => element.getBoundingClientRect();
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());

  for (const drawing of seen(".drawing svg, .picture")) {
    const texts = [...drawing.querySelectorAll("text")].filter((text) => text.checkVisibility() && text.textContent);
    texts.forEach((text, at) => {
      if (box(text).right > innerWidth || box(text).left < 0) problems.push(`“${text.textContent}” sticks out of the window`);
      const other = texts.slice(at + 1).find((other) => over(box(text), box(other)));
      if (other) problems.push(`“${text.textContent}” and “${other.textContent}” overlap in a drawing`);
    });
    for (const figure of drawing.querySelectorAll("text.n")) {
      const bars = [...drawing.querySelectorAll("rect")].map(box);
      const { left, right, top, bottom } = box(figure);
      const middle = (top + bottom) / 2;
      if (bars.some((bar) => bar.left < right && left < bar.right && Math.abs(bar.top - middle) < 3)) problems.push(`the figure ${figure.textContent} stands across the top of a bar`);
    }
  }

  for (const cell of seen(".matrix td:not(.silent)")) {
    const scroll = box(cell.closest(".scroll"));
    if (innerWidth < 700 && (box(cell).right > scroll.right + 1 || box(cell).left < scroll.left - 1)) problems.push(`a filled cell is out of sight: ${cell.textContent.slice(0, 30)}`);
  }
  return problems.slice(0, 5);
});

/** Lines that end in a sign which set off what is not there. */
const dangling = (page) => page.evaluate(() => [...document.querySelectorAll("main p")]
  .filter((line) => line.checkVisibility() && /[·,]\s*$/.test(line.innerText) && !line.closest(".text, blockquote"))
  .map((line) => `on paper a line ends in nothing: ${line.innerText.slice(-40)}`).slice(0, 5));

export async function layout(site, pages, check) {
  const { context, close } = await browser({ offline: true });
  await each(pages, async (name) => {
    const page = await context.newPage();
    const say = (what) => (problems) => check(name, problems.map((problem) => `${what}: ${problem}`));
    for (const [width, height] of [[1440, 900], [360, 720]]) {
      await page.setViewportSize({ width, height });
      await page.goto(onDisk(site, name));
      say(`${width} px`)(await faults(page));
    }
    await page.setViewportSize({ width: 320, height: 720 });
    await page.evaluate((rules) => {
      const style = new CSSStyleSheet();
      style.replaceSync(rules);
      document.adoptedStyleSheets.push(style);
    }, SPACED);
    say("with spaced text")(await page.evaluate(() => {
      const width = document.documentElement.scrollWidth;
      const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5 && !element.closest(".scroll, svg, pre"));
      return width > innerWidth ? [`${width} px wide in a window of ${innerWidth} px: ${wide.slice(-3).map((element) => element.tagName + "." + element.className).join(", ")}`] : [];
    }));
    await page.emulateMedia({ media: "print" });
    say("paper")(await dangling(page));
    await page.close();
  });
  // The front page says what there is before anything else does.
  if (pages.includes("index.html") && readFileSync(join(site, "index.html"), "utf8").includes('id="sources"')) {
    const page = await context.newPage();
    await page.goto(onDisk(site, "index.html"));
    const top = await page.evaluate(() => document.getElementById("sources").getBoundingClientRect().top);
    check("index.html", top < 800 ? [] : [`the sources begin ${Math.round(top)} px below the top`]);
    await page.close();
  }
  await close();
}
