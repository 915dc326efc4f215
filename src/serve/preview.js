// What `casebook serve` adds to the pages that it shows, and to no others: a page that has changed is loaded again where the
// reader was, a new style sheet is put in without that, and errors of the dossier lie over the page until they are mended.
"use strict";

(() => {
  const me = document.currentScript;
  const { path } = me.dataset;
  let { version, style } = me.dataset;
  const own = (name) => {
    const address = new URL(name, me.src);
    address.searchParams.set("path", path);
    return address;
  };

  // The reader's place: some elements around the top of the window and where they stand in it. Paragraphs are named by their
  // words, so the one that was edited may be gone; then the next one holds the place.

  let isLoadingAgain = false;

  const PLACE = "casebook-preview-place";
  const ANCHORS = 8;

  const keepPlace = () => {
    const anchors = [...document.querySelectorAll("[id]")]
      .map((element) => ({ id: element.id, box: element.getBoundingClientRect() }))
      .filter(({ id, box }) => id && box.height > 0)
      .map(({ id, box }) => ({ id, top: box.top }))
      .sort((a, b) => Math.abs(a.top) - Math.abs(b.top))
      .slice(0, ANCHORS);
    const place = { path, x: scrollX, y: scrollY, anchors };
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place));
      history.scrollRestoration = "manual";
    } catch {
      // Storage is refused: the browser keeps the place as well as it can.
    }
  };

  const takePlace = () => {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(PLACE));
      sessionStorage.removeItem(PLACE);
    } catch {
      return;
    }
    if (place?.path !== path) return;
    const scroll = () => {
      const anchor = place.y > 0 && place.anchors.find(({ id }) => document.getElementById(id));
      const now = anchor && document.getElementById(anchor.id).getBoundingClientRect().top;
      const top = anchor ? scrollY + now - anchor.top : place.y;
      scrollTo({ left: place.x, top, behavior: "instant" });
    };
    scroll();
    // Pictures that come in later push the text about, until the reader moves.
    const moved = new AbortController();
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(kind, () => moved.abort(), { once: true, passive: true });
    addEventListener("load", () => {
      if (!moved.signal.aborted) scroll();
    }, { once: true });
  };

  // What is wrong. In a shadow, so that neither the theme's styles reach it nor its own reach the page.

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 70vh; display: flex; flex-direction: column;
      box-sizing: border-box; padding: 0.75rem 1rem; border-top: 4px solid #c62828; background: #1d1d1f; color: #f2f2f2;
      font: 16px/1.4 system-ui, sans-serif; box-shadow: 0 -2px 16px #0008; }
    header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
    h2 { margin: 0; font-size: 1rem; }
    pre { margin: 0.5rem 0 0; overflow: auto; font: 14px/1.4 ui-monospace, monospace; white-space: pre; tab-size: 4; }
    pre:empty { display: none; }
    button { font: inherit; color: inherit; background: #3a3a3d; border: 1px solid #8a8a8e; border-radius: 4px; padding: 0.25rem 0.75rem; cursor: pointer; }
    button:focus-visible, pre:focus-visible { outline: 2px solid #8ab4f8; outline-offset: 2px; }
    @media print { :host { display: none; } }
  `;

  let overlay = null; // the element over the page
  let told = ""; // what it says, or said until it was closed

  const closeOverlay = () => {
    overlay?.remove();
    overlay = null;
  };

  const tell = (title, text) => {
    if (title + text === told) return;
    told = title + text;
    closeOverlay();
    if (!title) return;
    overlay = document.createElement("div");
    overlay.id = "casebook-preview";
    overlay.lang = "en";
    overlay.dir = "ltr";
    const shadow = overlay.attachShadow({ mode: "open" });
    // Put in so, a style needs no leave of a page's policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const make = (name, properties, ...children) => {
      const element = Object.assign(document.createElement(name), properties);
      element.append(...children);
      return element;
    };
    const heading = make("h2", { id: "title", textContent: title });
    const button = make("button", { type: "button", textContent: "Close", onclick: closeOverlay });
    const words = make("pre", { tabIndex: 0, textContent: text });
    const section = make("section", {}, make("header", {}, heading, button), words);
    section.setAttribute("aria-labelledby", "title");
    document.documentElement.append(overlay);
    // It is announced and takes no focus: whoever writes is elsewhere. A live region has to be there before its words are.
    section.setAttribute("role", "status");
    const content = [...section.childNodes];
    section.replaceChildren();
    shadow.append(section);
    section.append(...content);
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) closeOverlay();
  });

  // The style sheet is named by a hash of its bytes. When a new one is there all older ones go, so that nothing flashes; one that
  // does not come is old by now, and goes itself. For each link of the page: those in its place, the newest last.

  let worn = null;

  const dress = (name) => {
    const links = [...document.querySelectorAll("link[rel~=stylesheet]")];
    worn ??= links
      .filter((link) => link.href.endsWith("/" + style))
      .map((link) => ({ folder: link.href.slice(0, -style.length), links: [link] }));
    for (const { folder, links } of worn) {
      const last = links.at(-1);
      const next = last.cloneNode();
      next.href = folder + name;
      next.onload = () => {
        for (const older of links.splice(0, links.indexOf(next))) older.remove();
      };
      next.onerror = () => {
        if (links.includes(next)) links.splice(links.indexOf(next), 1);
        next.remove();
      };
      last.after(next);
      links.push(next);
    }
    style = name;
  };

  // Events say how this page stands at the preview now; what to do about it is decided here, where it is known what is shown.

  const take = (standing) => {
    const isPage = (version) => version.startsWith("page:");
    const isGap = (version) => version.startsWith("missing:"); // no page of the site, and the site's own page for that
    const isGone = isPage(version) && !isPage(standing.version);
    if (standing.version !== version && !isGone) {
      close();
      keepPlace();
      isLoadingAgain = true;
      location.reload();
      return;
    }
    if ((isPage(standing.version) || isGap(standing.version)) && standing.style !== style) dress(standing.style);
    const isMissing = isGone && isGap(standing.version);
    if (standing.findings) tell("The dossier has errors", standing.findings.trimEnd());
    else if (isMissing) tell("This page is no longer part of the site", "");
    else tell("", "");
  };

  // A browser holds few connections to one host, so only pages in sight hear of changes; others catch up when they are shown.
  // Of those in sight one has a lock: it hears that something has changed, and tells the others, and each asks how its own page
  // stands. Browsers give locks to pages of this machine and to secure ones; elsewhere each page hears for itself.

  let following = null; // ends it

  const follow = (name, heard) => {
    const stream = new EventSource(own(name));
    stream.onmessage = heard;
    stream.onerror = () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, 2000);
    };
    return stream;
  };

  const ask = async () => {
    try {
      const response = await fetch(own("standing"));
      const standing = await response.json();
      if (following) take(standing);
    } catch {
      // Nobody answers: whoever has the lock hears when somebody does again.
    }
  };

  const followTogether = () => {
    const name = `casebook-preview:${new URL(".", me.src)}`;
    const others = new BroadcastChannel(name);
    const ended = new AbortController();
    others.onmessage = ask;
    const hear = () =>
      new Promise((release) => {
        const stream = follow("turns", () => {
          others.postMessage(null);
          ask();
        });
        ended.signal.addEventListener("abort", () => {
          stream.close();
          release();
        });
      });
    navigator.locks.request(name, { signal: ended.signal }, hear).catch(() => {});
    ask();
    return () => {
      ended.abort();
      others.close();
    };
  };

  const followAlone = () => {
    const stream = follow("events", (event) => take(JSON.parse(event.data)));
    return () => stream.close();
  };

  const open = () => {
    if (following || document.hidden) return;
    following = navigator.locks && globalThis.BroadcastChannel ? followTogether() : followAlone();
  };

  const close = () => {
    following?.();
    following = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", () => {
    close();
    // For ways back to this page. Any earlier, the browser would still put the page where it was before the edit.
    if (!isLoadingAgain) history.scrollRestoration = "auto";
  });
  addEventListener("pageshow", open);
  takePlace();
  open();
})();
