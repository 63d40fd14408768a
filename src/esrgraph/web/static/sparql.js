/* Puts the editor in the place of the plain form; without it, or where it fails, the form stays. */
"use strict";

(function () {
  const form = document.getElementById("query-form");
  const place = document.getElementById("yasgui");
  const Editor = window.Yasgui && (window.Yasgui.default || window.Yasgui.Yasgui || window.Yasgui);
  if (!form || !place || typeof Editor !== "function") return;

  const query = document.getElementById("query").value;
  place.hidden = false;
  const endpoint = new URL(form.dataset.endpoint, location.href);
  const { Yasqe } = Editor;
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.defaults.screenReaderLabel = document.querySelector("label[for=query]").textContent;
  const editor = new Editor(place, {
    requestConfig: { endpoint: endpoint.href, method: "POST" },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    persistenceId: `esrgraph${endpoint.pathname.replace(/\/sparql$/, "")}`, // of several sites on a host, each has its own tabs
    yasqe: { value: query, createShareableLink: (yasqe) => `${endpoint.href}?query=${encodeURIComponent(yasqe.getValue())}` },
  });
  // What screen readers miss: only tabs may stand in a list of tabs, and a list of sizes needs a name.
  place.querySelector(".addTab").setAttribute("role", "tab");
  new MutationObserver(() => {
    for (const sizes of place.querySelectorAll(".tableSizer")) sizes.setAttribute("aria-label", "Rows on a page");
  }).observe(place, { childList: true, subtree: true });
  form.hidden = true;

  const asked = new URLSearchParams(location.search);
  const tab = editor.getTab();
  if (asked.has("example") || asked.has("query")) {
    const same = tab && tab.getQuery().trim() === query.trim();
    if (!same) editor.addTab(true, { yasqe: { value: query } });
  }
})();
