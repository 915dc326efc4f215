// Runs before the first words are drawn: what this reader has put away stays away, and nothing moves later. What it
// finds is for the other scripts and for the style sheet. All pages on a disk share one store, so the keys of a site
// begin with its own address.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("early");
  // Somebody has searched: what is found will take the place of the register.
  if (new URLSearchParams(location.search).get("q")?.trim()) root.classList.add("asked");
  // A bundle of one file has its scripts inside of it.
  const here = document.currentScript.src || location.href.split(/[?#]/)[0];
  root.dataset.store = "casebook " + here.replace(/assets\/[^/]*$/, "");
  try {
    root.dataset.off = localStorage.getItem(root.dataset.store + " off") ?? "";
  } catch {
    // A browser that keeps nothing shows everything.
  }
})();
