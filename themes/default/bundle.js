// All pages in one file: shows one at a time, as a site does. A page is a section of `main`; its address is its id, and
// that of an element on it `page:element`. What other scripts ask of a site (see script.js) is answered here from the file
// itself. Without scripts the pages follow one another, and links lead from one to the next all the same.
"use strict";

(() => {
  const main = document.querySelector("main");
  const sections = new Map([...main.children].filter((child) => child.matches("article")).map((section) => [section.id, section]));
  const styles = new Map([...document.querySelectorAll("style[data-page]")].map((style) => [style.dataset.page, style]));
  const first = "index";

  const text = (hash) => {
    try {
      return decodeURIComponent(hash);
    } catch {
      return hash;
    }
  };

  /** What an address within the file names: the page, the id of an element on it, and what is asked of the page. */
  const read = (hash) => {
    // Signs in what is asked stay encoded until they are told apart.
    const [address, query = ""] = hash.replace(/^#/, "").split(":~:")[0].split(/\?(.*)/s);
    const name = text(address);
    const element = document.getElementById(name);
    const section = element?.closest("main > article") ?? sections.get(name.split(":")[0]);
    if (!section) return null;
    const id = name.startsWith(section.id + ":") ? name.slice(section.id.length + 1) : "";
    return { section, id, query: new URLSearchParams(query), element: element === section ? null : element };
  };

  // What pages are made to do, and what they do whenever an address leads to them.

  const starts = [];
  const pages = new Map(); // section → what scripts know of the page
  let shown = null; // the section that shows
  let arrived = null; // the section that the last address led to
  let fragment = "";

  const pageOf = (section) => {
    let page = pages.get(section);
    if (page) return page;
    const prefix = section.id + ":";
    const follows = [];
    page = {
      element: section,
      byId: (id) => document.getElementById(prefix + id),
      nameOf: (element) => element.id.slice(prefix.length),
      fragment: () => (shown === section ? fragment : ""),
      isShown: () => shown === section,
      address: (name) => `${location.href.split("#")[0]}#${prefix}${name}`,
      onFollow: (act) => {
        follows.push(act);
        act(page.query);
      },
      /** Puts what the page was asked into the address, unless somebody is elsewhere by now. */
      keep: (query) => {
        if (shown !== section) return;
        page.kept = String(query);
        history.replaceState(history.state, "", `#${section.id}${page.kept && `?${page.kept}`}`);
      },
      kept: "",
      query: new URLSearchParams(),
      follow: (query) => {
        for (const act of follows) act(query);
      },
    };
    pages.set(section, page);
    return page;
  };

  const files = new Map();
  for (const file of document.querySelectorAll("script[data-file]")) files.set(file.dataset.file, file);

  globalThis.casebook = {
    onPage: (start) => starts.push(start),
    /** Runs a script of the site that lies in the file. */
    load: (path) =>
      new Promise((done, fail) => {
        const file = files.get(path.split("?")[0]);
        if (!file) return fail(new Error(path));
        const script = document.createElement("script");
        script.textContent = file.textContent;
        document.head.append(script);
        script.remove();
        done();
      }),
    /** The address of a path of the site, with what is asked of it, from here. */
    addressOf: (path) => {
      const [, page, query = "", id = ""] = /^([^?#]*?)(?:\.html)?(\?[^#]*)?(?:#(.*))?$/.exec(path);
      return `#${page.replaceAll("/", ".")}${id && ":" + id}${query}`;
    },
    /** The path of the site that a link leads to. */
    pathOf: (link) => text(link.hash.slice(1)).split(/[:?]/)[0].replaceAll(".", "/") + ".html",
  };

  const ways = [...document.querySelectorAll("header.site a[href^='#']")];

  /** Shows a section instead of the one before. */
  const show = (section) => {
    if (shown === section) return;
    if (shown) conceal(shown);
    section.hidden = false;
    const style = styles.get(section.id);
    if (style) style.media = "all";
    shown = section;
    document.title = section.dataset.title;
    for (const way of ways) {
      if (way.hash === "#" + section.id) way.setAttribute("aria-current", "page");
      else way.removeAttribute("aria-current");
    }
  };

  const conceal = (section) => {
    // Words on it are still found by the browser, which then shows it.
    section.setAttribute("hidden", "until-found");
    const style = styles.get(section.id);
    if (style) style.media = "not all";
  };

  const arrive = (isReturn) => {
    const place = read(location.hash) ?? read("#" + first);
    const hasKept = pages.get(place.section)?.kept === String(place.query);
    if (location.hash.includes("?") && !hasKept) {
      // What is asked of a page is no part of the address of an element, by which the browser marks it.
      asked = place.query;
      location.replace(`#${place.section.id}${place.id && ":" + place.id}`);
      return;
    }
    const query = asked;
    asked = new URLSearchParams();
    fragment = place.id;
    // The browser may have shown it already, on its way to an element of it.
    show(place.section);
    const isNew = arrived !== place.section;
    arrived = place.section;
    if (isNew && !isReturn) {
      if (place.element) place.element.scrollIntoView();
      else scrollTo(0, 0);
      if (!place.element) {
        place.section.tabIndex = -1;
        place.section.focus({ preventScroll: true });
      }
    }
    const isKnown = pages.has(place.section);
    const page = pageOf(place.section);
    page.query = query;
    if (isKnown) page.follow(query);
    else for (const start of starts) start(page);
  };
  let asked = new URLSearchParams();

  // But for the one that will show: between two scripts a browser may draw.
  const start = read(location.hash)?.section ?? sections.get(first);
  for (const section of sections.values()) if (section !== start) conceal(section);
  document.body.classList.add("routed"); // see the style sheet
  main.addEventListener("beforematch", (event) => {
    const section = event.target.closest("main > article");
    if (section) show(section);
  });
  // A step back or forward leads to where one was. Browsers go there before the page shows, so it is done here: each entry
  // of the history has a number, and each number the height at which it was left.
  history.scrollRestoration = "manual";
  const heights = new Map();
  let entry = 0;
  let entries = 0;
  let returned = false;
  addEventListener("popstate", (event) => {
    heights.set(entry, scrollY);
    entry = event.state?.entry ?? (entries += 1);
    returned = heights.has(entry);
  });
  const come = () => {
    arrive(returned);
    if (returned) scrollTo(0, heights.get(entry));
    returned = false;
    history.replaceState({ entry }, "");
  };
  addEventListener("hashchange", come);
  document.addEventListener("click", (event) => {
    // A link to where one is already changes no address.
    const link = event.target.closest("a[href^='#']");
    if (link && !event.defaultPrevented && link.hash === location.hash) read(link.hash)?.section === shown || come();
  });
  // The scripts that come after this one say first what pages do.
  document.addEventListener("DOMContentLoaded", come);
})();
